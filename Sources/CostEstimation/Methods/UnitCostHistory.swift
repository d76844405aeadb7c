import Glibc

/// Like runs: the geometric mean of their cost a unit of size, times this run's size.
///
/// Like are the runs on the same accelerator where there are three, else all. Of the measures of size, the one that
/// spreads least decides. The range is the prediction interval of a normal sample in logarithms.
struct UnitCostHistory: LogEstimator {
  static let fewestRuns = 3

  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast {
    var best: LogForecast?
    for (measure, size, runs) in try SizeMeasure.usable(for: target, in: history, atLeast: Self.fewestRuns) {
      let same = runs.filter { $0.features.accelerator == target.accelerator && target.accelerator != nil }
      let like = same.count >= Self.fewestRuns ? same : runs
      let unitCosts = Sample(like.compactMap { run in measure.logSize(run.features).map { run.logCost - $0 } })
      guard let variance = unitCosts.variance else { continue }
      let count = Double(unitCosts.count)
      let margin =
        StudentDistribution(degreesOfFreedom: count - 1).quantile(0.95) * (variance * (1 + 1 / count)).squareRoot()
      let kind = same.count >= Self.fewestRuns ? "on \(target.accelerator ?? "")" : "on any accelerator"
      let forecast = LogForecast(
        center: unitCosts.mean + size, margin: margin, runs: like.count,
        basis: "cost of \(like.count) runs \(kind) by the \(measure.unitName)")
      if margin < (best.map { $0.high - $0.center } ?? .infinity) { best = forecast }
    }
    guard let best else { throw Refusal(reason: "the unit costs of the runs cannot be compared") }
    return best
  }
}
