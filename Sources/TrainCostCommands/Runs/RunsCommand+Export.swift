import ArgumentParser
import Reporting
import RunLedger

extension RunsCommand {
  struct Export: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Write runs as JSON, which 'runs import' reads, as CSV, or their bills as FOCUS 1.2.",
      discussion: """
        The CSV has one row a run and is a history for 'forecast --history'. There is no well-kept Parquet writer for \
        Swift; DuckDB makes one of the CSV: duckdb -c "COPY (FROM 'runs.csv') TO 'runs.parquet'".
        """)

    @OptionGroup(title: "Runs") var runs: RunFilterOptions
    @Option(help: ArgumentHelp("Write as json, csv or focus.", valueName: "format"))
    var format = Format.json
    @Option(help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    enum Format: String, Choice {
      case json, csv, focus
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let archives = try ledger.read(context).archives(runs.filter(context))
      var found = archives.map(\.run)
      if format == .focus {
        let parts = found.count - found.withoutMergedParts.count
        if parts > 0 { context.note("\(parts) of \(found.count) runs are parts of merged ones, which bill them") }
        found = found.withoutMergedParts
      }
      let text =
        switch format {
        case .json: RunsReport.export(archives).text(.json, canvas: Canvas())
        case .csv: RunsReport.export(archives).text(.csv, canvas: Canvas())
        case .focus: RunsReport.focus(found)
        }
      if format == .focus, case let unbilled = found.count(where: { $0.cost == nil }), unbilled > 0 {
        context.note("\(unbilled) of \(found.count) runs have no bill and no row")
      }
      guard let output, output != "-" else {
        try context.standardOutput.write(text)
        return ExitStatus.success
      }
      try OutputFile.replace(output, with: text)
      context.note("wrote \(found.count) runs to \(output)")
      return ExitStatus.success
    }
  }
}
