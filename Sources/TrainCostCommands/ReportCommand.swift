import ArgumentParser
import CostCore
import CostEstimation
import Documents
import HardwareProfiles
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun

struct ReportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "All of a run on one page, with charts.",
    discussion: """
      RUN is a run file, a Hugging Face config.json completed by flags as 'estimate' takes them, or the id of a run in \
      the ledger. '-o FILE.html' writes one file that loads nothing; without it charts are drawn in the terminal.
      """)

  @Argument(help: ArgumentHelp("A run file, a config.json, or the id of a run in the ledger.", valueName: "run"))
  var subject: String

  @Flag(help: "Draw charts in ASCII.")
  var ascii = false

  @OptionGroup(title: "The run") var run: RunOptions
  @OptionGroup(title: "Exports") var exports: ExportOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    switch try RunSubject(subject, ledger: ledger, context) {
    case .file(let path):
      let catalog = try profiles.catalog(context)
      let file = try RunFile.read(path, catalog: catalog, overrides: run.overrides)
      let estimator = Estimator(book: try prices.book(context, catalog: catalog), today: Seconds(context.now()))
      let estimate = try estimator.estimate(file)
      let alternatives = try estimate.prediction == nil ? [] : alternatives(of: estimate, path, catalog, estimator)
      try write(
        estimate.runReport(alternatives: alternatives, origin: origin("run file \(path)", context)), context)
      try exports.write(estimate, context)
      return limits.check(estimate, context)
    case .record(let record, let ledger):
      let name = try acceleratorName(of: record, context)
      try write(report(of: record, named: name, in: ledger, context), context)
      try exports.write(
        record.cost, focus: { RunsReport.focus([record]) },
        modelCard: { record.modelCardEmissions(acceleratorName: name) }, context)
      return limits.check(cost: record.cost, usage: record.usage, context)
    }
  }

  /// The name for people of a run's accelerator; nil where its profile is not known here.
  private func acceleratorName(of record: RunRecord, _ context: CommandContext) throws -> String? {
    guard let id = record.accelerator else { return nil }
    let catalog = try profiles.catalog(context)
    return catalog.ids.contains(id) ? try catalog.profile(id: id).name : nil
  }

  private func report(
    of record: RunRecord, named acceleratorName: String?, in ledger: RunLedger, _ context: CommandContext
  ) throws -> Report {
    guard run.flags.isEmpty else {
      throw ValidationError(
        "\(run.flags.joined(separator: ", ")): completes a run file, and \(record.id) is a run of the ledger")
    }
    return record.runReport(
      acceleratorName: acceleratorName,
      curves: try ledger.curves(of: record.id, buckets: Self.largestPointCount),
      check: try PredictionCheck(of: record, in: ledger), origin: origin("run \(record.id) of the ledger", context))
  }

  /// Two pixels of a wide page for each point of a power curve.
  private static let largestPointCount = 360

  private func write(_ report: Report, _ context: CommandContext) throws(OutputError) {
    try output.write(report, context, ascii: ascii)
  }

  /// The same run on every accelerator that models are trained on, in the quickest layout that fits it: the run file's
  /// own layout belongs to its own cluster.
  private func alternatives(
    of estimate: EstimateResult, _ path: String, _ catalog: ProfileCatalog, _ estimator: Estimator
  ) throws(DocumentError) -> [AcceleratorAlternative] {
    var overrides = run.overrides
    overrides.ignoresLayout = true
    return try catalog.profiles().filter { $0.role == .training }.map { profile in
      if profile.id == estimate.profile?.id { return AcceleratorAlternative(profile: profile, estimate: estimate) }
      overrides.accelerator = profile.id
      do {
        let file = try RunFile.read(path, catalog: catalog, overrides: overrides)
        return AcceleratorAlternative(profile: profile, estimate: try estimator.estimate(file))
      } catch {
        return AcceleratorAlternative(profile: profile, estimate: nil, reason: "\(error)")
      }
    }
  }

  private func origin(_ subject: String, _ context: CommandContext) -> ReportOrigin {
    ReportOrigin(
      subject: subject, program: "traincost \(TrainCost.version)", writtenAt: context.now())
  }
}

extension RunRecord {
  /// What the run used up.
  var usage: RunUsage? {
    acceleratorTime.map {
      RunUsage(acceleratorCount: acceleratorCount, wallTime: wallTime, acceleratorTime: $0, energy: energy)
    }
  }
}
