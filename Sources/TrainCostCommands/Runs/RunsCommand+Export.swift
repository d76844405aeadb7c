import ArgumentParser
import Reporting
import RunLedger

extension RunsCommand {
  struct Export: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Write runs as JSON, which 'runs import' reads, or as CSV.",
      discussion: """
        The CSV has one row a run and is a history for 'forecast --history'. There is no well-kept Parquet writer for \
        Swift; DuckDB makes one of the CSV: duckdb -c "COPY (FROM 'runs.csv') TO 'runs.parquet'".
        """)

    @OptionGroup(title: "Runs") var runs: RunFilterOptions
    @Option(help: ArgumentHelp("Write as json or csv.", valueName: "format"))
    var format = Format.json
    @Option(help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case json, csv
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let found = try ledger.read(context).runs(runs.filter(context))
      let report = RunsReport.export(found)
      let text = report.text(format == .json ? .json : .csv, canvas: Canvas())
      guard let output else {
        try context.standardOutput.write(text)
        return ExitStatus.success
      }
      try OutputFile.replace(output, with: text)
      context.note("wrote \(found.count) runs to \(output)")
      return ExitStatus.success
    }
  }
}
