import AcceleratorProbe
import ArgumentParser
import HardwareProfiles
import LinuxProbe
import Quantities
import TrainingRun

/// Which machine is looked at: this one, or a recording of another.
struct HardwareOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A tree that stands for /, holding sys/.", valueName: "folder"))
  var sysfsRoot: String?

  @Option(help: ArgumentHelp("An 'lspci -xxx' dump that stands for the bus.", valueName: "file"))
  var pciDump: String?

  @Option(help: ArgumentHelp("The library of NVML.", valueName: "file"))
  var nvml: String?

  /// What was found on a machine.
  struct Machine {
    /// The bus, with power figures attached.
    var bus: ProbeReport
    /// Looks at its accelerators again.
    var look: () -> ProbeReport
    /// All sensors.
    var sensors: SensorInventory
    /// GPUs that NVML shows.
    var managedGPUs: [ManagedGPU] = []
    /// GPUs that NVML shows and the bus does not.
    var offBusGPUs: [(gpu: ManagedGPU, profile: AcceleratorProfile?)]
  }

  /// Looks at the machine.
  func machine(_ context: CommandContext, catalog: ProfileCatalog) throws -> Machine {
    let root = sysfsRoot ?? context.variable("TRAINCOST_SYSFS_ROOT")
    let dump = pciDump ?? context.variable("TRAINCOST_PCI_DUMP")
    let library = nvml ?? context.variable("TRAINCOST_NVML")
    let pci: any PCIBus = try dump.map { try LibpciDumpBus(file: $0) } ?? LibpciSysfsBus(root: root ?? "/")
    var bus = try ProbeReport(scanning: pci, catalog: catalog)
    if dump == nil {
      bus.topology = BoardTopologyReader(root: root ?? "/").topology(of: bus.accelerators.map(\.device))
    }
    // A dump is of another machine, whose sensors are not here.
    guard dump == nil || root != nil || library != nil else {
      let still = bus.attaching(SensorInventory())
      return Machine(bus: still, look: { still }, sensors: SensorInventory(), offBusGPUs: [])
    }
    var host = SensorDiscovery(
      root: dump != nil && root == nil ? "/nonexistent" : root, nvml: library, sleepingGPU: bus.sleepingNVIDIA
    ).host()
    // Integrated graphics of other makers draws from the processor's package, which has a sensor of its own; an APU's
    // figure is the whole socket's and stays.
    let skipped = Set(bus.skipped.map(\.device.address.description))
    host.sensors.available.removeAll { sensor in
      sensor.description.domain != .module && sensor.description.pciAddress.map(skipped.contains) ?? false
    }
    host.sensors.unavailable.removeAll { $0.pciAddress.map(skipped.contains) ?? false }
    host.sensors.placeLostGPUs(on: bus)
    try host.sensors.modelFromUtilization(bus, catalog: catalog)
    let onBus = Set(bus.accelerators.map(\.device.address.description))
    let offBus = host.nvmlGPUs.filter { !onBus.contains($0.address) }
    host.sensors.unavailable += bus.unreadForFearOfWaking(isNamed: library != nil)
    let offBusGPUs = try offBus.map { gpu in
      (gpu, try catalog.profiles(of: [PCIIdentity(vendor: gpu.vendor, device: gpu.device)]).first)
    }
    bus.offBus = offBusGPUs.compactMap(ProbedAccelerator.init)
    bus.warnings += host.sensors.unavailable.filter { $0.id == "nvml" }.map(\.reason)
    let (found, sensors) = (bus, host.sensors)
    return Machine(
      bus: bus.attaching(host.sensors), look: { found.refreshed(from: pci).attaching(sensors) }, sensors: host.sensors,
      managedGPUs: host.nvmlGPUs, offBusGPUs: offBusGPUs)
  }

  /// Refuses a machine whose NVML is asked for by the flag and cannot be used. The variable is a wish for many machines,
  /// some of which have none.
  ///
  /// - Throws: `ProbeError` with the library's reason.
  func checkLibrary(_ machine: Machine) throws {
    guard let nvml, let failure = machine.sensors.unavailable.first(where: { $0.id == "nvml" }) else { return }
    throw ProbeError(.library, message: "--nvml \(nvml): \(failure.reason)")
  }

  /// What the machine tells about itself; nil where a dump of its bus is all there is of it.
  func facts(_ context: CommandContext) -> HostFacts? {
    let root = sysfsRoot ?? context.variable("TRAINCOST_SYSFS_ROOT")
    guard root != nil || (pciDump ?? context.variable("TRAINCOST_PCI_DUMP")) == nil else { return nil }
    return HostFactsReader(root: root).facts()
  }

  /// What stands for the machine: all that measure the same one name it alike.
  func identity(_ context: CommandContext) -> String {
    let parts = [
      sysfsRoot ?? context.variable("TRAINCOST_SYSFS_ROOT"), pciDump ?? context.variable("TRAINCOST_PCI_DUMP"),
      nvml ?? context.variable("TRAINCOST_NVML"),
    ]
    return parts.map { $0 ?? "" }.joined(separator: "|")
  }
}

