import Quantities

/// How far predictions are from measurements, over some rows.
public struct ErrorSummary: Sendable, Equatable {
  /// How many rows.
  public let count: Int
  /// The median and the 90th percentile of the relative error's size.
  public let medianAbsoluteError: Double
  public let p90AbsoluteError: Double
  /// The mean of the relative error's size, which is what most others publish.
  public let meanAbsoluteError: Double
  /// The median of the relative error itself: above zero where predictions are too long.
  public let bias: Double
  /// The share of rows whose measurement lies within the predicted range.
  public let rangeCoverage: Double?

  /// The summary of relative errors; nil without rows.
  public init?(errors: [Double], withinRange: [Bool] = []) {
    guard !errors.isEmpty else { return nil }
    count = errors.count
    let sizes = errors.map(\.magnitude)
    medianAbsoluteError = sizes.median
    p90AbsoluteError = sizes.quantile(0.9)
    meanAbsoluteError = sizes.reduce(0, +) / Double(sizes.count)
    bias = errors.median
    rangeCoverage =
      withinRange.isEmpty ? nil : Double(withinRange.lazy.filter(\.self).count) / Double(withinRange.count)
  }
}
