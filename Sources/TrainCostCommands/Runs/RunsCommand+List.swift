import ArgumentParser
import Reporting
import RunLedger

extension RunsCommand {
  struct List: Verb {
    static let configuration = CommandConfiguration(abstract: "All runs, newest first.")

    @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
    var limit: Int?

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      if let limit, limit < 1 {
        throw ValidationError("--limit: found \(limit), expected a whole number of at least 1")
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      try output.write(RunsReport.list(ledger.open(context).runs(limit: limit)), context)
      return ExitStatus.success
    }
  }
}
