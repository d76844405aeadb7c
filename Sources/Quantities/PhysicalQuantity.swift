/// A physical quantity: one `Double` in the unit that the type is named after.
///
/// Conforming types are frozen one-field structs whose operators inline, so that a quantity costs what a bare
/// `Double` costs while two different units cannot be mixed up.
public protocol PhysicalQuantity: Sendable, Hashable, Comparable, Codable {
  /// The magnitude in the unit that the type is named after.
  var value: Double { get }
  /// Wraps a magnitude that is already in the unit of the type.
  init(_ value: Double)
  /// The units in which text may state this quantity.
  static var units: [UnitOfMeasure] { get }
}

/// One accepted spelling of a unit.
public struct UnitOfMeasure: Sendable, Hashable {
  /// The spelling, such as `GB` or `TFLOP/s`; the empty symbol accepts a bare number.
  public let symbol: String
  /// How much one of it is in the unit of the quantity's type.
  public let scale: Double
  /// Whether tables print in it.
  public let isDisplayed: Bool

  /// A unit of the given spelling; `displayed` ones are candidates when a table picks a scale.
  public init(_ symbol: String, _ scale: Double, displayed: Bool = false) {
    self.symbol = symbol
    self.scale = scale
    self.isDisplayed = displayed
  }
}

extension PhysicalQuantity {
  /// The quantity of nothing at all.
  @inlinable public static var zero: Self { Self(0) }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  @inlinable public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  @inlinable public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  @inlinable public static func * (left: Self, right: Double) -> Self { Self(left.value * right) }
  @inlinable public static func * (left: Double, right: Self) -> Self { Self(left * right.value) }
  @inlinable public static func / (left: Self, right: Double) -> Self { Self(left.value / right) }
  /// The ratio of two quantities of one kind.
  @inlinable public static func / (left: Self, right: Self) -> Double { left.value / right.value }
  @inlinable public static func += (left: inout Self, right: Self) { left = left + right }
  @inlinable public static func -= (left: inout Self, right: Self) { left = left - right }

  /// Decodes the bare magnitude.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  /// Encodes the bare magnitude.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension Sequence where Element: PhysicalQuantity {
  /// The sum of all elements; zero for an empty sequence.
  @inlinable public func sum() -> Element { reduce(.zero, +) }
}
