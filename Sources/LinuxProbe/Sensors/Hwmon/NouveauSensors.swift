import AcceleratorProbe
import TrainingRun

/// NVIDIA's GPUs under nouveau: power where the board has a sensor chip, never energy.
enum NouveauSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool { driver == "nouveau" }

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory { .ofPower(devices, limit: "power1_max") }
}

extension SensorInventory {
  /// The sensors of devices whose `power1_input` is all there is.
  static func ofPower(
    _ devices: [HwmonDevice], limit: String, unit: (HwmonDevice) -> Double = { _ in 1e-6 }
  ) -> SensorInventory {
    var inventory = SensorInventory()
    for device in devices {
      if device.isSuspended {
        inventory.unavailable.append(device.asleep)
        continue
      }
      let sensor = HwmonSensor(
        device, "power1_input",
        { path in
          SensorDescription(
            id: device.id, domain: .accelerator, quantity: .power, pciAddress: device.pciAddress, source: path)
        }, limit: device.limit(limit), unit: unit(device))
      if let sensor {
        inventory.available.append(sensor)
      } else {
        inventory.unavailable.append(device.withoutChannel())
      }
    }
    return inventory
  }
}
