import AcceleratorProbe
import Quantities
import TrainingRun

/// Energy counters and power readings of NVIDIA GPUs through NVML.
struct NVMLSensors {
  /// A library that the user names; nil looks for the driver's.
  let path: String?

  /// The names under which drivers install the library.
  private static let names = ["libnvidia-ml.so.1", "libnvidia-ml.so"]

  func inventory() -> (sensors: SensorInventory, gpus: [ManagedGPU]) {
    var inventory = SensorInventory()
    var gpus: [ManagedGPU] = []
    let library: NVMLLibrary
    do {
      library = try open()
    } catch {
      // A machine without the driver's library has no NVIDIA driver, which is nothing to report unless it was named.
      if path != nil || error.code != nil {
        inventory.unavailable.append(
          UnavailableSensor(domain: .accelerator, id: "nvml", reason: "NVML: \(error.message)", remedy: remedy(error)))
      }
      return (inventory, [])
    }
    let count = (try? library.deviceCount()) ?? 0
    for index in 0..<count {
      var address: String?
      do {
        let device = try library.device(index)
        let pci = try library.pci(device)
        address = pci.address
        let name = library.name(device)
        gpus.append(
          ManagedGPU(
            address: pci.address, vendor: pci.vendor, device: pci.device, name: name, uuid: library.uuid(device)))
        guard !library.isPartitioned(device) else {
          inventory.unavailable.append(
            UnavailableSensor(
              domain: .accelerator, id: pci.address, pciAddress: pci.address,
              reason: "MIG is on: the counter is the whole GPU's, and no share of it belongs to one instance"))
          continue
        }
        inventory.append(sensors(of: library, device, pci.address, name: name ?? ""))
      } catch {
        inventory.unavailable.append(
          UnavailableSensor(
            domain: .accelerator, id: address ?? "nvml:\(index)", pciAddress: address, reason: "NVML: \(error.message)",
            remedy: remedy(error)))
      }
    }
    return (inventory, gpus)
  }

  private func open() throws(NVMLLibrary.Failure) -> NVMLLibrary {
    if let path { return try NVMLLibrary(path) }
    do {
      return try NVMLLibrary(Self.names[0])
    } catch {
      guard error.code == nil else { throw error }
      return try NVMLLibrary(Self.names[1])
    }
  }

  /// The sensors of one GPU. On Grace Hopper the counter is that of the whole module, with its processor, and the GPU's
  /// own power lies inside it.
  private func sensors(
    of library: NVMLLibrary, _ device: NVMLLibrary.Device, _ address: String, name: String
  ) -> SensorInventory {
    let isModule = name.contains("GH200")
    let whole = isModule ? "module:\(address)" : address
    var inventory = SensorInventory()
    do {
      inventory.available.append(
        try NVMLSensor(
          library, device, address: address, id: whole, name: name, domain: isModule ? .module : .accelerator))
      if isModule, (try? library.power(device, field: NVMLSensor.instantPower, scope: .gpu)) != nil {
        inventory.available.append(try NVMLSensor(library, device, address: address, inModule: whole, name: name))
      }
    } catch {
      inventory.unavailable.append(
        UnavailableSensor(
          domain: .accelerator, id: address, pciAddress: address, reason: "NVML: \(error.message)",
          remedy: remedy(error)))
      if library.utilization(device) != nil {
        inventory.utilization.append(NVMLUtilization(library, device, address: address))
      }
    }
    return inventory
  }

  private func remedy(_ failure: NVMLLibrary.Failure) -> String? {
    switch failure.code {
    case NVMLLibrary.Failure.driverNotLoaded: "sudo modprobe nvidia"
    case NVMLLibrary.Failure.driverMismatch: "sudo reboot"
    default: nil
    }
  }
}

/// How busy a GPU is whose power nobody tells.
private final class NVMLUtilization: UtilizationSource {
  let id: String
  let pciAddress: String?
  let source = "nvmlDeviceGetUtilizationRates"
  let updatePeriod: Seconds? = Seconds(0.2)
  let isShareOfPower = false
  private let library: NVMLLibrary
  private let device: NVMLLibrary.Device

  init(_ library: NVMLLibrary, _ device: NVMLLibrary.Device, address: String) {
    self.library = library
    self.device = device
    id = address
    pciAddress = address
  }

  func utilization() -> Double? { library.utilization(device).map { Double($0) / 100 } }
}
