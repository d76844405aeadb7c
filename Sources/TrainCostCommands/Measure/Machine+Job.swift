import AcceleratorProbe
import Documents
import HardwareProfiles
import LinuxProbe
import PowerMeter
import Quantities
import TrainingRun

extension HardwareOptions.Machine {
  /// The accelerators that a job may compute on: a card made to drive screens only under a driver that computes.
  private var jobAccelerators: [ProbedAccelerator] {
    bus.accelerators.filter { accelerator in
      accelerator.role != .display || accelerator.power != nil
        || Self.computingDrivers.contains(accelerator.device.driver ?? "")
    }
  }

  private static let computingDrivers: Set<String> = ["nvidia", "amdgpu", "xe", "i915"]

  /// All accelerators in order of address, for the choice of the job's.
  var candidates: [JobDevices.Candidate] {
    let uuids = Dictionary(managedGPUs.map { ($0.address, $0.uuid) }) { first, _ in first }
    let onBus = jobAccelerators.map { accelerator in
      JobDevices.Candidate(
        address: accelerator.device.address.description, vendor: accelerator.device.vendorID,
        uuid: uuids[accelerator.device.address.description] ?? nil)
    }
    let offBus = offBusGPUs.map {
      JobDevices.Candidate(address: $0.gpu.address, vendor: $0.gpu.vendor, uuid: $0.gpu.uuid)
    }
    return (onBus + offBus).sorted { $0.address < $1.address }
  }

  /// A job's part of the machine.
  struct Selection {
    /// Its sensors, and those of other devices.
    var sensors: JobSensors
    /// The addresses of its accelerators.
    var addresses: Set<String>
    var acceleratorCount: Int { addresses.count }
  }

  /// The sensors by whether their device is the job's. Processors, memory and meters of the whole machine are, as long as
  /// no accelerator of another job draws through them.
  func selection(_ devices: JobDevices) -> Selection {
    let all = Set(candidates.map(\.address))
    let foreign = all.subtracting(devices.addresses)
    func isOfJob(_ domain: EnergyDomain, _ address: String?) -> Bool {
      if let address, foreign.contains(address) { return false }
      return foreign.isEmpty || domain != .node
    }
    let counted = sensors.available.filter { isOfJob($0.description.domain, $0.description.pciAddress) }
    let others = sensors.available.filter { !isOfJob($0.description.domain, $0.description.pciAddress) }
    let unavailable = sensors.unavailable.filter { isOfJob($0.domain, $0.pciAddress) }
    return Selection(
      sensors: JobSensors(counted: counted, others: others, unavailable: unavailable),
      addresses: devices.addresses.intersection(all))
  }

  /// What the job's accelerators are.
  func accelerators(of selection: Selection, catalog: ProfileCatalog) throws(DocumentError) -> JobAccelerators {
    var named: [(name: String, profile: AcceleratorProfile?)] = []
    for accelerator in jobAccelerators where selection.addresses.contains(accelerator.device.address.description) {
      let profile = try accelerator.profileID.map { id throws(DocumentError) in try catalog.profile(id: id) }
      named.append((profile?.id ?? accelerator.name ?? "an unknown one", profile))
    }
    for (gpu, profile) in offBusGPUs where selection.addresses.contains(gpu.address) {
      named.append((profile?.id ?? gpu.name ?? "an unknown one", profile))
    }
    return JobAccelerators(named)
  }

  /// Accelerators of the job without a sensor, with the power that their profiles tell.
  func unmetered(_ selection: Selection, catalog: ProfileCatalog) throws(DocumentError) -> [UnmeteredAccelerator] {
    let named = Set(sensors.available.compactMap(\.description.pciAddress) + selection.sensors.unavailable.map(\.id))
    var unmetered: [UnmeteredAccelerator] = []
    for accelerator in jobAccelerators {
      let address = accelerator.device.address.description
      guard selection.addresses.contains(address), !named.contains(address) else { continue }
      let reason = accelerator.powerMissingReason ?? "no sensor"
      let profile = try accelerator.profileID.map { id throws(DocumentError) in try catalog.profile(id: id) }
      unmetered.append(UnmeteredAccelerator(address: address, reason: reason, profile: profile))
    }
    return unmetered
  }
}

/// An accelerator of a job that tells no power.
struct UnmeteredAccelerator {
  let address: String
  /// Why it tells none.
  let reason: String
  /// What it may draw; nil without a profile.
  let power: Range90<Watts>?

  init(address: String, reason: String, profile: AcceleratorProfile?) {
    self.address = address
    self.reason = reason
    power = profile.map { profile in
      let power = profile.power
      let busy = power.trainingShare.value.map { power.nameplate.value * $0 }
      // A job may as well leave it idle, at a tenth of its limit where no idle draw is known.
      return Range90(
        low: min(power.idle?.value ?? power.nameplate.value * 0.1, busy.low), mid: busy.mid, high: busy.high)
    }
  }

  /// Its energy over a time: modelled where a profile tells its power, else unknown.
  func energy(over time: Seconds) -> DomainEnergy {
    DomainEnergy(
      domain: .accelerator, id: address, energy: power.map { range in range.map { $0 * time } },
      method: power == nil ? .missing : .modelled,
      note: power == nil
        ? reason : "modelled from the profile's power, from idle to busy, since \(reason)")
  }
}

extension MeasuredJob {
  /// Adds accelerators that tell no power; and when nothing at all was metered, an entry that says why.
  mutating func add(_ unmetered: [UnmeteredAccelerator]) {
    energy += unmetered.map { $0.energy(over: wallTime) }
    guard energy.isEmpty else { return }
    let owners = Set(others.compactMap(\.owner)).sorted()
    energy.append(
      DomainEnergy(
        domain: .node, id: DomainEnergy.nothingMetered, energy: nil, method: .missing,
        note: owners.isEmpty
          ? "no power sensor is readable here: no RAPL zone, no hwmon channel, no NVML (see: traincost doctor)"
          : "all its devices are counted by run \(owners.joined(separator: ", "))"))
  }

  /// Says what the total lacks, where something is metered and something that should be is not.
  mutating func noteLacking() {
    let lacking = energy.lacking
    guard !lacking.isEmpty, energy.total != nil, !notes.contains(where: { $0.contains("the total lacks") }) else {
      return
    }
    notes.append("the total lacks \(lacking.map(\.id).joined(separator: ", ")), which could not be read")
  }
}
