import ArgumentParser
import CostCore
import CostEstimation
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun
import WorkloadModel

struct ForecastCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "The cost of a run by methods that learn from past runs, each with its back-tested error.",
    discussion: """
      The history is the ledger's measured runs, or a CSV table (--history). Each method forecasts every past run from \
      the others (leave one out) and from earlier ones (rolling origin); the combination weights them by that error. \
      Without RUN only the back-tests are shown: forecast --backtest --history training_costs.csv
      """)

  @Argument(help: ArgumentHelp("A run file or a config.json.", valueName: "run"))
  var path: String?

  @Option(
    name: .customLong("method"),
    help: ArgumentHelp(
      "history, analogy, regression, trend or bill; may be given again. All by default.", valueName: "name"))
  var methods: [Method] = []

  @Flag(help: "Show each back-tested run, and the back-tests alone when no RUN is given.")
  var backtest = false

  @OptionGroup(title: "History") var source: HistoryOptions
  @OptionGroup(title: "The run") var run: RunOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  enum Method: String, Choice {
    case history, analogy, regression, trend, bill
  }

  func validate() throws {
    guard path != nil || backtest else {
      throw ValidationError("expected a run file, or --backtest to judge the methods on the history alone")
    }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context)
    let estimator = Estimator(book: PriceBook())
    let file = try path.map { try RunFile.read($0, catalog: catalog, overrides: run.overrides) }
    let estimate = try file.map { try estimator.estimate($0) }
    var (runs, notes) = try source.runs(context, ledger: ledger)
    let profiles = NamedProfiles(catalog)
    for index in runs.indices {
      profiles.complete(&runs[index].features)
      if runs[index].bill == nil {
        runs[index].bill = estimator.bill(runs[index], profile: profiles[runs[index].features.accelerator], like: file)
      }
    }
    let currency = estimate?.cost.currency ?? .usd
    let history = try History(runs)
    if let first = history.runs.first?.cost.currency, estimate != nil, first != currency {
      notes.append("the history is in \(first.code) and so are the forecasts; the run file is in \(currency.code)")
    }
    var target = estimate?.features
    if target != nil {
      let start = file?.specification.site.start?.value ?? context.now()
      target?.startedAt = start
      let newest = history.runs.compactMap(\.features.startedAt).max()
      if let newest, start - newest > 90 * 86_400 {
        notes.append(
          "the run is dated \(UTCTime(secondsSince1970: start).date) and the newest past run "
            + "\(UTCTime(secondsSince1970: newest).date): regression and trend carry the change of cost over time on to it; "
            + "site.start dates the run")
      }
    }
    let wanted =
      methods.isEmpty ? EstimatingMethod.allCases : methods.compactMap { EstimatingMethod(rawValue: $0.rawValue) }
    let result = Forecasting(history, currency: currency).forecast(wanted, for: target, bill: estimate?.cost.knownTotal)
    if history.runs.isEmpty {
      let reason = source.nothingToLearnFrom
      guard result.methods.contains(where: { $0.range != nil }) else { throw HistoryError(reason) }
      notes.append(reason)
    }
    if target == nil, let first = result.methods.first, result.methods.allSatisfy({ $0.leaveOneOut == nil }) {
      throw HistoryError("no method can be back-tested: \(first.refusal ?? "the history holds too few runs")")
    }
    try output.write(
      result.report(of: file?.specification.name, notes: notes, showsRows: backtest), context)
    return ExitStatus.success
  }
}

