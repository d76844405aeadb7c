import Glibc

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
    let sizes = errors.map(abs).sorted()
    medianAbsoluteError = sizes.quantile(0.5)
    p90AbsoluteError = sizes.quantile(0.9)
    meanAbsoluteError = sizes.reduce(0, +) / Double(sizes.count)
    bias = errors.sorted().quantile(0.5)
    rangeCoverage =
      withinRange.isEmpty ? nil : Double(withinRange.lazy.filter(\.self).count) / Double(withinRange.count)
  }
}

extension [Double] {
  /// The quantile of sorted values, between two of them by proportion.
  func quantile(_ share: Double) -> Double {
    guard let last, count > 1 else { return first ?? .nan }
    let position = share * Double(count - 1)
    let index = Int(position)
    return index + 1 < count ? self[index] + (position - Double(index)) * (self[index + 1] - self[index]) : last
  }
}
