import Documents
import Quantities
import TrainingRun

extension GivenUsage {
  /// Reads `usage`.
  init(_ section: Section) throws(DocumentError) {
    let hours = try section.required("accelerator_hours").number(in: .aboveZero)
    try section.rejectUnknownKeys()
    self.init(acceleratorTime: Seconds(hours: hours))
  }
}

extension PublishedFigures {
  /// Reads `published`.
  init(_ section: Section) throws(DocumentError) {
    let hours = try section.required("accelerator_hours").number(in: .aboveZero)
    let source = try section.required("source").text
    try section.rejectUnknownKeys()
    self.init(acceleratorTime: Seconds(hours: hours), source: source)
  }
}

extension PowerOverride {
  /// Reads `power`.
  init(_ section: Section) throws(DocumentError) {
    let watts = try section.required("accelerator_watts").quantity(BareWatts.self, in: .aboveZero)
    let factor = try section.scalar("server_factor")?.number(in: 1...10) ?? 1
    let utilization = try section.scalar("utilization")?.number(in: .shareAboveZero) ?? 1
    try section.rejectUnknownKeys()
    self.init(acceleratorPower: Watts(watts.value), serverFactor: factor, utilization: utilization)
  }
}

extension SiteSpecification {
  /// Reads `site`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    grid = try section.scalar("grid")?.text
    pue = try section.scalar("pue")?.number(in: 1...5)
    if let electricity = try section.section("electricity") {
      let price = try electricity.required("price_per_kwh").number(in: 0...1000)
      let currency = try electricity.scalar("currency")?.currency() ?? .usd
      electricityPrice = UnitPrice(price, currency)
      try electricity.rejectUnknownKeys()
    }
    try section.rejectUnknownKeys()
  }
}

/// Watts for a key that names the unit itself, so that a bare number will do.
private struct BareWatts: PhysicalQuantity {
  let value: Double
  init(_ value: Double) { self.value = value }
  static let units = [UnitOfMeasure("", 1)] + Watts.units
}
