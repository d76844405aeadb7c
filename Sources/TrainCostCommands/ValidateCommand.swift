import ArgumentParser
import Documents
import Reporting
import WorkloadModel

struct ValidateCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Replay measured runs through the workload model and print the error table.",
    discussion: """
      FILE holds one measured run a line, with the columns of the reference files (any subset; unknown cells empty). \
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
    if let folder = writeCalibration { try write(validation.fittedCalibration(), into: folder, context) }
    try output.write(validation.report(cross: cross).report, context)
    return ExitStatus.success
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
