import Quantities
import Testing

@Suite struct MoneyTests {
  /// Amounts as CLDR 45 writes them, by Babel 2.16's `format_currency` in the locale named.
  @Test(arguments: [
    ("USD", 1_234_567.891, "$1,234,567.89"),  // en-US
    ("USD", -98_765.4, "-$98,765.40"),
    ("EUR", 1_234_567.891, "€1,234,567.89"),  // en-IE
    ("GBP", 12_345_678_901.5, "£12,345,678,901.50"),  // en-GB
    ("CNY", 1_234_567.891, "¥1,234,567.89"),  // zh-CN
    ("CNY", -98_765.4, "-¥98,765.40"),
    ("JPY", 1_234_567.891, "JP¥1,234,568"),  // zh-CN: the yen apart from the yuan
    ("KRW", 1_234_567.891, "₩1,234,568"),  // ko-KR
    ("KRW", -98_765.4, "-₩98,765"),
    ("INR", 1_234_567.891, "₹12,34,567.89"),  // en-IN
    ("INR", 98_765.4, "₹98,765.40"),
    ("INR", 12_345_678_901.5, "₹12,34,56,78,901.50"),
    ("INR", 0.5, "₹0.50"),
    ("EUR", 0.002781, "€0.002781"),  // below the minor unit: digits rather than a zero that is none
    ("EUR", 0.000_002, "€0.000002"), ("EUR", -0.000_002, "-€0.000002"),
    ("EUR", 0, "€0.00"),
  ])
  func `an exact amount has its currency's sign, groups and decimals`(
    code: String, amount: Double, expected: String
  ) throws {
    #expect(Money(amount, try Currency(code: code)).formatted(exact: true) == expected)
  }

  @Test func `bounds of a few micro-units need no exponent`() {
    let range = Range90(low: Money.zero(.usd), mid: Money(3e-6, .usd), high: Money(0.000_12, .usd))
    #expect(range.formattedBounds == "$0 to 0.00012")
    #expect(range.map { Money($0.amount * 1e6, .usd) }.formattedBounds == "$0 to 120")
  }

  @Test(
    arguments: [
      (15_712_000_000, "15712"), (82_600, "0.0826"), (1, "0.000001"), (0, "0"), (-2_500_000, "-2.5"),
      (9_223_372_036_854_775_807, "9223372036854.775807"), (-1, "-0.000001"), (120_000, "0.12"),
    ] as [(Int64, String)])
  func `plain decimals hold every micro-unit`(microUnits: Int64, expected: String) {
    #expect(Money(microUnits: microUnits, .usd).decimal == expected)
  }
}
