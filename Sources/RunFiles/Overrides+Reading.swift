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
    let host = try section.scalar("host_watts_per_accelerator")?.quantity(BareWatts.self).value ?? 0
    try section.rejectUnknownKeys()
    self.init(
      acceleratorPower: Watts(watts.value), serverFactor: factor, utilization: utilization, hostPower: Watts(host))
  }
}

extension EmbodiedCarbon {
  /// Reads `embodied`.
  init(_ section: Section) throws(DocumentError) {
    let mass = try section.required("kg_per_accelerator").number(in: 0...1e9)
    let life = try section.scalar("service_life")?.quantity(Seconds.self, in: .aboveZero) ?? Seconds(years: 4)
    let share = try section.scalar("reserved_share")?.number(in: .share) ?? 1
    try section.rejectUnknownKeys()
    self.init(perAccelerator: Kilograms(mass), life: life, reservedShare: share)
  }
}

/// Watts for a key that names the unit itself, so that a bare number will do.
private struct BareWatts: PhysicalQuantity {
  let value: Double
  init(_ value: Double) { self.value = value }
  static let units = [UnitOfMeasure("", 1)] + Watts.units
}
