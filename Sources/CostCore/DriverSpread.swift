import Glibc
public import Quantities

/// How far a figure moves with each of the inputs that it depends on, as natural logarithms of ratios to its central
/// value. A product of figures has the sum of their spreads, so what they share moves them together.
public struct DriverSpread: Sendable, Equatable {
  /// The logarithm of the ratio with each driver at its 95th percentile, in the order of `CostDriver`.
  public var atHigh: SIMD16<Double>
  /// The same with each driver at its 5th percentile.
  public var atLow: SIMD16<Double>

  /// No spread: the figure is exact.
  public static let none = DriverSpread(atHigh: .zero, atLow: .zero)

  init(atHigh: SIMD16<Double>, atLow: SIMD16<Double>) {
    self.atHigh = atHigh
    self.atLow = atLow
  }

  /// The spread of a figure that one driver moves through a range; bounds of zero count as a millionth of the middle.
  init(_ driver: CostDriver, _ range: Range90<Double>) {
    self.init(driver, low: range.low, mid: range.mid, high: range.high)
  }

  /// The same of a figure that may fall as the driver rises: its values at the driver's percentiles.
  init(_ driver: CostDriver, low: Double, mid: Double, high: Double) {
    self = .none
    guard mid > 0 else { return }
    atHigh[driver.rawValue] = log(max(high / mid, 1e-6))
    atLow[driver.rawValue] = log(max(low / mid, 1e-6))
  }

  /// Whether nothing moves the figure.
  public var isNone: Bool { self == .none }

  static func + (left: Self, right: Self) -> Self {
    Self(atHigh: left.atHigh + right.atHigh, atLow: left.atLow + right.atLow)
  }

  /// The drivers that move the figure.
  public var drivers: [CostDriver] {
    CostDriver.allCases.filter { atHigh[$0.rawValue] != 0 || atLow[$0.rawValue] != 0 }
  }

  /// The factors from the central value to the 5th and 95th percentile when the drivers are independent: deviations add
  /// in quadrature in the logarithm, which is exact for lognormal figures.
  public var factors: Range90<Double> {
    let zero = SIMD16<Double>.zero
    let above = atHigh.replacing(with: atLow, where: atLow .> atHigh)
    let below = atHigh.replacing(with: atLow, where: atLow .< atHigh)
    let up = above.replacing(with: zero, where: above .< zero)
    let down = below.replacing(with: zero, where: below .> zero)
    return Range90(low: exp(-(down * down).sum().squareRoot()), mid: 1, high: exp((up * up).sum().squareRoot()))
  }
}

extension DriverSpread: Codable {
  private struct Entry: Codable {
    let driver: String
    let high: Double
    let low: Double
  }

  /// Decodes a list of drivers with their logarithms; a driver that is not known any more is refused.
  public init(from decoder: any Decoder) throws {
    self = .none
    var list = try decoder.unkeyedContainer()
    while !list.isAtEnd {
      let entry = try list.decode(Entry.self)
      guard let driver = CostDriver.allCases.first(where: { $0.key == entry.driver }) else {
        throw DecodingError.dataCorruptedError(in: list, debugDescription: "unknown driver \(entry.driver)")
      }
      atHigh[driver.rawValue] = entry.high
      atLow[driver.rawValue] = entry.low
    }
  }

  /// Encodes the drivers that move the figure.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    for driver in drivers {
      try list.encode(Entry(driver: driver.key, high: atHigh[driver.rawValue], low: atLow[driver.rawValue]))
    }
  }
}

/// A figure with what moves it.
struct UncertainFigure: Sendable, Equatable {
  var mid: Double
  var spread: DriverSpread

  init(_ mid: Double, _ spread: DriverSpread = .none) {
    self.mid = mid
    self.spread = spread
  }

  init(_ driver: CostDriver, _ range: Range90<Double>) {
    self.init(range.mid, DriverSpread(driver, range))
  }

  init(_ driver: CostDriver, low: Double, mid: Double, high: Double) {
    self.init(mid, DriverSpread(driver, low: low, mid: mid, high: high))
  }

  var range: Range90<Double> {
    spread.isNone ? Range90(exactly: mid) : spread.factors.map { $0 * mid }
  }

  static func * (left: Self, right: Self) -> Self { Self(left.mid * right.mid, left.spread + right.spread) }
  static func * (left: Self, factor: Double) -> Self { Self(left.mid * factor, left.spread) }
}
