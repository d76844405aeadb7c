import AcceleratorProbe
import Quantities
import TrainingRun

/// Energy counters and power readings of NVIDIA GPUs through NVML.
struct NVMLSensors {
  /// A library that the user names; nil looks for the driver's.
  let path: String?

  func inventory() -> (sensors: SensorInventory, gpus: [ManagedGPU]) {
    var inventory = SensorInventory()
    var gpus: [ManagedGPU] = []
    let library: NVMLLibrary
    do {
      library = try NVMLLibrary(path ?? "libnvidia-ml.so.1")
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
      do {
        let device = try library.device(index)
        let pci = try library.pci(device)
        gpus.append(
          ManagedGPU(address: pci.address, vendor: pci.vendor, device: pci.device, name: library.name(device)))
        guard !library.isPartitioned(device) else {
          inventory.unavailable.append(
            UnavailableSensor(
              domain: .accelerator, id: pci.address, pciAddress: pci.address,
              reason: "MIG is on: the counter is the whole GPU's, and no share of it belongs to one instance"))
          continue
        }
        inventory.available.append(try NVMLSensor(library, device, address: pci.address))
      } catch {
        let address = gpus.count > inventory.available.count + inventory.unavailable.count ? gpus.last?.address : nil
        inventory.unavailable.append(
          UnavailableSensor(
            domain: .accelerator, id: address ?? "nvml:\(index)", pciAddress: address, reason: "NVML: \(error.message)",
            remedy: remedy(error)))
      }
    }
    return (inventory, gpus)
  }

  private func remedy(_ failure: NVMLLibrary.Failure) -> String? {
    switch failure.code {
    case NVMLLibrary.Failure.driverNotLoaded: "sudo modprobe nvidia"
    case NVMLLibrary.Failure.driverMismatch: "sudo reboot"
    default: nil
    }
  }
}

/// One GPU: its energy counter where it has one (Volta and later), else its power.
final class NVMLSensor: EnergySensor {
  let description: SensorDescription
  private let library: NVMLLibrary
  private let device: NVMLLibrary.Device
  private let countsEnergy: Bool

  init(_ library: NVMLLibrary, _ device: NVMLLibrary.Device, address: String) throws(NVMLLibrary.Failure) {
    self.library = library
    self.device = device
    countsEnergy = (try? library.energy(device)) != nil
    if !countsEnergy { _ = try library.power(device) }
    // The counter is renewed about every 100 ms and power likewise; on A100 and H100 the sensor behind both looks at
    // 25 ms of each 100 (arXiv 2312.02741).
    let name = library.name(device) ?? ""
    let seesQuarter = name.contains("A100") || name.contains("H100")
    description = SensorDescription(
      id: address, domain: .accelerator, quantity: countsEnergy ? .counter(wrapsAfter: nil) : .power,
      pciAddress: address,
      source: countsEnergy ? "nvmlDeviceGetTotalEnergyConsumption" : "nvmlDeviceGetPowerUsage",
      updatePeriod: Seconds(0.1), observedShare: seesQuarter ? 0.25 : 1)
  }

  func read() -> SensorReading {
    do {
      return countsEnergy
        ? .counter(Joules(Double(try library.energy(device)) / 1000))
        : .power(Watts(Double(try library.power(device)) / 1000))
    } catch {
      return .failed(code: error.code ?? -1)
    }
  }

  func currentPower() -> Watts? { (try? library.power(device)).map { Watts(Double($0) / 1000) } }
  func powerLimit() -> Watts? { library.powerLimit(device).map { Watts(Double($0) / 1000) } }
}
