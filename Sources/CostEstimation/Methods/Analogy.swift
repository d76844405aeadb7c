import Glibc

/// The nearest runs, each scaled to this run's size: C = C₀ (size / size₀)^b, with b fitted to the whole history.
///
/// Near is a small distance in the standardized logarithms of size and in time, with one deviation added for another
/// accelerator. The range is that of the errors of predicting each run of the history from the others.
struct Analogy: LogEstimator {
  static let fewestRuns = 5
  private static let neighbours = 3

  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast {
    let usable = try SizeMeasure.usable(for: target, in: history, atLeast: Self.fewestRuns)
    var best: LogForecast?
    for (measure, size, runs) in usable {
      let points = runs.map { Point($0.features, size: measure.logSize($0.features) ?? 0, cost: $0.logCost) }
      guard let exponent = Self.exponent(points) else { continue }
      let errors = points.indices.map { index in
        var others = points
        let left = others.remove(at: index)
        return left.cost - Self.center(left, among: others, exponent: exponent)
      }
      let spread = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
      let margin = StudentDistribution(degreesOfFreedom: Double(errors.count - 1)).quantile(0.95) * spread
      let forecast = LogForecast(
        center: Self.center(Point(target, size: size, cost: 0), among: points, exponent: exponent), margin: margin,
        runs: runs.count,
        basis: "the \(Self.neighbours) nearest of \(runs.count) runs, scaled by \(measure.unitName)s to the power "
          + "\((exponent * 1000).rounded() / 1000)")
      if margin < (best.map { $0.high - $0.center } ?? .infinity) { best = forecast }
    }
    guard let best else {
      throw Refusal(reason: "all runs of the history are of one size, so no exponent can be fitted")
    }
    return best
  }

  private struct Point {
    var size: Double
    var year: Double?
    var accelerator: String?
    var cost: Double

    init(_ features: RunFeatures, size: Double, cost: Double) {
      self.size = size
      year = features.year
      accelerator = features.accelerator
      self.cost = cost
    }
  }

  private static func exponent(_ points: [Point]) -> Double? {
    try? LinearRegression(points.map { [$0.size] }, points.map(\.cost), names: ["size"]).coefficients[1]
  }

  private static func center(_ target: Point, among points: [Point], exponent: Double) -> Double {
    let sizeScale = max(Sample(points.map(\.size)).variance?.squareRoot() ?? 1, 1e-9)
    let years = points.compactMap(\.year)
    let yearScale = max(Sample(years).variance?.squareRoot() ?? 1, 1e-9)
    let near = points.map { point -> (distance: Double, cost: Double) in
      let size = (point.size - target.size) / sizeScale
      let time = point.year.flatMap { year in target.year.map { (year - $0) / yearScale } } ?? 0
      let other = point.accelerator == target.accelerator ? 0.0 : 1
      return (size * size + time * time + other, point.cost + exponent * (target.size - point.size))
    }.sorted { ($0.distance, $0.cost) < ($1.distance, $1.cost) }.prefix(neighbours)
    // A hundredth of a variance keeps an identical run from deciding alone.
    let weights = near.map { 1 / ($0.distance + 0.01) }
    return zip(near, weights).reduce(0) { $0 + $1.0.cost * $1.1 } / weights.reduce(0, +)
  }
}
