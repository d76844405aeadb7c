import AcceleratorProbe
import Quantities
import TrainingRun

/// AMD's GPUs: the energy counter of `gpu_metrics` where the firmware has one, else power of hwmon.
///
/// `power1_input` is the power of the moment and `power1_average` an average; cards have one or both. The figure of an
/// APU, and of MI300A, is that of the whole socket, processor included. On MI200 the first die reports the card.
enum AMDGPUSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool { driver == "amdgpu" }

  private static let mi300A = "0x74a0"
  /// Cards of two dies, each a PCI function of its own.
  private static let twoDies: Set<String> = ["0x7408", "0x740c"]

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory {
    var inventory = SensorInventory()
    for device in devices { add(device, &inventory) }
    return inventory
  }

  private static func add(_ device: HwmonDevice, _ inventory: inout SensorInventory) {
    guard !device.isSuspended else {
      inventory.unavailable.append(device.asleep)
      return
    }
    let product = device.text("device/device")
    let metrics = AMDGPUMetrics(path: "\(device.path)/device/gpu_metrics")
    let isAPU =
      metrics?.isOfAPU ?? false || product == mi300A || device.label(of: "power1_input") == "slowPPT"
    let domain: EnergyDomain = isAPU ? .module : .accelerator
    let power = ["power1_input", "power1_average"].lazy.compactMap { name in
      HwmonSensor(
        device, name,
        { path in
          SensorDescription(
            id: device.id, domain: domain, quantity: .power, pciAddress: device.pciAddress, source: path)
        }, limit: device.limit("power1_cap"))
    }.first
    if let product, twoDies.contains(product), power.map({ $0.read() == .power(.zero) }) ?? true {
      inventory.unavailable.append(
        device.unavailable("the second die of its card, which the first die's sensor covers"))
    } else if let metrics, metrics.hasEnergy {
      inventory.available.append(AMDGPUMetricsSensor(metrics, device, domain: domain, power: power))
    } else if let power {
      inventory.available.append(power)
    } else {
      inventory.unavailable.append(device.withoutChannel())
      if let use = AMDGPUUtilization(device) { inventory.utilization.append(use) }
    }
  }
}

/// `gpu_busy_percent` of a card without a power sensor.
private final class AMDGPUUtilization: UtilizationSource {
  let id: String
  let pciAddress: String?
  let source: String
  let updatePeriod: Seconds? = nil
  let isShareOfPower = false
  private let file: SysfsFile

  init?(_ device: HwmonDevice) {
    source = "\(device.path)/device/gpu_busy_percent"
    guard let file = try? SysfsFile(source), (try? file.number()) != nil else { return nil }
    self.file = file
    id = device.id
    pciAddress = device.pciAddress
  }

  func utilization() -> Double? { (try? file.number()).map { Double($0) / 100 } }
}
