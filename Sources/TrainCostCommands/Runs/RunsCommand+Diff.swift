import ArgumentParser
import CostEstimation
import Documents
import Reporting
import RunLedger

extension RunsCommand {
  struct Diff: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Two runs side by side, or two groups of repeated runs.",
      discussion: """
        A and B are ids, tag:NAME or name:NAME. Groups are compared by their means, with the 95 % confidence interval \
        of the difference (Welch's t-test); --repeats takes an id for all runs of its kind and name. A group counts a \
        merged run and not its parts.
        """)

    @Argument(help: ArgumentHelp("An id, tag:NAME or name:NAME.", valueName: "a"))
    var first: String

    @Argument(help: ArgumentHelp("The same.", valueName: "b"))
    var second: String

    @Flag(help: "Take each id for all runs of its kind and name.")
    var repeats = false

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.read(context)
      let comparison = RunComparison(try runs(first, ledger), try runs(second, ledger))
      try output.write(comparison.report(first, second), context)
      return ExitStatus.success
    }

    private func runs(_ selector: String, _ ledger: RunLedger) throws -> [RunRecord] {
      var filter = RunFilter()
      if selector.hasPrefix("tag:") {
        filter.tag = String(selector.dropFirst(4))
      } else if selector.hasPrefix("name:") {
        filter.name = String(selector.dropFirst(5))
      } else {
        let run = try ledger.run(id: selector)
        guard repeats else { return [run] }
        filter.name = run.name
        filter.kind = run.kind
      }
      let found = try ledger.runs(filter).withoutMergedParts
      guard !found.isEmpty else { throw DocumentError(.missing, message: "no run of the ledger has the \(selector)") }
      return found
    }
  }
}
