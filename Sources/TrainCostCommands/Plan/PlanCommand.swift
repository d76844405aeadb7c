import ArgumentParser
import CostCore
import Documents
import PriceBook
import Quantities
import Reporting
import RunFiles
import TrainingRun
import WorkloadModel

struct PlanCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "The quickest, cheapest or thriftiest layout that fits in memory and keeps the limits.",
    discussion: """
      Searches tensor, pipeline, virtual pipeline, pipeline schedules, data, context and expert parallelism, ZeRO stages, micro-batches, \
      recompute, overlap of exchanges and offloading to the hosts' memory; with --max-count also the number of accelerators. \
      What the run file states in part (some of training.parallelism, micro_batch_size, activation_recompute, offload) is \
      held; a layout that it states in full is passed over, with these. --find turns the question round: the fewest \
      accelerators that keep the limits, or the most tokens (samples) that one layout trains on within them. \
      ^C ends the search with the best so far.
      """)

  @Argument(help: ArgumentHelp("A run file or a config.json.", valueName: "run"))
  var path: String

  @Option(help: ArgumentHelp("Least of what: time, cost or energy.", valueName: "what"))
  var objective = PlanObjective.time

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Time on the clock at most, such as 30d or 12h.", valueName: "time"))
  var deadline: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Money at most, in the run file's currency, such as 1M.", valueName: "amount"))
  var budget: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Energy of the machines at most: kWh, or with a unit, 1MWh.", valueName: "kWh"))
  var maxKwh: Limit<Joules>?

  @Option(help: ArgumentHelp("Accelerators at most; every usual count up to it is tried.", valueName: "n"))
  var maxCount: Int?

  @Option(
    help: ArgumentHelp("Find the fewest accelerators (count) or the most data (tokens) instead.", valueName: "what"))
  var find: Inverse?

  @Option(help: ArgumentHelp("How many ways to show.", valueName: "n"))
  var top = 5

  @Flag(help: "Evaluate every layout, without bounds.")
  var exhaustive = false

  @Flag(help: "Keep nothing in the hosts' memory.")
  var noOffload = false

  @Flag(help: "Leave out zero-bubble pipeline schedules, which few frameworks have.")
  var noZeroBubble = false

  @OptionGroup(title: "The run") var run: RunOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  enum Inverse: String, Choice {
    case count, tokens
  }

  func validate() throws {
    for (name, value) in [("--max-count", maxCount), ("--top", top)] {
      if let value, !(1...10_000_000).contains(value) {
        throw ValidationError("\(name): found \(value), expected a whole number from 1 to 10000000")
      }
    }
    if let maxKwh, maxKwh.value == 0 {
      throw ValidationError("--max-kwh: found \(maxKwh.text), expected a number above 0")
    }
    if find != nil, deadline == nil, budget == nil, maxKwh == nil {
      throw ValidationError("--find needs a limit to keep: --deadline, --budget or --max-kwh")
    }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    let limits = try readLimits()
    let catalog = try profiles.catalog(context)
    var overrides = run.overrides
    overrides.ignoresLayout = true
    let file = try RunFile.read(path, catalog: catalog, overrides: overrides)
    guard let cluster = file.specification.cluster, file.specification.model != nil else {
      throw WorkloadError(key: "model", message: "plan needs a model, data and a cluster")
    }
    let progress = SearchProgress(context, isShown: context.standardErrorIsTerminal && !output.quiet)
    let planner = Planner(
      estimator: Estimator(book: try prices.book(context, catalog: catalog), today: Seconds(context.now())),
      objective: objective, limits: limits, keep: top, exhaustive: exhaustive,
      control: progress.control, cores: SearchProgress.cores,
      freedom: SearchFreedom(offloads: !noOffload, schedules: !noZeroBubble))
    let counts = self.counts(cluster.count, perNode: cluster.acceleratorsPerNode)
    let start = context.now()
    var outcome = try progress.whileShown {
      func read(_ count: Int) throws -> RunFile {
        var overrides = overrides
        overrides.count = count
        return try RunFile.read(path, catalog: catalog, overrides: overrides)
      }
      var outcome = Planner.Outcome()
      try planner.search(
        counts, mayRefuse: counts.count > 1, endsEarly: find == .count, read, into: &outcome)
      if find == .count, !outcome.isPartial {
        // Odd counts mostly divide nothing, which is no news: what is refused of these is not told.
        let kept = planner.judge(outcome).best
        var between = Planner.Outcome()
        try planner.search(
          self.between(counts, kept, perNode: cluster.acceleratorsPerNode), mayRefuse: true, endsEarly: true, read,
          into: &between)
        outcome.entries += between.entries
        outcome.searched += between.searched
        outcome.feasible += between.feasible
        outcome.isPartial = between.isPartial
        (outcome.untriedLayouts, outcome.untriedCounts) = (between.untriedLayouts, between.untriedCounts)
      }
      return outcome
    }
    let stated =
      find == nil && !planner.control.isCancelled
      ? planner.asStated(&outcome) { try RunFile.read(path, catalog: catalog, overrides: run.overrides) } : nil
    let (best, dismissed) = planner.judge(outcome)
    var result = PlanResult(
      name: file.specification.name, objective: objective.rawValue, searched: outcome.searched,
      feasible: outcome.feasible, duration: Seconds(context.now() - start), isPartial: outcome.isPartial, best: best,
      dismissed: dismissed, warnings: outcome.untried + outcome.refusals + outcome.advice)
    result.held = file.specification.training.statedChoices
    result.passedOver = file.passedOver
    result.stated = stated
    try answer(&result, planner, file)
    let showsCounts = counts.count > 1 && find == nil
    result.best = showsCounts ? result.best.front(atLeast: top) : Array(result.best.prefix(top))
    try output.write(result.report, context)
    guard result.best.isEmpty else { return ExitStatus.success }
    context.note("error: no layout \(dismissed.isEmpty ? "fits in memory" : "keeps the limits")")
    return ExitStatus.limitExceeded
  }

  private func readLimits() throws(DocumentError) -> PlanLimits {
    var limits = PlanLimits()
    limits.deadline = try deadline.map { text throws(DocumentError) in
      try Scalar(text: text, flag: "--deadline").quantity(Seconds.self, in: .aboveZero)
    }
    limits.budget = try budget.map { text throws(DocumentError) in
      try Scalar(text: text, flag: "--budget").quantity(Count.self, in: .aboveZero).value
    }
    limits.maxKilowattHours = maxKwh?.value
    return limits
  }

  /// The counts to try: the run's own, or all powers of two and their one and a half up to the largest, whole nodes
  /// beyond one node.
  private func counts(_ own: Int, perNode: Int) -> [Int] {
    guard let largest = maxCount ?? (find == .count ? max(own, 65_536) : nil) else { return [own] }
    var counts: Set<Int> = own <= largest ? [own] : []
    var power = 1
    while power <= largest {
      for count in [power, power * 3 / 2] where count <= largest && (count <= perNode || count % perNode == 0) {
        counts.insert(count)
      }
      power *= 2
    }
    return counts.sorted()
  }

  /// Counts between the fewest accelerators that keep the limits and the next fewer that were tried: whole nodes, or
  /// single accelerators within one, at most 48 of them.
  private func between(_ tried: [Int], _ kept: [PlanResult.Entry], perNode: Int) -> [Int] {
    guard let fewest = kept.map(\.count).min() else { return [] }
    let unit = fewest <= perNode ? 1 : perNode
    let below = max(unit, (tried.last { $0 < fewest } ?? 0) / unit * unit)
    let all = Array(stride(from: below + unit, to: fewest, by: unit))
    let step = max(1, (all.count + 47) / 48)
    return stride(from: 0, to: all.count, by: step).map { all[$0] }
  }

  private func answer(_ result: inout PlanResult, _ planner: Planner, _ file: RunFile) throws {
    switch find {
    case nil: return
    case .count:
      guard let fewest = result.best.min(by: { $0.count < $1.count }) else { return }
      result.best.removeAll { $0.count != fewest.count }
      let time = fewest.wallTime.map { "\($0.mid.formatted) (\($0.formattedBounds ?? "exactly"))" } ?? "unknown"
      let cost = fewest.estimate.cost.total.mid.formatted(exact: false)
      let chance = planner.limits.chance(for: fewest)
      result.answer =
        "\(fewest.count) accelerators are enough: \(time), \(cost)"
        + (chance.map { "; the limits are kept with a chance of \(NumberFormat.percent($0))" } ?? "")
        + ". Tried: powers of two, one and a half times those, and whole nodes just below the answer."
      result.answerFigures = [("count", Double(fewest.count))]
      if let chance { result.answerFigures.append(("chance", chance)) }
    case .tokens:
      // The best layout may break the limits with the file's own amount of data; less of it may not.
      guard let entry = result.best.first ?? result.dismissed.first?.entry, let data = file.specification.data else {
        return
      }
      var own = file
      own.specification.cluster = entry.estimate.specification.cluster
      guard let (factor, scaled) = try planner.mostData(own, in: entry) else {
        result.answer = "the limits leave no time for any data"
        return
      }
      let (asked, unit): (Double, String) =
        switch data.amount {
        case .tokens(let count): (count.value * data.epochs, "tokens")
        case .samples(let count): (count.value * data.epochs, "samples")
        }
      let amount = (asked * factor).rounded(.down)
      result.answer =
        "\(Count(amount).formatted) \(unit) at most on \(entry.count) accelerators, "
        + "\(NumberFormat.significant(factor, digits: 3)) times what the run asks for."
      result.answerFigures = [(unit, amount), ("count", Double(entry.count))]
      // What is shown is the run that was asked for, not the file's.
      result.best = [scaled].markingFront()
      result.dismissed = []
    }
  }
}
