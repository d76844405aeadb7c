import AcceleratorProbe

/// Intel's Gaudi under habanalabs.
///
/// The driver hands on what the firmware says without scaling it, so the unit is judged by the magnitude: a Gaudi draws
/// between some ten watts and some hundred.
enum HabanaSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool {
    driver.hasPrefix("habanalabs") || driver.hasPrefix("hl") && driver.dropFirst(2).allSatisfy(\.isNumber)
  }

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory {
    .ofPower(devices, limit: "power1_max") { device in unit(of: device.text("power1_input").flatMap(Double.init) ?? 0) }
  }

  /// Watts of one count: microwatts as hwmon has it, milliwatts, or watts.
  static func unit(of reading: Double) -> Double {
    [1e-6, 1e-3, 1].first { (5...2000).contains(reading * $0) } ?? 1e-6
  }
}
