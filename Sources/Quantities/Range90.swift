import Glibc

/// A central value with the 5th and 95th percentile around it.
///
/// `mid` is the value at the central inputs, so the mids of the parts sum to the mid of the whole.
@frozen public struct Range90<Value: Comparable & Sendable>: Sendable {
  /// The 5th percentile.
  public let low: Value
  /// The value at the central inputs.
  public let mid: Value
  /// The 95th percentile.
  public let high: Value

  /// A range; the bounds must enclose the central value.
  public init(low: Value, mid: Value, high: Value) {
    precondition(low <= mid && mid <= high, "a range's low, mid and high must not decrease: \(low), \(mid), \(high)")
    self.low = low
    self.mid = mid
    self.high = high
  }

  /// A value known exactly.
  public init(exactly value: Value) { self.init(low: value, mid: value, high: value) }

  /// Whether the value is known exactly.
  public var isExact: Bool { low == high }

  /// Whether a value lies inside, bounds included.
  public func contains(_ value: Value) -> Bool { low <= value && value <= high }

  /// The range of a function that never decreases in its argument.
  public func map<Result>(_ increasing: (Value) throws -> Result) rethrows -> Range90<Result> {
    Range90<Result>(low: try increasing(low), mid: try increasing(mid), high: try increasing(high))
  }

  /// The range of a function that never increases in its argument: low and high change places.
  public func mapDecreasing<Result>(_ decreasing: (Value) throws -> Result) rethrows -> Range90<Result> {
    Range90<Result>(low: try decreasing(high), mid: try decreasing(mid), high: try decreasing(low))
  }
}

extension Range90: Equatable where Value: Equatable {}
extension Range90: Hashable where Value: Hashable {}

extension Range90: Codable where Value: Codable {
  private enum CodingKeys: CodingKey { case low, mid, high }

  /// Decodes `{low, mid, high}`; bounds that do not enclose the central value are corrupt data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    low = try container.decode(Value.self, forKey: .low)
    mid = try container.decode(Value.self, forKey: .mid)
    high = try container.decode(Value.self, forKey: .high)
    guard low <= mid && mid <= high else {
      throw DecodingError.dataCorruptedError(forKey: .mid, in: container, debugDescription: "low, mid, high decrease")
    }
  }
}

extension Range90 where Value: PhysicalQuantity {
  /// Half of the range's width.
  public var halfWidth: Value { (high - low) / 2 }

  /// The range of nothing at all.
  public static var zero: Self { Self(exactly: .zero) }

  /// The sum of two quantities whose errors have one cause: bounds add. It is the widest sum, so it never claims more
  /// certainty than there is.
  public static func + (left: Self, right: Self) -> Self {
    Self(low: left.low + right.low, mid: left.mid + right.mid, high: left.high + right.high)
  }

  public static func * (left: Self, factor: Double) -> Self {
    precondition(factor >= 0, "a range is scaled by factors of at least 0, not \(factor)")
    return left.map { $0 * factor }
  }

  /// The product with an uncertain factor whose error is independent of this range's own; see `multiplied(by:)`.
  public func scaled(by factor: Range90<Double>) -> Self {
    let magnitudes = Range90<Double>(low: low.value, mid: mid.value, high: high.value)
    return magnitudes.multiplied(by: factor).map(Value.init)
  }
}

extension Range90 where Value == Double {
  /// The product of two independent factors, both above zero: relative deviations add in quadrature in the logarithm,
  /// which is exact for lognormal factors.
  public func multiplied(by other: Self) -> Self {
    guard mid > 0, other.mid > 0, low > 0, other.low > 0 else {
      return Self(low: low * other.low, mid: mid * other.mid, high: high * other.high)
    }
    let below = hypotenuse(mid / low, other.mid / other.low)
    let above = hypotenuse(high / mid, other.high / other.mid)
    let center = mid * other.mid
    return Self(low: center / below, mid: center, high: center * above)
  }

  /// The reciprocal of a factor above zero.
  public var reciprocal: Self { mapDecreasing { 1 / $0 } }
}

extension Sequence {
  /// The sum of ranges whose errors have one cause.
  public func sum<Value: PhysicalQuantity>() -> Range90<Value> where Element == Range90<Value> { reduce(.zero, +) }
}

/// The factor whose logarithm is the root of the summed squares of two factors' logarithms.
private func hypotenuse(_ first: Double, _ second: Double) -> Double {
  exp((log(first) * log(first) + log(second) * log(second)).squareRoot())
}
