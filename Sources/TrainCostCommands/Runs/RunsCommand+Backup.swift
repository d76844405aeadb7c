import ArgumentParser
import RunLedger

extension RunsCommand {
  struct Backup: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Copy the ledger to a new file, while others may go on writing.",
      discussion: "The copy is a ledger itself: --ledger FILE reads it.")

    @Argument(help: ArgumentHelp("The new file.", valueName: "file"))
    var path: String

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    func run(_ context: CommandContext) throws -> Int32 {
      try ledger.open(context).backUp(to: path)
      context.note("wrote \(path)")
      return ExitStatus.success
    }
  }
}
