import CostCore
public import Quantities
import TrainingRun
public import WorkloadModel

/// What `plan` found.
public struct PlanResult: Sendable {
  /// One way to run: a count of accelerators and a layout, with what it takes.
  public struct Entry: Sendable {
    /// The estimate of the run under this layout.
    public var estimate: EstimateResult
    /// Whether none of the others is both quicker and cheaper.
    public var isOnFront = false

    /// An entry.
    public init(estimate: EstimateResult) { self.estimate = estimate }

    /// Where its step spends its time; nil for a model without layers to split.
    public var breakdown: StepBreakdown? { estimate.prediction?.explanation?.step }
    /// Accelerators in use.
    public var count: Int { estimate.specification.cluster?.count ?? 0 }
    /// Time on the clock.
    public var wallTime: Range90<Seconds>? { estimate.usage?.wallTime }
    /// What it costs; nil where a part of that is unknown.
    public var cost: Range90<Money>? { estimate.cost.knownTotal }
    /// Energy of the machines.
    public var energy: Range90<Joules>? { estimate.usage?.itEnergy }
  }

  /// The run's name.
  public var name: String
  /// `time`, `cost` or `energy`.
  public var objective: String
  /// Layouts whose fate was decided.
  public var searched: Int
  /// Evaluated layouts that fit in memory.
  public var feasible: Int
  /// How long the search took.
  public var duration: Seconds
  /// Whether it was stopped before all were decided.
  public var isPartial: Bool
  /// The ways to run that keep all limits, best first.
  public var best: [Entry]
  /// The ways that do not, each with the limit it breaks, nearest first.
  public var dismissed: [(entry: Entry, reason: String)]
  /// The answer to a question the other way round.
  public var answer: String?
  /// The answer as figures, for programs.
  public var answerFigures: [(key: String, value: Double)]
  /// What a reader should know first.
  public var warnings: [String]
  /// What the run file states of layouts, which all have; and what of it was passed over.
  public var held: String?
  public var passedOver: String?
  /// The run as `estimate` takes it.
  public var stated: Entry?

  /// What was found.
  public init(
    name: String, objective: String, searched: Int, feasible: Int, duration: Seconds, isPartial: Bool, best: [Entry],
    dismissed: [(entry: Entry, reason: String)], answer: String? = nil,
    answerFigures: [(key: String, value: Double)] = [], warnings: [String] = []
  ) {
    self.name = name
    self.objective = objective
    self.searched = searched
    self.feasible = feasible
    self.duration = duration
    self.isPartial = isPartial
    self.best = best
    self.dismissed = dismissed
    self.answer = answer
    self.answerFigures = answerFigures
    self.warnings = warnings
  }
}

extension Sequence<PlanResult.Entry> {
  /// The entries with those marked that none of the others beats in both time and cost. Those of unknown time or cost
  /// have no place among them.
  public func markingFront() -> [PlanResult.Entry] {
    let all = Array(self)
    let figures = all.map { entry in
      entry.wallTime.flatMap { time in entry.cost.map { (time: time.mid.value, cost: $0.mid.amount) } }
    }
    let known = figures.compactMap(\.self)
    return zip(all, figures).map { entry, own in
      var marked = entry
      marked.isOnFront =
        own.map { own in
          !known.contains { $0.time <= own.time && $0.cost <= own.cost && ($0.time < own.time || $0.cost < own.cost) }
        } ?? false
      return marked
    }
  }

  /// What the sign of the front means; nil where no entry has it.
  var frontLegend: Report.Block? {
    contains(where: \.isOnFront) ? .text("◆ none of the others is both quicker and cheaper") : nil
  }

  /// The best entry of each count that lies on the front of time and cost, and others in order until there are so many.
  public func front(atLeast count: Int) -> [PlanResult.Entry] {
    var seen: Set<Int> = []
    let ofEachCount = filter { seen.insert($0.count).inserted }.markingFront()
    var others = Swift.max(0, count - ofEachCount.count(where: \.isOnFront))
    return ofEachCount.filter { entry in
      if entry.isOnFront { return true }
      others -= 1
      return others >= 0
    }
  }
}
