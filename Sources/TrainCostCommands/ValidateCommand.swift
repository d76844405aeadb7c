import ArgumentParser
import Documents
import Reporting
import WorkloadModel

struct ValidateCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Replay measured runs through the workload model and print the error table.",
    discussion: """
      FILE holds one measured run a line, with the columns of Documentation/measured-runs.md (any subset; unknown cells \
      empty). \
      --cross fits the constants anew without parts of the rows and judges them on those parts. \
      --write-calibration fits the constants to all rows of grade A and A- and writes them.
      """)

  @Argument(help: ArgumentHelp("Files of measured runs (CSV).", valueName: "file"))
  var files: [String]

  @Flag(help: "Add five-fold, leave-one-model-out, -group-out and -accelerator-out tables.")
  var cross = false

  @Option(
    help: ArgumentHelp("Fit the constants and write them into a folder of hardware profiles.", valueName: "folder"))
  var writeCalibration: String?

  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let tables = try files.map { path throws(DocumentError) in try CSVTable(path: path) }
    let validation = try Validation(tables, catalog: profiles.catalog(context))
    for table in tables { warnOfUnknownColumns(table, context) }
    if let folder = writeCalibration { try write(validation.fittedCalibration(), into: folder, context) }
    let report = validation.report(cross: cross)
    try output.write(report.report, context)
    guard report.rows.isEmpty else { return ExitStatus.success }
    let reason = report.skipped.first.map { "the first, '\($0.id)': \($0.reason)" } ?? "there are none"
    context.note("error: \(files.joined(separator: ", ")): no row can be judged; \(reason)")
    return ExitStatus.badInput
  }

  private func warnOfUnknownColumns(_ table: CSVTable, _ context: CommandContext) {
    let unknown = MeasuredRunColumns.unknown(among: table.headings)
    guard !unknown.isEmpty, !output.quiet else { return }
    let names = unknown.map { heading, nearest in heading + (nearest.map { " (did you mean '\($0)'?)" } ?? "") }
    context.note(
      "warning: \(table.file):1: columns that are not known are passed over: \(names.joined(separator: ", "))")
  }

  private func write(_ fitted: FittedCalibration, into folder: String, _ context: CommandContext) throws {
    let stepTime = "\(folder)/calibration/step-time.yaml"
    try OutputFile.replace(stepTime, with: fitted.stepTime(replacing: try TextFile.read(stepTime)))
    let wholeRuns = "\(folder)/calibration/whole-runs.yaml"
    try OutputFile.replace(wholeRuns, with: fitted.wholeRuns(replacing: try TextFile.read(wholeRuns)))
    for id in fitted.accelerators {
      let path = "\(folder)/\(id).yaml"
      try OutputFile.replace(path, with: fitted.profile(id, replacing: try TextFile.read(path)))
    }
    context.note(
      "fitted to \(fitted.rows) steps and \(fitted.wholeRuns) whole runs and written into \(folder); build again to compile it in"
    )
  }
}
