extension Sequence<Double> {
  /// A quantile by linear interpolation between order statistics, as numpy and R do by default (type 7 of Hyndman and
  /// Fan, 1996); not a number without values.
  ///
  /// - Parameter share: 0 for the least value, 0.5 for the median, 1 for the greatest.
  public func quantile(_ share: Double) -> Double {
    let sorted = sorted()
    guard let last = sorted.last else { return .nan }
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  /// The value that as many lie below as above; not a number without values.
  public var median: Double { quantile(0.5) }
}
