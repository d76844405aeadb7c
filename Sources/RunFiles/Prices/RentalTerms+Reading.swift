import Documents
import Quantities
import TrainingRun

extension RentalTerms {
  /// Reads `prices.rental`.
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    self.init()
    if let kind = try section.scalar("kind") { self.kind = try kind.choice() }
    if let price = try section.scalar("price_per_accelerator_hour") {
      pricePerAcceleratorHour = UnitPrice(try price.number(in: 0...1e6), currency)
    }
    commitmentYears = try section.scalar("commitment_years")?.integer(in: 1...5)
    provider = try section.scalar("provider")?.text
    region = try section.scalar("region")?.text
    if let includes = try section.scalar("includes_power") { includesPower = try includes.bool() }
    if let commitment = try section.section("commitment") {
      self.commitment = try CommitmentTerms(commitment, currency: currency)
    }
    if let preemption = try section.section("preemption") { self.preemption = try PreemptionTerms(preemption) }
    try section.rejectUnknownKeys()
  }
}

extension CommitmentTerms {
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    let hours = try section.required("accelerator_hours").number(in: .aboveZero)
    let prepaid = try section.required("prepaid").number(in: 0...1e12)
    let charges = try section.scalar("charge_unused")?.bool() ?? true
    try section.rejectUnknownKeys()
    self.init(acceleratorHours: hours, prepaid: UnitPrice(prepaid, currency), chargesUnused: charges)
  }
}

extension PreemptionTerms {
  init(_ section: Section) throws(DocumentError) {
    let mean = try section.required("mean_time_between").quantity(Seconds.self, in: .aboveZero)
    let checkpoint = try section.scalar("checkpoint")?.quantity(Seconds.self, in: .aboveZero) ?? Seconds(60)
    let restart = try section.scalar("restart")?.quantity(Seconds.self) ?? Seconds(300)
    let interval = try section.scalar("interval")?.quantity(Seconds.self, in: .aboveZero)
    try section.rejectUnknownKeys()
    self.init(meanTimeBetween: mean, checkpointTime: checkpoint, restartTime: restart, interval: interval)
  }
}
