import Glibc

/// The trend of the cost of a unit of size: a line in the logarithm over time, or Holt's smoothing of yearly or
/// quarterly means, whichever forecast the past better from what came before it.
struct UnitCostTrend: LogEstimator {
  static let fewestRuns = 5
  /// A month, in years.
  private static let shortestSpan = 1.0 / 12

  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast {
    guard let year = target.year else { throw Refusal(reason: "the run has no date") }
    let dated = history.filter { $0.features.year != nil }
    let years = dated.compactMap(\.features.year)
    guard let first = years.min(), let last = years.max(), last - first >= Self.shortestSpan else {
      throw Refusal(reason: "the runs span less than a month, so there is no trend")
    }
    var best: LogForecast?
    for (measure, size, runs) in try SizeMeasure.usable(for: target, in: dated, atLeast: Self.fewestRuns) {
      let points = runs.compactMap { run -> Point? in
        guard let year = run.features.year, let size = measure.logSize(run.features) else { return nil }
        return Point(year: year, unitCost: run.logCost - size)
      }.sorted { $0.year < $1.year }
      guard let forecast = Self.forecast(points, year: year, size: size, unit: measure.unitName) else { continue }
      if forecast.high - forecast.low < (best.map { $0.high - $0.low } ?? .infinity) { best = forecast }
    }
    guard let best else { throw Refusal(reason: "the runs give no line over their dates") }
    return best
  }

  private struct Point {
    var year: Double
    var unitCost: Double
  }

  private static func forecast(_ points: [Point], year: Double, size: Double, unit: String) -> LogForecast? {
    guard let line = try? LinearRegression(points.map { [$0.year] }, points.map(\.unitCost), names: ["date"]) else {
      return nil
    }
    let prediction = line.prediction([year])
    let change = (exp(line.coefficients[1]) - 1) * 100
    let linear = LogForecast(
      center: prediction.value + size, margin: prediction.interval90.upperBound - prediction.value, runs: points.count,
      basis: "log-linear trend of the cost by the \(unit) over \(points.count) runs, "
        + "\((change * 10).rounded() / 10) % a year")
    guard let holt = holt(points, year: year, size: size, unit: unit) else { return linear }
    return holt.error < (rollingError(points) ?? .infinity) ? holt.forecast : linear
  }

  /// The mean squared error of forecasting each of the later points by a line through those before it.
  private static func rollingError(_ points: [Point]) -> Double? {
    var errors: [Double] = []
    for end in max(4, points.count / 2)..<max(points.count, max(4, points.count / 2)) {
      let past = points[..<end]
      guard let line = try? LinearRegression(past.map { [$0.year] }, past.map(\.unitCost), names: ["date"]) else {
        continue
      }
      errors.append(points[end].unitCost - line.prediction([points[end].year]).value)
    }
    return errors.isEmpty ? nil : errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
  }

  private static func holt(
    _ points: [Point], year: Double, size: Double, unit: String
  ) -> (forecast: LogForecast, error: Double)? {
    guard let first = points.first?.year, let last = points.last?.year else { return nil }
    let span = last - first
    guard span >= 1.5 else { return nil }
    let period = span >= 6 ? 1.0 : 0.25
    let series = periodMeans(points, from: first, period: period)
    guard series.count >= 6, let smoothing = HoltSmoothing(series) else { return nil }
    // A point is forecast by its period's value, so its own scatter in the period comes on top.
    let errors = points.indices.filter { points[$0].year - first >= period * 2 }.map { index -> Double in
      let step = Int((points[index].year - first) / period)
      return points[index].unitCost - (series[step] - smoothing.errors[step])
    }
    let error = errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, errors.count))
    let steps = max(1, Int(((year - first) / period).rounded(.down)) - (series.count - 1))
    let growth = smoothing.standardError(steps: steps) / max(smoothing.standardError(steps: 1), 1e-12)
    let margin =
      StudentDistribution(degreesOfFreedom: Double(max(1, errors.count - 4))).quantile(0.95) * error.squareRoot()
      * growth
    return (
      LogForecast(
        center: smoothing.forecast(steps: Double(steps)) + size, margin: margin, runs: points.count,
        basis: "Holt's trend of the cost by the \(unit) over \(series.count) "
          + "\(period == 1 ? "years" : "quarters") of \(points.count) runs"),
      error
    )
  }

  /// The mean of each period; a period without runs lies on the line between its neighbours.
  private static func periodMeans(_ points: [Point], from first: Double, period: Double) -> [Double] {
    let groups = Dictionary(grouping: points) { Int(($0.year - first) / period) }
    let known = groups.mapValues { Sample($0.map(\.unitCost)).mean }.sorted { $0.key < $1.key }
    var series: [Double] = []
    for (index, entry) in known.enumerated() {
      if index > 0 {
        let before = known[index - 1]
        for step in (before.key + 1)..<max(entry.key, before.key + 1) {
          let share = Double(step - before.key) / Double(entry.key - before.key)
          series.append(before.value + share * (entry.value - before.value))
        }
      }
      series.append(entry.value)
    }
    return series
  }
}
