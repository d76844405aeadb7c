import Glibc
public import Quantities

/// How well a method forecast runs whose cost it was not told.
public struct Backtest: Sendable, Equatable {
  /// One run, forecast as if its cost were unknown.
  public struct Row: Sendable, Equatable {
    /// The run.
    public var name: String
    /// Its place in the history.
    var index: Int
    /// The forecast.
    public var predicted: Range90<Money>
    /// What it cost.
    public var actual: Money

    /// The forecast over the cost, less 1.
    public var relativeError: Double { predicted.mid.amount / actual.amount - 1 }
    /// Whether the cost lies in the range.
    public var isInside: Bool { predicted.contains(actual) }
    /// The natural logarithm of the forecast over the cost.
    var logError: Double { log(predicted.mid.amount / actual.amount) }
  }

  /// The runs that could be forecast.
  public var rows: [Row]

  /// The median of the relative errors' magnitudes.
  public var medianAbsoluteError: Double { Sample(rows.map(\.relativeError.magnitude)).median }
  /// Nine in ten errors are at most so large.
  public var ninetiethAbsoluteError: Double { Sample(rows.map(\.relativeError.magnitude)).quantile(0.9) }
  /// The median of the relative errors: whether forecasts are too high.
  public var bias: Double { Sample(rows.map(\.relativeError)).median }
  /// The share of costs that lie in their range.
  public var rangeCoverage: Double { Double(rows.count { $0.isInside }) / Double(rows.count) }
}

extension Range90 where Value == Money {
  /// The range of a forecast in logarithms; nil beyond what money can hold.
  init?(_ forecast: LogForecast, _ currency: Currency) {
    let amounts = [forecast.low, forecast.center, forecast.high].map { exp($0) }
    guard amounts.allSatisfy({ $0.isFinite && $0 <= Money.largest }) else { return nil }
    self.init(
      low: Money(amounts[0], currency), mid: Money(amounts[1], currency), high: Money(amounts[2], currency))
  }
}