extension ProbedAccelerator {
  /// A GPU that NVML shows and the bus does not; nil where its address is none.
  fileprivate init?(_ gpu: ManagedGPU, _ profile: AcceleratorProfile?) {
    guard let address = PCIAddress(parsing: gpu.address) else { return nil }
    var device = PCIDevice(address: address, classCode: nil, vendorID: gpu.vendor, deviceID: gpu.device)
    device.driver = "nvidia"
    device.markPartial("NVML shows it, the PCI bus does not")
    self.init(
      device: device, profileID: profile?.id, role: profile?.role ?? .training, vendor: profile?.vendor ?? "NVIDIA",
      name: gpu.name ?? profile?.name, functionsPerBoard: 1)
  }
}

extension ProbeReport {
  /// A GPU of NVIDIA's that sleeps: starting NVML wakes it.
  fileprivate var sleepingNVIDIA: String? {
    accelerators.first { $0.device.vendorID == 0x10DE && $0.device.isAsleep }?.device.address.description
  }

  /// The GPUs that nobody reads because their library would wake another one.
  fileprivate func unreadForFearOfWaking(isNamed: Bool) -> [UnavailableSensor] {
    guard !isNamed, let sleeper = sleepingNVIDIA else { return [] }
    return accelerators.filter { $0.device.vendorID == 0x10DE && !$0.device.isAsleep }.map { accelerator in
      let address = accelerator.device.address.description
      return UnavailableSensor(
        domain: .accelerator, id: address, pciAddress: address,
        reason: "NVML stays closed because \(sleeper) sleeps and starting it would wake that one",
        remedy: "traincost probe --nvml libnvidia-ml.so.1")
    }
  }
}

extension SensorInventory {
  /// A GPU that NVML cannot open has no address there; the one that the bus shows and NVML does not is it.
  fileprivate mutating func placeLostGPUs(on bus: ProbeReport) {
    let placed = Set((available.compactMap(\.description.pciAddress)) + unavailable.compactMap(\.pciAddress))
    var free = bus.accelerators.filter { $0.device.vendorID == 0x10DE }.map(\.device.address.description)
      .filter { !placed.contains($0) }
    for index in unavailable.indices where unavailable[index].id.hasPrefix("nvml:") {
      guard !free.isEmpty else { return }
      let address = free.removeFirst()
      unavailable[index].id = address
      unavailable[index].pciAddress = address
    }
  }

  /// Devices that tell only how busy they are become sensors of modelled power where a profile has the figures.
  fileprivate mutating func modelFromUtilization(_ bus: ProbeReport, catalog: ProfileCatalog) throws {
    // Neuron devices have no address of their own: they are Amazon's accelerators in order.
    var amazon = bus.accelerators.filter { $0.device.vendorID == 0x1D0F }[...]
    for source in utilization {
      let accelerator =
        source.pciAddress.map { address in bus.accelerators.first { $0.device.address.description == address } }
        ?? amazon.popFirst()
      guard let accelerator, let id = accelerator.profileID else { continue }
      let power = try catalog.profile(id: id).power
      let nameplate = power.nameplate.value
      let full = source.isShareOfPower ? nameplate : nameplate * power.trainingShare.value.mid
      let address = accelerator.device.address.description
      available.append(
        ModelledPower(
          source, address: address, idle: power.idle?.value ?? nameplate * 0.1, full: full,
          basis: "from profile \(id)"))
      unavailable.removeAll { $0.pciAddress == address }
    }
  }
}
