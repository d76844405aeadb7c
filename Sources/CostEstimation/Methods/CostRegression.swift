import Glibc
import Quantities

/// Multiple regression of the cost's logarithm on what is known of a run: the logarithms of its size, of the number of
/// accelerators and of their peak rate, and its date.
///
/// Least squares where ten rows come to each coefficient, else with a penalty on the coefficients. Each accelerator has
/// an effect of its own, drawn towards none by as much as predicts left-out runs best. A column enters when this run
/// and at least four fifths of the history know it and it varies; rows that lack one of the columns are left out.
struct CostRegression: LogEstimator {
  static let fewestRuns = 6

  func forecast(_ target: RunFeatures, from history: [HistoricalRun]) throws(Refusal) -> LogForecast {
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
    do {
      let names = columns.map(\.name)
      let isRich = complete.count >= 10 * (columns.count + 1)
      let fit = try RidgeRegression(
        complete.map { run in columns.compactMap { $0.value(run.features) } }, complete.map(\.logCost), names: names,
        groups: complete.map(\.features.accelerator), penalties: Self.penalties(isRich: isRich))
      let prediction = fit.prediction(columns.compactMap { $0.value(target) }, group: target.accelerator)
      let kinds = fit.penalty.groups == nil ? "" : ", kind of accelerator"
      return LogForecast(
        center: prediction.value, margin: prediction.interval90.upperBound - prediction.value, runs: complete.count,
        basis: "\(fit.penalty.columns == 0 ? "least squares" : "ridge") over \(complete.count) runs on "
          + names.joined(separator: ", ") + kinds)
    } catch {
      throw Refusal(reason: "the regression cannot be fitted: \(error)")
    }
  }

  /// What the fit chooses from: with many rows no penalty on the columns, unless they depend on each other.
  private static func penalties(isRich: Bool) -> [RidgeRegression.Penalty] {
    let columns = isRich ? [0, 1e-4, 1e-2] : (-8...4).map { powerOfTen(Double($0) / 2) }
    let groups = [nil] + (-4...2).map { powerOfTen(Double($0) / 2) }
    return columns.flatMap { column in groups.map { RidgeRegression.Penalty(columns: column, groups: $0) } }
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
