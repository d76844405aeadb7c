import ArgumentParser
import RunLedger

extension RunsCommand {
  struct Delete: Verb {
    static let configuration = CommandConfiguration(abstract: "Delete runs with their tags and power curves.")

    @Argument(help: ArgumentHelp("Ids, or beginnings of ids.", valueName: "id"))
    var ids: [String]

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.read(context)
      let found = try ids.map { try ledger.run(id: $0).id }
      try ledger.delete(ids: found)
      context.note("deleted \(found.joined(separator: ", "))")
      return ExitStatus.success
    }
  }
}
