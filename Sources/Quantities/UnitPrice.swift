/// The price of one unit of something: an hour, a kilowatt-hour, an accelerator.
///
/// Unlike `Money` it is not rounded, since it is multiplied before it is paid.
@frozen public struct UnitPrice: Sendable, Hashable, Codable {
  /// Units of the currency.
  public let amount: Double
  /// The currency.
  public let currency: Currency

  /// A price of one unit.
  public init(_ amount: Double, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  /// The price for a person, to four significant digits.
  public var formatted: String { currency.symbol + NumberFormat.significant(amount) }
}
