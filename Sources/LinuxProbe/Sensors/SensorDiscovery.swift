public import AcceleratorProbe
import TrainingRun

/// All sensors of a host, family by family.
public struct SensorDiscovery: Sendable {
  /// The folder that stands for `/`.
  private let root: String
  /// The library of NVML; nil looks for the driver's, and on a recorded tree for none.
  private let nvml: String?
  /// A GPU that sleeps; NVML, which would wake it, is then opened only where a library is named.
  private let sleepingGPU: String?

  /// A discovery over a tree that stands for `/` (`nil` for the machine itself) and a library of NVML.
  ///
  /// - Parameters:
  ///   - root: the tree.
  ///   - nvml: the library; nil looks for the driver's.
  ///   - sleepingGPU: a GPU of NVIDIA's that sleeps. The driver's library would wake it, so it is left alone.
  public init(root: String? = nil, nvml: String? = nil, sleepingGPU: String? = nil) {
    self.root = root ?? ""
    self.nvml = nvml
    self.sleepingGPU = sleepingGPU
  }

  /// What a host offers.
  public struct Host {
    /// All sensors, those that answer and those that do not.
    public var sensors: SensorInventory
    /// GPUs that NVML shows, whether or not the bus does.
    public var nvmlGPUs: [ManagedGPU]
  }

  /// Looks for sensors. A GPU that NVML meters is not read through hwmon as well, and what Cray's counters repeat of
  /// processors and accelerators is left to the sensors nearer to them.
  public func host() -> Host {
    var sensors = PowercapSensors(root: root).inventory()
    let hasPackages = sensors.available.contains { $0.description.domain == .cpuPackage }
    var gpus: [ManagedGPU] = []
    if root.isEmpty && sleepingGPU == nil || nvml != nil {
      let found = NVMLSensors(path: nvml).inventory()
      sensors.append(found.sensors)
      gpus = found.gpus
    }
    let metered = Set(sensors.available.compactMap(\.description.pciAddress))
    func isNew(_ address: String?) -> Bool { address.map { !metered.contains($0) } ?? true }
    var hwmon = HwmonSensors(root: root).inventory()
    hwmon.available.removeAll { !isNew($0.description.pciAddress) }
    hwmon.unavailable.removeAll { !isNew($0.pciAddress) }
    hwmon.utilization.removeAll { !isNew($0.pciAddress) }
    // NVML counts the energy of a Grace Hopper module, of which the firmware's meter gives an averaged power.
    if sensors.available.contains(where: { $0.description.domain == .module }) {
      hwmon.available.removeAll { $0.description.domain == .module && $0.description.pciAddress == nil }
    }
    sensors.append(hwmon)
    var cray = CrayPowerSensors(root: root).inventory()
    let hasAccelerators = sensors.available.contains { $0.description.domain == .accelerator }
    cray.available.removeAll { sensor in
      switch sensor.description.domain {
      case .cpuPackage, .dram: hasPackages
      case .accelerator: hasAccelerators
      default: false
      }
    }
    sensors.append(cray)
    sensors.utilization += NeuronUtilization.all(root: root)
    return Host(sensors: sensors, nvmlGPUs: gpus)
  }
}

/// A GPU that a management library shows.
public struct ManagedGPU: Sendable, Equatable {
  /// PCI address as the kernel writes it.
  public let address: String
  /// PCI vendor id.
  public let vendor: UInt16
  /// PCI device id.
  public let device: UInt16
  /// The product's name.
  public let name: String?
  /// The maker's unique id, `GPU-…`; nil where none is told.
  public let uuid: String?
}
