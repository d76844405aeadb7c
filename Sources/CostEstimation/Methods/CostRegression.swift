import Glibc
import Quantities

/// Multiple regression of the cost's logarithm on what is known of a run: the logarithms of its size, of the number of
/// accelerators and of their peak rate, and its date.
///
/// Ordinary least squares where ten rows come to each coefficient, else ridge. The kind of accelerator enters too where
/// that predicts left-out runs better. A column enters when this run and at
/// least four fifths of the history know it and it varies; rows that lack one of the columns are left out.
struct CostRegression: LogEstimator {
  static let fewestRuns = 6

  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast {
    guard history.count >= Self.fewestRuns else {
      throw Refusal(reason: "the history holds \(history.count) runs; at least \(Self.fewestRuns) are needed")
    }
    let candidates = Column.allCases.filter { column in
      guard column.value(target) != nil else { return false }
      let values = history.compactMap { column.value($0.features) }
      return values.count * 5 >= history.count * 4 && Self.varies(values)
    }
    guard candidates.contains(where: \.isSize) else {
      throw Refusal(
        reason:
          "no measure of size (accelerator-hours, FLOP, tokens) that this run tells is known for four fifths of the "
          + "history and varies in it")
    }
    let complete = history.filter { run in candidates.allSatisfy { $0.value(run.features) != nil } }
    // What varies over all runs may be constant over those that know every column.
    let columns = candidates.filter { column in Self.varies(complete.compactMap { column.value($0.features) }) }
    guard complete.count >= Self.fewestRuns, !columns.isEmpty else {
      throw Refusal(reason: "\(complete.count) runs know all columns; at least \(Self.fewestRuns) are needed")
    }
    let classes = Self.classes(complete)
    let plain = try Self.fit(complete, target, columns, classes: [])
    let classed = classes.isEmpty ? nil : try? Self.fit(complete, target, columns, classes: classes)
    let best = classed.map { $0.error < plain.error ? $0 : plain } ?? plain
    let interval = best.prediction.interval90
    return LogForecast(
      center: best.prediction.value, margin: interval.upperBound - best.prediction.value, runs: complete.count,
      basis: best.basis)
  }

  private struct Fit {
    var prediction: RegressionPrediction
    /// The mean squared error of predicting each row from the others.
    var error: Double
    var basis: String
  }

  /// The accelerators that at least three runs used, but for the commonest, which the others are compared with.
  private static func classes(_ runs: [HistoricalRun]) -> [String] {
    let counts = Dictionary(grouping: runs.compactMap(\.features.accelerator), by: \.self).mapValues(\.count)
    let common = counts.filter { $0.value >= 3 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return common.dropFirst().map(\.key)
  }

  private static func fit(
    _ runs: [HistoricalRun], _ target: RunFeatures, _ columns: [Column], classes: [String]
  ) throws(Refusal) -> Fit {
    func row(_ features: RunFeatures) -> [Double] {
      columns.compactMap { $0.value(features) } + classes.map { features.accelerator == $0 ? 1 : 0 }
    }
    let rows = runs.map { row($0.features) }
    let costs = runs.map(\.logCost)
    let names = columns.map(\.name) + classes
    let words = columns.map(\.name).joined(separator: ", ") + (classes.isEmpty ? "" : ", kind of accelerator")
    if runs.count >= 10 * (names.count + 1), let fit = try? LinearRegression(rows, costs, names: names) {
      let error = zip(fit.residuals, fit.leverages).reduce(0.0) { sum, pair in
        let left = pair.0 / max(1 - pair.1, 1e-9)
        return sum + left * left
      }
      return Fit(
        prediction: fit.prediction(row(target)), error: error / Double(runs.count),
        basis: "least squares over \(runs.count) runs on \(words)")
    }
    do {
      let fit = try RidgeRegression(rows, costs, names: names)
      return Fit(
        prediction: fit.prediction(row(target)), error: fit.leaveOneOutError,
        basis: "ridge over \(runs.count) runs on \(words)")
    } catch {
      throw Refusal(reason: "the regression cannot be fitted: \(error)")
    }
  }

  private static func varies(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max() else { return false }
    return high - low > 1e-9 * max(low.magnitude, high.magnitude)
  }

  private enum Column: CaseIterable {
    case acceleratorTime, work, tokens, count, peakRate, year

    var isSize: Bool { self == .acceleratorTime || self == .work || self == .tokens }

    var name: String {
      switch self {
      case .acceleratorTime: "accelerator-hours"
      case .work: "FLOP"
      case .tokens: "tokens"
      case .count: "accelerators"
      case .peakRate: "peak rate"
      case .year: "date"
      }
    }

    func value(_ features: RunFeatures) -> Double? {
      func positive(_ value: Double?) -> Double? { value.flatMap { $0 > 0 && $0.isFinite ? log($0) : nil } }
      return switch self {
      case .acceleratorTime: SizeMeasure.acceleratorTime.logSize(features)
      case .work: SizeMeasure.work.logSize(features)
      case .tokens: SizeMeasure.tokens.logSize(features)
      case .count: positive(features.acceleratorCount.map(Double.init))
      case .peakRate: positive(features.peakRate?.value)
      case .year: features.year
      }
    }
  }
}
