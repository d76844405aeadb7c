import Documents
import Quantities
import TrainingRun

extension PriceTerms {
  /// Reads `prices`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let mode = try section.scalar("mode") { self.mode = try mode.choice() }
    if let currency = try section.scalar("currency") { self.currency = try currency.currency() }
    if let rates = try section.section("exchange_rates") {
      exchangeRates = try ExchangeRates(rates, statement: currency)
    }
    if let rental = try section.section("rental") { self.rental = try RentalTerms(rental, currency: currency) }
    if let owned = try section.section("owned") { self.owned = try OwnershipTerms(owned, currency: currency) }
    if let data = try section.section("data") { self.data = try DataTerms(data) }
    if let staff = try section.section("staff") { self.staff = try StaffTerms(staff) }
    if let carbon = try section.section("carbon") { self.carbon = try CarbonTerms(carbon) }
    if let factor = try section.scalar("project_factor") { projectFactor = try ProjectFactor(factor) }
    if let share = try section.scalar("failed_runs_share") { failedRunsShare = try share.number(in: 0...100) }
    for entry in try section.sections("bill") { bill.append(try BillEntry(entry, currency: currency)) }
    try section.rejectUnknownKeys()
    if mode == .bill, bill.isEmpty { throw section.missing("bill") }
    if mode != .bill, !bill.isEmpty {
      throw section.wrong("'bill' is given and mode is '\(mode.rawValue)'; expected mode: bill")
    }
  }
}

extension ProjectFactor {
  init(_ scalar: Scalar) throws(DocumentError) {
    self = scalar.text == "development" ? .development : .given(try scalar.number(in: 1...1000))
  }
}

extension ExchangeRates {
  /// Rates are units for one US dollar. Where the dollar itself is listed and the statement's currency is not, they are
  /// units for one of the statement's currency.
  init(_ section: Section, statement: Currency) throws(DocumentError) {
    var rates: [Currency: Double] = [:]
    let asOf = try section.required("as_of")
    guard UTCTime.seconds(parsing: asOf.text) != nil else {
      throw asOf.wrong("found '\(asOf.text)', expected a date such as 2026-11-01")
    }
    let source = try section.required("source").text
    for key in section.keys where key != "as_of" && key != "source" {
      let rate = try section.required(key)
      let currency: Currency
      do {
        currency = try Currency(code: key)
      } catch {
        throw rate.wrong(
          "unknown currency '\(error.found)', expected \(error.expected)", code: .name, nearest: error.nearest)
      }
      rates[currency] = try rate.number(in: .aboveZero)
    }
    if let dollar = rates[.usd], rates[statement] == nil {
      rates = rates.mapValues { $0 / dollar }
      rates[statement] = 1 / dollar
    }
    rates[.usd] = rates[.usd] ?? 1
    if let dollar = rates[.usd] { rates = rates.mapValues { $0 / dollar } }
    self.init(unitsPerDollar: rates, asOf: asOf.text, source: source)
  }
}

extension BillEntry {
  /// Reads a line; a quantity may name its own unit, which is then converted to the priced one.
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    let category: Category = try section.required("category").choice()
    let unit = try section.required("unit").text
    let quantity = try section.required("quantity")
    let price = try section.required("unit_price").number(in: 0...1e12)
    try section.rejectUnknownKeys()
    self.init(
      category: category, quantity: try Self.amount(quantity, in: unit), unit: unit,
      unitPrice: UnitPrice(price, currency))
  }

  private static func amount(_ scalar: Scalar, in unit: String) throws(DocumentError) -> Double {
    func convert<Quantity: PhysicalQuantity>(_: Quantity.Type) throws(DocumentError) -> Double? {
      guard let priced = Quantity.units.first(where: { $0.symbol == unit }) else { return nil }
      let hasUnit = Double(scalar.text.filter { $0 != "_" }) == nil
      return hasUnit ? try scalar.quantity(Quantity.self).value / priced.scale : try scalar.number(in: 0...1e18)
    }
    if let amount = try convert(Bytes.self) { return amount }
    if let amount = try convert(Seconds.self) { return amount }
    if let amount = try convert(Joules.self) { return amount }
    return try scalar.number(in: 0...1e18)
  }
}
