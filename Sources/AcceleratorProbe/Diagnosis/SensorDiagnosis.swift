import TrainingRun

/// Whether one kind of sensor can be read here, why not, what mends it and what that would add.
public struct SensorDiagnosis: Sendable, Equatable {
  /// How it stands with a kind of sensor.
  public enum State: String, Sendable {
    /// It answers.
    case readable
    /// It should be there and cannot be read.
    case unreadable
    /// This machine has nothing of the kind.
    case absent
  }

  /// The kind, for people.
  public var kind: String
  /// How it stands.
  public var state: State
  /// What was found, or why it cannot be read.
  public var detail: String
  /// The one command that mends it; nil when nothing needs mending or nothing can be done here.
  public var remedy: String?
  /// What `probe` and `measure` gain by it.
  public var adds: String

  /// A diagnosis.
  public init(_ kind: String, _ state: State, _ detail: String, remedy: String? = nil, adds: String) {
    self.kind = kind
    self.state = state
    self.detail = detail
    self.remedy = remedy
    self.adds = adds
  }
}

extension SensorDiagnosis {
  /// A diagnosis of every kind of sensor that the program knows.
  ///
  /// - Parameters:
  ///   - facts: what the machine tells about itself; nil where a dump of its bus is all there is of it.
  ///   - inventory: its sensors.
  ///   - report: its bus.
  public static func all(
    _ facts: HostFacts?, _ inventory: SensorInventory, _ report: ProbeReport
  ) -> [SensorDiagnosis] {
    guard let facts else { return accelerators(nil, inventory, report) }
    return [processor(facts, inventory), memory(facts, inventory), platform(facts, inventory), node(facts, inventory)]
      + [cray(facts, inventory)] + accelerators(facts, inventory, report)
  }

  // MARK: The machine

  private static func processor(_ facts: HostFacts, _ inventory: SensorInventory) -> SensorDiagnosis {
    let kind = "processor energy (RAPL)"
    let adds = "energy of each processor package, by a counter that misses nothing"
    if let found = answer(inventory, [.cpuPackage]) { return SensorDiagnosis(kind, .readable, found, adds: adds) }
    if let refused = inventory.unavailable.first(where: { $0.domain == .cpuPackage }) {
      return SensorDiagnosis(
        kind, .unreadable, refused.reason, remedy: refused.remedy ?? "sudo chmod a+r /sys/class/powercap/*/energy_uj",
        adds: adds)
    }
    if facts.coveredPaths.contains(where: { $0.contains("powercap") }) {
      return SensorDiagnosis(
        kind, .unreadable, "\(facts.container ?? "the container") covers /sys/devices/virtual/powercap",
        remedy: "docker run --security-opt systempaths=unconfined …", adds: adds)
    }
    if let hypervisor = facts.hypervisor {
      return SensorDiagnosis(
        kind, .unreadable, "\(hypervisor) does not pass the counters on; they can be read on the host alone",
        adds: adds)
    }
    switch facts.processor {
    case .intel, .amd, .unknown:
      let module = facts.modules.contains("intel_rapl_msr")
      return SensorDiagnosis(
        kind, .unreadable,
        module
          ? "intel_rapl_msr is loaded and shows no zone: the firmware has the counters switched off"
          : "no zone below /sys/class/powercap: the module that makes them is not loaded",
        remedy: module ? nil : "sudo modprobe intel_rapl_msr", adds: adds)
    case .arm, .power, .other:
      return SensorDiagnosis(kind, .absent, "this processor has no RAPL counters", adds: adds)
    }
  }

  private static func memory(_ facts: HostFacts, _ inventory: SensorInventory) -> SensorDiagnosis {
    let adds = "energy of the memory, which lies outside the package"
    return part("memory energy (RAPL dram)", .dram, inventory, adds) {
      answer(inventory, [.cpuPackage]) == nil
        ? "it comes with the processor's counters" : "this processor does not count it"
    }
  }

  private static func platform(_ facts: HostFacts, _ inventory: SensorInventory) -> SensorDiagnosis {
    part("platform energy (RAPL psys)", .psys, inventory, "energy of processor, memory and board together") {
      "only some client processors have it"
    }
  }

  private static func part(
    _ kind: String, _ domain: EnergyDomain, _ inventory: SensorInventory, _ adds: String, otherwise: () -> String
  ) -> SensorDiagnosis {
    if let found = answer(inventory, [domain]) { return SensorDiagnosis(kind, .readable, found, adds: adds) }
    if let refused = inventory.unavailable.first(where: { $0.domain == domain }) {
      return SensorDiagnosis(kind, .unreadable, refused.reason, remedy: refused.remedy, adds: adds)
    }
    return SensorDiagnosis(kind, .absent, otherwise(), adds: adds)
  }

  private static func node(_ facts: HostFacts, _ inventory: SensorInventory) -> SensorDiagnosis {
    let kind = "power of the whole machine (ACPI power meter)"
    let adds = "power of everything in the chassis, fans and losses included"
    if let found = answer(inventory, [.node, .module]) { return SensorDiagnosis(kind, .readable, found, adds: adds) }
    if let refused = inventory.unavailable.first(where: { $0.domain == .node }) {
      return SensorDiagnosis(kind, .unreadable, refused.reason, remedy: refused.remedy, adds: adds)
    }
    guard facts.hasACPIMeter else {
      return SensorDiagnosis(
        kind, .absent,
        facts.hypervisor.map { "\($0) shows none" } ?? "the firmware declares no meter (ACPI000D)", adds: adds)
    }
    return SensorDiagnosis(
      kind, .unreadable, "the firmware declares a meter, and no driver reads it",
      remedy: facts.modules.contains("acpi_power_meter")
        ? "sudo modprobe -r acpi_power_meter && sudo modprobe acpi_power_meter force_cap_on=y"
        : "sudo modprobe acpi_power_meter", adds: adds)
  }

  private static func cray(_ facts: HostFacts, _ inventory: SensorInventory) -> SensorDiagnosis {
    let readable = inventory.available.contains { $0.description.source.contains("pm_counters") }
    return SensorDiagnosis(
      "HPE Cray's counters", readable ? .readable : facts.hasCrayCounters ? .unreadable : .absent,
      readable
        ? "/sys/cray/pm_counters" : facts.hasCrayCounters ? "/sys/cray/pm_counters does not answer" : "no HPE Cray EX",
      adds: "energy of the node, its processors and accelerators, by counters of the blade")
  }

  /// Where the readings of some domains come from; nil when there are none.
  static func answer(_ inventory: SensorInventory, _ domains: Set<EnergyDomain>) -> String? {
    let sensors = inventory.available.map(\.description).filter { domains.contains($0.domain) && $0.pciAddress == nil }
    guard let first = sensors.first else { return nil }
    return sensors.count == 1 ? first.source : "\(first.source) and \(sensors.count - 1) more"
  }
}
