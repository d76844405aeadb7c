import ArgumentParser
import CostCore
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import TrainingRun

struct WhatIfCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "What a change would save: hours, kWh, carbon and money before and after.",
    discussion: """
      Each lever runs the whole chain again; given together they are also shown combined, in the order given. Limits \
      judge the run under all levers given; with --rank alone the run as it is.

      \(Lever.Name.allCases.map(\.help).joined(separator: "\n"))
      """)

  @Argument(help: ArgumentHelp("A run file or a config.json.", valueName: "run"))
  var path: String

  @Option(name: .customLong("lever"), help: ArgumentHelp("A change; may be given several times.", valueName: "lever"))
  var levers: [String] = []

  @Flag(help: "Try the common levers, and order all by what they save.")
  var rank = false

  @OptionGroup(title: "The run") var run: RunOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// What `--rank` tries beside the levers given.
  private static let common = [
    "own", "rent", "spot", "commitment=1y", "commitment=3y", "precision=fp8", "recompute=none", "layout=auto",
    "accelerator=nvidia-h200-sxm-141gb", "accelerator=nvidia-b200-sxm-180gb", "region=FR", "region=SE",
    "region=aws:eu-north-1", "pue=1.1", "cooling=0.5", "green=1", "shift=best", "shift=greenest", "data=0.8", "lora=16",
  ]

  func validate() throws {
    if levers.isEmpty, !rank { throw ValidationError("give --lever NAME[=VALUE], or --rank to try the common ones") }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context)
    let book = try prices.book(context, catalog: catalog)
    let estimator = Estimator(book: book, today: Seconds(context.now()))
    let file = try RunFile.read(path, catalog: catalog, overrides: run.overrides)
    let before = try estimator.estimate(file)
    guard file.specification.prices.mode != .bill else {
      throw DocumentError(
        .value, file: path, key: "prices.mode", message: "a bill holds no run to change; expected rental or owned")
    }
    var outcomes: [WhatIfOutcome] = []
    var skipped: [WhatIfReport.Skipped] = []
    func outcome(_ levers: [Lever]) throws -> WhatIfOutcome {
      var scenario = Scenario(file: file)
      for lever in levers where lever.shiftGoal == nil { try scenario.apply(lever, catalog: catalog, book: book) }
      var after = try estimator.estimate(
        scenario.file, skippedProducts: scenario.skippedProducts,
        known: scenario.changesTraining ? nil : before.prediction)
      if let lever = levers.first(where: { $0.shiftGoal != nil }) {
        (scenario, after) = try bestShift(lever, scenario, after, estimator)
      }
      return WhatIfOutcome(
        lever: levers.map(\.text).joined(separator: " + "), before: before, after: after,
        assumptions: scenario.assumptions, isPredictedAnew: scenario.changesTraining)
    }
    let chosen = try levers.map { text in try Lever(text) }
    for lever in chosen { outcomes.append(try outcome([lever])) }
    if rank {
      for text in Self.common where !levers.contains(text) {
        do {
          outcomes.append(try outcome([Lever(text)]))
        } catch {
          skipped.append(.init(lever: text, reason: "\(error)"))
        }
      }
      outcomes.removeAll { !levers.contains($0.lever) && $0.changesNothing }
      outcomes.sort { $0.rank.lexicographicallyPrecedes($1.rank) }
    }
    let combined = chosen.count > 1 ? try outcome(chosen) : nil
    let report = WhatIfReport(before: before, outcomes: outcomes, combined: combined, skipped: skipped, isRanked: rank)
    try output.write(report.report, context)
    let judged = combined ?? (rank ? nil : outcomes.first)
    return limits.check(judged?.after ?? before, named: judged.map { "with \($0.lever)" } ?? "as it is", context)
  }

  /// The hour of the day at which the run would cost least, or emit least; of equal ones the best in the other.
  private func bestShift(
    _ lever: Lever, _ scenario: Scenario, _ unshifted: EstimateResult, _ estimator: Estimator
  ) throws -> (Scenario, EstimateResult) {
    guard let start = scenario.file.specification.site.start else {
      throw lever.wrong("the run has no start to shift; expected site.start in the run file")
    }
    var (best, result) = (scenario, unshifted)
    func order(_ estimate: EstimateResult) -> (Double, Double) {
      let (cost, carbon) = (estimate.cost.total.mid.amount, estimate.carbon?.operational?.mid.value ?? 0)
      return lever.shiftGoal == .leastCarbon ? (carbon, cost) : (cost, carbon)
    }
    for hours in 1..<24 {
      var shifted = scenario
      shifted.file.specification.site.start = start + Seconds(hours: Double(hours))
      let estimate = try estimator.estimate(
        shifted.file, skippedProducts: scenario.skippedProducts, known: unshifted.prediction)
      if order(estimate) < order(result) { (best, result) = (shifted, estimate) }
    }
    let moved = (best.file.specification.site.start ?? start) - start
    best.assumptions.append(Assumption(key: lever.text, value: "\(moved.formatted) later", source: "24 starts tried"))
    return (best, result)
  }
}
