import Glibc

func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }

/// Holt's linear trend by exponential smoothing (Hyndman and Athanasopoulos, Forecasting, section 8.2).
struct HoltSmoothing {
  let levelWeight: Double
  let trendWeight: Double
  private(set) var level: Double
  private(set) var trend: Double
  /// The errors of forecasting each value from those before it.
  let errors: [Double]

  /// Smooths a series of at least two values from a level and a trend before its first value.
  init(_ series: [Double], levelWeight: Double, trendWeight: Double, level: Double, trend: Double) {
    self.levelWeight = levelWeight
    self.trendWeight = trendWeight
    var (level, trend) = (level, trend)
    var errors: [Double] = []
    for value in series {
      let forecast = level + trend
      errors.append(value - forecast)
      let next = levelWeight * value + (1 - levelWeight) * forecast
      trend = trendWeight * (next - level) + (1 - trendWeight) * trend
      level = next
    }
    (self.level, self.trend, self.errors) = (level, trend, errors)
  }

  /// The weights, of a grid of step 0.05, that forecast each value of the series best from those before it; it starts
  /// from the line through the first values. Nil for fewer than four values.
  init?(_ series: [Double]) {
    guard series.count >= 4 else { return nil }
    let trend = (series[2] - series[0]) / 2
    let level = series[0] - trend
    var best: HoltSmoothing?
    for levelStep in 1...19 {
      for trendStep in 0...19 {
        let candidate = HoltSmoothing(
          series, levelWeight: Double(levelStep) / 20, trendWeight: Double(trendStep) / 20, level: level, trend: trend)
        if candidate.squaredError < best?.squaredError ?? .infinity { best = candidate }
      }
    }
    guard let best else { return nil }
    self = best
  }

  var squaredError: Double { errors.reduce(0) { $0 + $1 * $1 } }

  /// The value so many steps after the last.
  func forecast(steps: Double) -> Double { level + steps * trend }

  /// The standard error of that, by the state-space form: the variance of h steps grows with 1 + Σ(α + αβj)².
  func standardError(steps: Int) -> Double {
    let variance = squaredError / Double(max(1, errors.count - 2))
    let growth = (1..<max(2, steps)).prefix(max(0, steps - 1)).reduce(1.0) { sum, step in
      let weight = levelWeight + levelWeight * trendWeight * Double(step)
      return sum + weight * weight
    }
    return (variance * growth).squareRoot()
  }
}
