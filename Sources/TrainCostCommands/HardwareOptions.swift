import AcceleratorProbe
import ArgumentParser
import HardwareProfiles
import LinuxProbe

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
    /// All sensors.
    var sensors: SensorInventory
    /// GPUs that NVML shows and the bus does not.
    var offBusGPUs: [(gpu: ManagedGPU, profile: AcceleratorProfile?)]
  }

  /// Looks at the machine.
  func machine(_ context: CommandContext, catalog: ProfileCatalog) throws -> Machine {
    let root = sysfsRoot ?? context.variable("TRAINCOST_SYSFS_ROOT")
    let dump = pciDump ?? context.variable("TRAINCOST_PCI_DUMP")
    let library = nvml ?? context.variable("TRAINCOST_NVML")
    var bus: ProbeReport
    if let dump {
      bus = try ProbeReport(scanning: LibpciDumpBus(file: dump), catalog: catalog)
    } else {
      bus = try ProbeReport(scanning: LibpciSysfsBus(root: root ?? "/"), catalog: catalog)
      bus.topology = BoardTopologyReader(root: root ?? "/").topology(of: bus.accelerators.map(\.device))
    }
    // A dump is of another machine, whose sensors are not here.
    guard dump == nil || root != nil || library != nil else {
      return Machine(bus: bus.attaching(SensorInventory()), sensors: SensorInventory(), offBusGPUs: [])
    }
    var host = SensorDiscovery(root: dump != nil && root == nil ? "/nonexistent" : root, nvml: library).host()
    // Integrated graphics draws from the processor's package, which has a sensor of its own.
    let skipped = Set(bus.skipped.map(\.device.address.description))
    host.sensors.available.removeAll { sensor in sensor.description.pciAddress.map(skipped.contains) ?? false }
    let onBus = Set(bus.accelerators.map(\.device.address.description))
    let offBus = host.nvmlGPUs.filter { !onBus.contains($0.address) }
    return Machine(
      bus: bus.attaching(host.sensors), sensors: host.sensors,
      offBusGPUs: try offBus.map { gpu in
        (gpu, try catalog.profiles(of: [PCIIdentity(vendor: gpu.vendor, device: gpu.device)]).first)
      })
  }
}
