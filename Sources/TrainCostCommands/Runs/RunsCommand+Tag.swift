import ArgumentParser
import Documents
import Quantities
import RunLedger

extension RunsCommand {
  struct Tag: Verb {
    static let configuration = CommandConfiguration(abstract: "Add tags to a run, or take them away.")

    @Argument(help: ArgumentHelp("An id, or the beginning of one.", valueName: "id"))
    var id: String

    @Argument(help: ArgumentHelp("Tags to add.", valueName: "tag"))
    var tags: [String] = []

    @Option(
      name: .customLong("remove"), help: ArgumentHelp("A tag to take away; may be given again.", valueName: "tag"))
    var removed: [String] = []

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    func validate() throws {
      guard !(tags + removed).isEmpty else { throw ValidationError("expected a tag to add, or --remove TAG") }
      if let bad = (tags + removed).first(where: { $0.isEmpty || $0.contains { $0.isWhitespace || $0 == "," } }) {
        throw ValidationError("tag: found '\(bad)', expected a word without blanks and commas")
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.read(context)
      let record = try ledger.run(id: id)
      if let unknown = removed.first(where: { !record.tags.contains($0) }) {
        throw DocumentError(
          .value,
          message: "--remove: run \(record.id) has no tag '\(unknown)'; it has "
            + (record.tags.isEmpty ? "none" : record.tags.joined(separator: ", ")),
          nearest: nearestMatch(to: unknown, among: record.tags))
      }
      try ledger.tag(id: record.id, adding: tags, removing: removed)
      return ExitStatus.success
    }
  }
}
