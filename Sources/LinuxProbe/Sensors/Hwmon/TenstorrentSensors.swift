import AcceleratorProbe

/// Tenstorrent's cards under tt-kmd: whole watts in the unit of hwmon. The device node is never opened, which would
/// raise the card's power state.
enum TenstorrentSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool {
    ["tenstorrent", "blackhole", "wormhole", "grayskull"].contains(driver)
  }

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory { .ofPower(devices, limit: "power1_max") }
}
