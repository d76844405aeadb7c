import ArgumentParser
import CostEstimation
import Documents
import HardwareProfiles
import Quantities
import Reporting
import RunLedger
import TrainingRun
import WorkloadModel

struct CalibrateCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit the models to your own measured runs.",
    discussion: """
      Learns from the ledger's runs that were measured or imported with a run file ('measure --run RUN', 'runs import \
      --run RUN') and from CSV tables of measured runs in the columns that 'validate' reads. It takes three runs. Few \
      move a figure little where they scatter, many move it fully; a run far off the others moves nothing and widens \
      the range. The factors go into calibration.yaml in your configuration folder and from then on into every estimate, \
      which says so; --no-calibration leaves them out.
      """)

  @Argument(help: ArgumentHelp("CSV tables of measured runs, instead of the ledger.", valueName: "file"))
  var tables: [String] = []

  @Flag(help: "Show what would change and write nothing.")
  var dryRun = false

  @OptionGroup(title: "Runs") var runs: RunFilterOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context, calibrated: false)
    let date = UTCTime(secondsSince1970: context.now()).date
    let (observations, origin, notes) = try observations(context, catalog)
    let result = try CalibrationResult(observations, date: date, origin: origin)
    var file: String?
    if !dryRun {
      guard let path = ProfileOptions.calibrationFile(context) else {
        throw ValidationError("no place for the calibration: HOME is not set; give --dry-run to see it")
      }
      try OutputFile.replace(path, with: result.layer.text(fitted: date, origin: origin), makesFolder: true)
      file = path
    }
    try output.write(result.report(file: file, notes: notes), context)
    return ExitStatus.success
  }

  private func observations(
    _ context: CommandContext, _ catalog: ProfileCatalog
  ) throws -> ([CalibrationObservation], String, [String]) {
    guard tables.isEmpty else {
      var found: [CalibrationObservation] = []
      var notes: [String] = []
      for path in tables {
        let table = try MeasuredRuns(path, catalog: catalog)
        guard !table.observations.isEmpty else {
          throw HistoryError(
            "no row of \(path) tells a time or power that can be predicted; expected the columns that 'validate' reads"
              + (table.firstReason.map { "; row \($0)" } ?? ""))
        }
        found += table.observations
        if table.skipped > 0 {
          notes.append("\(table.skipped) rows of \(path) tell no time or power that can be predicted")
        }
      }
      return (found, "\(Set(found.map(\.run)).count) runs of \(tables.joined(separator: ", "))", notes)
    }
    let ledger = try ledger.read(context)
    var filter = try runs.filter(context)
    filter.kind = .measured
    let records = try ledger.runs(filter).withoutMergedParts
    guard try !records.isEmpty || ledger.count() == 0 else {
      throw HistoryError("no measured run of the ledger fits; it holds \(try ledger.count()) runs")
    }
    guard !records.isEmpty else {
      throw HistoryError(
        "the ledger holds no measured runs; measure one with its run file: traincost measure --run RUN -- COMMAND")
    }
    let found = LedgerObservations(records)
    guard !found.observations.isEmpty else {
      throw HistoryError("no measured run can be compared with a prediction: \(found.notes.joined(separator: "; "))")
    }
    return (found.observations, "\(found.usedRuns) measured runs of the ledger", found.notes)
  }
}
