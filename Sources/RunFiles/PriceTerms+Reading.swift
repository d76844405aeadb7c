import Documents
import Quantities
import TrainingRun

extension PriceTerms {
  /// Reads `prices`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let mode = try section.scalar("mode") { self.mode = try mode.choice() }
    if let currency = try section.scalar("currency") { self.currency = try currency.currency() }
    if let rates = try section.section("exchange_rates") { exchangeRates = try ExchangeRates(rates) }
    if let rental = try section.section("rental") { self.rental = try RentalTerms(rental, currency: currency) }
    if let owned = try section.section("owned") { self.owned = try OwnershipTerms(owned, currency: currency) }
    if let data = try section.section("data") { self.data = try DataTerms(data) }
    if let staff = try section.section("staff") { self.staff = try StaffTerms(staff) }
    if let carbon = try section.section("carbon") { self.carbon = try CarbonTerms(carbon) }
    for entry in try section.sections("bill") { bill.append(try BillEntry(entry, currency: currency)) }
    try section.rejectUnknownKeys()
    if mode == .bill, bill.isEmpty { throw section.missing("bill") }
    if mode != .bill, !bill.isEmpty {
      throw section.wrong("'bill' is given and mode is '\(mode.rawValue)'; expected mode: bill")
    }
  }
}

extension ExchangeRates {
  init(_ section: Section) throws(DocumentError) {
    var rates: [Currency: Double] = [.usd: 1]
    let asOf = try section.required("as_of").text
    let source = try section.required("source").text
    for key in section.keys where key != "as_of" && key != "source" {
      let rate = try section.required(key)
      do {
        rates[try Currency(code: key)] = try rate.number(in: .aboveZero)
      } catch let error as QuantityError {
        throw rate.wrong(
          "unknown currency '\(error.found)', expected \(error.expected)", code: .name, nearest: error.nearest)
      } catch let error as DocumentError {
        throw error
      } catch {
        throw rate.wrong("\(error)")
      }
    }
    self.init(unitsPerDollar: rates, asOf: asOf, source: source)
  }
}

extension RentalTerms {
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    self.init()
    if let kind = try section.scalar("kind") { self.kind = try kind.choice() }
    if let price = try section.scalar("price_per_accelerator_hour") {
      pricePerAcceleratorHour = UnitPrice(try price.number(in: 0...1e6), currency)
    }
    try section.rejectUnknownKeys()
  }
}

extension OwnershipTerms {
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    self.init()
    if let price = try section.scalar("unit_price") { unitPrice = UnitPrice(try price.number(in: 0...1e9), currency) }
    if let value = try section.scalar("server_overhead") { serverOverhead = try value.number(in: 1...100) }
    if let value = try section.scalar("interconnect_share") { interconnectShare = try value.number(in: 0...0.95) }
    if let value = try section.scalar("amortization") { amortization = try value.choice() }
    if let value = try section.scalar("decline_oom_per_year") { declinePerYear = try value.number(in: 0...10) }
    if let value = try section.scalar("service_life_years") {
      serviceLife = Seconds(years: try value.number(in: 0.01...100))
    }
    if let value = try section.scalar("salvage_share") { salvageShare = try value.number(in: .share) }
    if let value = try section.scalar("discount_rate") { discountRate = try value.number(in: .share) }
    if let value = try section.scalar("utilization") { utilization = try value.number(in: .shareAboveZero) }
    if let value = try section.scalar("maintenance_share_per_year") {
      maintenanceSharePerYear = try value.number(in: .share)
    }
    try section.rejectUnknownKeys()
  }
}

extension DataTerms {
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func price(_ key: String) throws(DocumentError) -> Double { try section.scalar(key)?.number(in: 0...1e12) ?? 0 }
    collectionPerGigabyte = try price("collection_per_gb")
    annotationPerItem = try price("annotation_per_item")
    items = try price("items")
    cleaningPerGigabyte = try price("cleaning_per_gb")
    storagePerGigabyteMonth = try price("storage_per_gb_month")
    transferPerGigabyte = try price("transfer_per_gb")
    try section.rejectUnknownKeys()
  }
}

extension StaffTerms {
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func amount(_ key: String) throws(DocumentError) -> Double { try section.scalar(key)?.number(in: 0...1e9) ?? 0 }
    fullTimeEquivalents = try amount("full_time_equivalents")
    salaryPerYear = try amount("salary_per_year")
    months = try amount("months")
    if let overhead = try section.scalar("overhead") { self.overhead = try overhead.number(in: 1...10) }
    try section.rejectUnknownKeys()
  }
}

extension CarbonTerms {
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let price = try section.scalar("price_per_tonne") { pricePerTonne = try price.number(in: 0...1e6) }
    if let share = try section.scalar("covered_share") { coveredShare = try share.number(in: .share) }
    try section.rejectUnknownKeys()
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
