/// An amount of money: whole micro-units of one currency.
///
/// Sums of money are exact. Arithmetic traps on overflow, beyond 9.2 trillion of a currency.
@frozen public struct Money: Sendable, Hashable, Codable {
  /// Millionths of the currency's unit.
  public let microUnits: Int64
  /// The currency.
  public let currency: Currency

  /// An amount of so many millionths of a currency's unit.
  public init(microUnits: Int64, _ currency: Currency) {
    self.microUnits = microUnits
    self.currency = currency
  }

  /// The largest amount that is sure to be held, in units of a currency.
  public static let largest = 9e12

  /// An amount rounded once to the nearest micro-unit, halves away from zero.
  ///
  /// Traps beyond `largest`: whoever reads amounts from outside checks them first.
  public init(_ amount: Double, _ currency: Currency) {
    self.init(microUnits: Int64((amount * 1e6).rounded()), currency)
  }

  /// Nothing, in a currency.
  public static func zero(_ currency: Currency) -> Money { Money(microUnits: 0, currency) }

  /// The amount in units of the currency.
  public var amount: Double { Double(microUnits) / 1e6 }

  /// The amount to the last micro-unit, in plain decimals: `15712`, `0.0826`.
  public var decimal: String {
    let magnitude = microUnits.magnitude
    let fraction = String(magnitude % 1_000_000)
    let digits = (String(repeating: "0", count: 6 - fraction.count) + fraction)
    let significant = digits.prefix(digits.count - digits.reversed().prefix { $0 == "0" }.count)
    return (microUnits < 0 ? "-" : "") + String(magnitude / 1_000_000)
      + (significant.isEmpty ? "" : "." + significant)
  }

  /// The sum.
  ///
  /// - Throws: `CurrencyMismatch` when the currencies differ.
  public func adding(_ other: Money) throws(CurrencyMismatch) -> Money {
    guard currency == other.currency else { throw CurrencyMismatch(left: currency, right: other.currency) }
    return Money(microUnits: microUnits + other.microUnits, currency)
  }

  /// The amount for a person: to the currency's minor unit when asked to be exact, else four significant digits. What is
  /// too small for the minor unit shows its digits rather than zero.
  public func formatted(exact: Bool) -> String {
    let sign = microUnits < 0 ? "-" : ""
    let magnitude = amount.magnitude
    if exact, microUnits == 0 || magnitude * NumberFormat.powerOfTen(currency.minorDigits) >= 0.5 {
      let text = NumberFormat.fixed(magnitude, places: currency.minorDigits, grouped: true)
      return sign + currency.symbol + (currency.countsInLakhs ? NumberFormat.groupedInLakhs(text) : text)
    }
    guard magnitude >= Self.plainBelow else {
      return sign + currency.symbol + Money(microUnits: abs(microUnits), currency).decimal
    }
    let (scale, suffix) = Self.scale(for: magnitude)
    return sign + currency.symbol + NumberFormat.significant(magnitude / scale) + suffix
  }

  /// A few micro-units need no exponent.
  static let plainBelow = 1e-4

  static func scale(for magnitude: Double) -> (Double, String) {
    switch magnitude {
    case 0.99995e12...: (1e12, " T")
    case 0.99995e9...: (1e9, " B")
    case 0.99995e6...: (1e6, " M")
    default: (1, "")
    }
  }
}

/// Two amounts of different currencies were added.
public struct CurrencyMismatch: Error, Equatable, CustomStringConvertible {
  /// The currency of the first amount.
  public let left: Currency
  /// The currency of the second amount.
  public let right: Currency

  public var description: String {
    "amounts in \(left.code) and \(right.code) cannot be added without an exchange rate"
  }
}

extension Money: Comparable {
  /// Orders amounts of one currency; amounts of different currencies order by currency code.
  public static func < (left: Money, right: Money) -> Bool {
    (left.currency, left.microUnits) < (right.currency, right.microUnits)
  }
}

extension Sequence where Element == Range90<Money> {
  /// The sum of ranges whose errors have one cause: bounds add. Zero of the currency for an empty sequence.
  ///
  /// - Throws: `CurrencyMismatch` when an amount is not in the currency.
  public func sum(in currency: Currency) throws(CurrencyMismatch) -> Range90<Money> {
    var (low, mid, high) = (Money.zero(currency), Money.zero(currency), Money.zero(currency))
    for range in self {
      low = try low.adding(range.low)
      mid = try mid.adding(range.mid)
      high = try high.adding(range.high)
    }
    return Range90(low: low, mid: mid, high: high)
  }
}

extension Range90 where Value == Money {
  /// The bounds alone: `$58.2 to 91.4 M`; nil where the amount is exact.
  public var formattedBounds: String? {
    guard !isExact else { return nil }
    let (scale, suffix) = Money.scale(for: mid.amount.magnitude)
    func text(_ bound: Money) -> String {
      bound.amount.magnitude < Money.plainBelow ? bound.decimal : NumberFormat.significant(bound.amount / scale)
    }
    return "\(mid.currency.symbol)\(text(low)) to \(text(high))\(suffix)"
  }
}
