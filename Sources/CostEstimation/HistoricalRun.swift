public import Quantities

/// What the estimating methods know of a run before its cost is known.
public struct RunFeatures: Sendable, Equatable {
  /// The time of all accelerators added up.
  public var acceleratorTime: Seconds?
  /// Whether that time was predicted rather than measured.
  public var isTimePredicted = false
  /// The range of a predicted time over its middle; nil for one that is known.
  public var timeSpread: Range90<Double>?
  /// Model work of the whole run.
  public var work: FLOPs?
  /// Tokens of the whole run, epochs included.
  public var tokens: Count?
  /// How many accelerators.
  public var acceleratorCount: Int?
  /// The accelerator: its profile's id, or the name by which the history calls it.
  public var accelerator: String?
  /// The peak dense rate of one accelerator in its 16-bit format.
  public var peakRate: FLOPsPerSecond?
  /// When it starts, in seconds since 1970-01-01 UTC.
  public var startedAt: Double?

  /// A run of which nothing is known yet.
  public init() {}
}

/// A run whose cost is known.
public struct HistoricalRun: Sendable, Equatable {
  /// The name, for messages and tables.
  public var name: String
  /// What was known before.
  public var features: RunFeatures
  /// What it cost.
  public var cost: Money
  /// What the workload model and the price book say it costs; nil where they cannot say.
  public var bill: Range90<Money>?

  /// A run and its cost.
  public init(name: String, features: RunFeatures, cost: Money, bill: Range90<Money>? = nil) {
    self.name = name
    self.features = features
    self.cost = cost
    self.bill = bill
  }
}

/// Why past runs cannot be learned from.
public struct HistoryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was found and what was expected.
  public let message: String

  /// An error of a message.
  public init(_ message: String) { self.message = message }

  public var description: String { message }
}

/// Runs of one currency with usable costs.
public struct History: Sendable {
  /// The runs, oldest first; those without a date come last.
  public let runs: [HistoricalRun]

  /// Checks runs.
  ///
  /// - Parameter runs: in any order.
  /// - Throws: `HistoryError` for costs that are no numbers above zero, and for mixed currencies.
  public init(_ runs: [HistoricalRun]) throws(HistoryError) {
    if let free = runs.first(where: { $0.cost.microUnits <= 0 }) {
      throw HistoryError(
        "history: '\(free.name)': found a cost of \(free.cost.formatted(exact: true)), expected one above zero")
    }
    let counts = Dictionary(grouping: runs, by: \.cost.currency).mapValues(\.count)
    guard counts.count <= 1 else {
      let listed = counts.sorted { ($1.value, $0.key.code) < ($0.value, $1.key.code) }
      let words = listed.map { "\($0.value) in \($0.key.code)" }.joined(separator: ", ")
      throw HistoryError(
        "history: the costs are of several currencies (\(words)), which cannot be compared without exchange rates of their days; "
          + "expected one; did you mean '--currency \(listed[0].key.code)'?")
    }
    self.runs = runs.sorted {
      ($0.features.startedAt ?? .infinity, $0.name) < ($1.features.startedAt ?? .infinity, $1.name)
    }
  }
}
