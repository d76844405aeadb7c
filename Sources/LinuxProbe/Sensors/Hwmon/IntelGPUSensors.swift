import AcceleratorProbe
import Quantities
import TrainingRun

/// Intel's GPUs under i915 and xe: energy counters alone, told apart by label and name.
///
/// The card should contain its package, and its tiles; on some kernels the card's counter stands still or lags behind
/// the package's, so the one that has counted more is taken. A 32-bit register is folded into 64 bits only when it is
/// read, and at 1 kW it wraps in 4.4 minutes.
enum IntelGPUSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool { driver == "xe" || driver == "i915" || driver.hasPrefix("i915_gt") }

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory {
    var inventory = SensorInventory()
    let cards = Set(devices.filter { !$0.driver.hasPrefix("i915_gt") }.compactMap(\.pciAddress))
    for device in devices {
      if device.isSuspended {
        inventory.unavailable.append(device.asleep)
        continue
      }
      let isTile = device.driver.hasPrefix("i915_gt")
      let id = isTile ? "\(device.id)/\(device.driver.dropFirst(5))" : device.id
      let limit = device.limit(device.driver == "xe" ? "power1_cap" : "power1_max")
      func counter(_ file: String) -> HwmonSensor? {
        HwmonSensor(
          device, file,
          { path in
            SensorDescription(
              id: id, domain: .accelerator, quantity: .counter(wrapsAfter: nil), pciAddress: device.pciAddress,
              source: path, containedIn: isTile ? device.pciAddress.flatMap { cards.contains($0) ? $0 : nil } : nil,
              longestReadInterval: Seconds(60))
          }, limit: limit)
      }
      let files = device.driver == "xe" ? ["energy1_input", "energy2_input"] : ["energy1_input"]
      let labelled = files.filter { file in
        device.driver != "xe" || ["card", "pkg"].contains(device.label(of: file) ?? "")
      }
      if let sensor = labelled.compactMap(counter).max(by: { $0.first < $1.first }) {
        inventory.available.append(sensor)
      } else if !isTile {
        inventory.unavailable.append(device.withoutChannel())
      }
    }
    return inventory
  }
}
