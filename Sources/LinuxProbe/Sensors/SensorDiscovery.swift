public import AcceleratorProbe

/// All sensors of a host, family by family.
public struct SensorDiscovery: Sendable {
  /// The folder that stands for `/`.
  private let root: String
  /// The library of NVML; nil looks for the driver's, and on a recorded tree for none.
  private let nvml: String?

  /// A discovery over a tree that stands for `/` (`nil` for the machine itself) and a library of NVML.
  public init(root: String? = nil, nvml: String? = nil) {
    self.root = root ?? ""
    self.nvml = nvml
  }

  /// What a host offers.
  public struct Host {
    /// All sensors, those that answer and those that do not.
    public var sensors: SensorInventory
    /// GPUs that NVML shows, whether or not the bus does.
    public var nvmlGPUs: [ManagedGPU]
  }

  /// Looks for sensors. A GPU that NVML meters is not read through hwmon as well.
  public func host() -> Host {
    var sensors = PowercapSensors(root: root).inventory()
    let hwmon = HwmonSensors(root: root).inventory()
    var gpus: [ManagedGPU] = []
    if root.isEmpty || nvml != nil {
      let found = NVMLSensors(path: nvml).inventory()
      sensors.available += found.sensors.available
      sensors.unavailable += found.sensors.unavailable
      gpus = found.gpus
    }
    let metered = Set(sensors.available.compactMap(\.description.pciAddress))
    sensors.available += hwmon.available.filter { sensor in
      sensor.description.pciAddress.map { !metered.contains($0) } ?? true
    }
    sensors.unavailable += hwmon.unavailable.filter { sensor in sensor.pciAddress.map { !metered.contains($0) } ?? true
    }
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
}
