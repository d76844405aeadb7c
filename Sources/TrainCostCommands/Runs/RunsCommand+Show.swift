import ArgumentParser
import CostEstimation
import Documents
import Reporting
import RunLedger

extension RunsCommand {
  struct Show: Verb {
    static let configuration = CommandConfiguration(
      abstract: "All of one run, and what was predicted of it.",
      discussion: """
        Figures are those of the day the run was recorded, with its prices and profiles. --as-printed writes the JSON \
        that 'estimate' printed then, byte by byte.
        """)

    @Argument(help: ArgumentHelp("An id, or the beginning of one.", valueName: "id"))
    var id: String

    @Flag(help: "The estimate's JSON as it was printed when the run was recorded.")
    var asPrinted = false

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    /// As many points as the curve of the whole job has at most.
    private static let largestBucketCount = 512

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.read(context)
      let record = try ledger.run(id: id)
      guard !asPrinted else {
        guard let printed = record.inputs?.report else {
          throw DocumentError(
            .missing,
            message: "--as-printed: run \(record.id) has no printed estimate; 'estimate --record' keeps one")
        }
        try output.write(text: printed, context)
        return ExitStatus.success
      }
      try output.write(
        RunsReport.show(
          record, PredictionCheck(of: record, in: ledger),
          curves: ledger.curves(of: record.id, buckets: Self.largestBucketCount)), context)
      return ExitStatus.success
    }
  }
}
