import Documents
import Quantities
import TrainingRun

extension OwnershipTerms {
  /// Reads `prices.owned`.
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    self.init()
    func share(_ key: String) throws(DocumentError) -> Double { try section.scalar(key)?.number(in: .share) ?? 0 }
    func years(_ key: String, _ fallback: Seconds, from least: Double) throws(DocumentError) -> Seconds {
      try section.scalar(key).map { scalar throws(DocumentError) in Seconds(years: try scalar.number(in: least...100)) }
        ?? fallback
    }
    if let price = try section.scalar("unit_price") { unitPrice = UnitPrice(try price.number(in: 0...1e9), currency) }
    serverOverhead = try section.scalar("server_overhead")?.number(in: 1...100)
    interconnectShare = try section.scalar("interconnect_share")?.number(in: 0...0.95)
    if let method = try section.scalar("amortization") { amortization = try method.choice() }
    declinePerYear = try section.scalar("decline_oom_per_year")?.number(in: 0...10)
    age = try years("age_years", age, from: 0)
    serviceLife = try years("service_life_years", serviceLife, from: 0.01)
    salvageShare = try share("salvage_share")
    discountRate = try share("discount_rate")
    if let value = try section.scalar("utilization") { utilization = try value.number(in: .shareAboveZero) }
    maintenanceSharePerYear = try share("maintenance_share_per_year")
    upgradeSharePerYear = try share("upgrade_share_per_year")
    sparesShare = try share("spares_share")
    if let price = try section.scalar("facility_price_per_kw") {
      facilityPricePerKilowatt = UnitPrice(try price.number(in: 0...1e9), currency)
    }
    facilityLife = try years("facility_life_years", facilityLife, from: 0.01)
    try section.rejectUnknownKeys()
  }
}
