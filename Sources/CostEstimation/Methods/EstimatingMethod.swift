import Glibc
import Quantities

/// The ways to estimate a run's cost.
public enum EstimatingMethod: String, Sendable, CaseIterable {
  /// Like runs: what they cost a FLOP, a token or an accelerator-hour.
  case history
  /// The nearest runs, scaled to the size of this one.
  case analogy
  /// Regression in logarithms.
  case regression
  /// The trend of unit costs over time.
  case trend
  /// The consumables: the workload model's usage at the price book's prices.
  case bill
}

/// Why a method gives no forecast, in words for a user.
struct Refusal: Error, Equatable {
  let reason: String
}

/// A forecast of the natural logarithm of a cost.
struct LogForecast: Equatable {
  var center: Double
  var low: Double
  var high: Double
  /// How many runs it stands on.
  var runs: Int
  /// What it rests on, in words.
  var basis: String

  /// The standard deviation of a normal distribution as wide as the range.
  var deviation: Double { (high - low) / 2 / NormalDistribution.quantile(0.95) }

  /// A forecast with a margin on either side.
  init(center: Double, margin: Double, runs: Int, basis: String) {
    self.center = center
    low = center - margin
    high = center + margin
    self.runs = runs
    self.basis = basis
  }

  /// The forecast of a size that is itself uncertain by a factor, independently: a cost is taken to grow as its size does.
  func widened(by factor: Range90<Double>) -> Self {
    var wider = self
    func together(_ own: Double, _ other: Double) -> Double { (own * own + other * other).squareRoot() }
    wider.low = center - together(center - low, log(factor.low))
    wider.high = center + together(high - center, log(factor.high))
    return wider
  }
}

/// A method as a function of the history.
protocol LogEstimator: Sendable {
  /// The fewest runs that it forecasts from.
  static var fewestRuns: Int { get }

  /// The forecast for a run.
  ///
  /// - Throws: `Refusal` when the history does not bear one.
  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast
}

extension EstimatingMethod {
  /// The estimator of a method that learns; nil for the bill, which learns nothing.
  var estimator: (any LogEstimator)? {
    switch self {
    case .history: UnitCostHistory()
    case .analogy: Analogy()
    case .regression: CostRegression()
    case .trend: UnitCostTrend()
    case .bill: nil
    }
  }
}

extension HistoricalRun {
  /// The natural logarithm of the cost.
  var logCost: Double { logarithm(cost.amount) }
}