/// Where past runs come from.
struct HistoryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Learn from a CSV table instead of the ledger.", valueName: "file"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Of the table, rows whose cost_scope holds this; the scope of most rows by default.", valueName: "text"))
  var scope: String?

  @Option(help: ArgumentHelp("Use the past runs in this currency alone.", valueName: "code"))
  var currency: String?

  @Flag(help: "Learn from the ledger's estimates as well as from measured runs.")
  var includeEstimates = false

  func validate() throws {
    if scope != nil, history == nil { throw ValidationError("--scope chooses rows of a table; give --history FILE") }
  }

  /// That no past run was found, and what would change that.
  var nothingToLearnFrom: String {
    history.map { "no row of \($0) has a cost to learn from" }
      ?? "the ledger has no measured run with a known cost to learn from: measure or import some with --run, or give a "
      + "table with --history"
  }

  /// The past runs, and what was left out of them, in words.
  func runs(_ context: CommandContext, ledger: LedgerOptions) throws -> ([HistoricalRun], [String]) {
    let currency = try currency.map { try Scalar(text: $0, flag: "--currency").currency() }
    guard let history else { return try ledgerRuns(context, ledger, currency) }
    let table = try HistoryTable(CSVTable(path: history), scope: scope, currency: currency)
    var notes: [String] = []
    if let scope = table.scope {
      notes.append("history: \(table.runs.count) rows of \(history) with the cost scope '\(scope)'")
    }
    if table.otherScopes > 0 {
      notes.append("\(table.otherScopes) rows with costs of another scope are left out (--scope TEXT picks one)")
    }
    if table.withoutCost > 0 { notes.append("\(table.withoutCost) rows without a cost are left out") }
    return (table.runs, notes)
  }

  private func ledgerRuns(
    _ context: CommandContext, _ ledger: LedgerOptions, _ currency: Currency?
  ) throws -> ([HistoricalRun], [String]) {
    var filter = RunFilter()
    if !includeEstimates { filter.kind = .measured }
    let ledger = try ledger.read(context)
    let all = try ledger.runs(filter)
    let records = all.withoutMergedParts
    let priced = records.compactMap { HistoricalRun($0) }
    let runs = priced.filter { currency == nil || $0.cost.currency == currency }
    var notes =
      runs.isEmpty ? [] : ["history: \(runs.count) \(includeEstimates ? "runs" : "measured runs") of the ledger"]
    if all.count > records.count {
      notes.append("\(all.count - records.count) runs are parts of merged ones and count once")
    }
    if records.count > priced.count {
      notes.append("\(records.count - priced.count) runs without a known cost are left out")
    }
    if runs.isEmpty, !includeEstimates, try ledger.count() > 0 {
      notes.append("the ledger's estimates are no measurements; --include-estimates learns from them all the same")
    }
    return (runs, notes)
  }
}

/// Profiles by the names that histories call accelerators, each looked up once.
private final class NamedProfiles {
  private let catalog: ProfileCatalog
  private var found: [String: AcceleratorProfile?] = [:]

  init(_ catalog: ProfileCatalog) { self.catalog = catalog }

  subscript(name: String?) -> AcceleratorProfile? {
    guard let name else { return nil }
    if let known = found[name] { return known }
    // A name that no profile has is no fault of the history: the row is used without one.
    let profile = try? catalog.profile(named: name)
    found[name] = .some(profile)
    return profile
  }

  /// The profile's id in place of the name, and its peak rate.
  func complete(_ features: inout RunFeatures) {
    guard let profile = self[features.accelerator] else { return }
    features.accelerator = profile.id
    features.peakRate = profile.usualPeak
  }
}

extension EstimateResult {
  /// What the methods know of the run.
  var features: RunFeatures {
    var features = RunFeatures()
    features.acceleratorTime = usage?.acceleratorTime.mid
    features.isTimePredicted = prediction != nil
    features.timeSpread =
      prediction == nil
      ? nil
      : usage.map { usage in
        usage.acceleratorTime.map { $0 / usage.acceleratorTime.mid }
      }
    features.work = prediction?.trainingWork
    if let prediction, prediction.work.countsTokens {
      features.tokens = Count(prediction.work.tokensPerSample * prediction.steps * Double(prediction.globalBatchSize))
    }
    features.acceleratorCount = usage?.acceleratorCount
    features.accelerator = profile?.id
    features.peakRate = profile?.usualPeak
    return features
  }
}

extension Estimator {
  /// The bill of a past run from its accelerator-hours, priced as the run file does, else by renting where the
  /// history's costs are of that kind; nil where something is missing.
  fileprivate func bill(_ run: HistoricalRun, profile: AcceleratorProfile?, like file: RunFile?) -> Range90<Money>? {
    guard let profile, let time = run.features.acceleratorTime else { return nil }
    var specification = RunSpecification(name: run.name)
    specification.cluster = ClusterSpecification(
      accelerator: profile.id, count: run.features.acceleratorCount ?? 1,
      acceleratorsPerNode: profile.acceleratorsPerNode, network: profile.network)
    if let file {
      specification.prices = file.specification.prices
      specification.site = file.specification.site
    } else {
      specification.prices.mode = .owned
      specification.prices.currency = run.cost.currency
    }
    let usage = RunUsage(
      acceleratorCount: run.features.acceleratorCount, wallTime: nil, acceleratorTime: Range90(exactly: time),
      energy: PowerModel(profile: profile, network: nil).energy(over: Range90(exactly: time)).domains)
    // A history may hold what no price book knows; the row then has no bill.
    return (try? Pricing(specification, profile: profile, book: book).price(usage))?.cost.knownTotal
  }
}
