import AcceleratorProbe
import Quantities
import TrainingRun

/// Power and energy channels of `/sys/class/hwmon`. Each driver's quirks are in its family's file.
struct HwmonSensors {
  /// The folder that stands for `/`.
  let root: String

  private static let families: [any (HwmonFamily & SendableMetatype).Type] = [
    AMDGPUSensors.self, IntelGPUSensors.self, NouveauSensors.self, HabanaSensors.self, TenstorrentSensors.self,
    ACPIPowerMeterSensors.self,
  ]

  func inventory() -> SensorInventory {
    var inventory = SensorInventory()
    let devices = HwmonDevice.all(root: root)
    for family in Self.families {
      let own = devices.filter { device in family.handles(device.driver) }
      if !own.isEmpty { inventory.append(family.inventory(own)) }
    }
    return inventory
  }
}

/// The drivers of one maker: which channels to trust and what they mean.
protocol HwmonFamily: Sendable {
  /// Whether a driver's name is of this family.
  static func handles(_ driver: String) -> Bool
  /// The sensors of all its devices on a host.
  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory
}

/// One folder of `/sys/class/hwmon`. Its number changes from start to start; the driver's name tells what it is.
struct HwmonDevice {
  let path: String
  let driver: String
  /// The PCI address that the `device` link names, which may dangle in a recording; nil for other buses.
  let pciAddress: String?
  /// The address, else driver and folder.
  let id: String

  static func all(root: String) -> [HwmonDevice] {
    let folder = "\(root)/sys/class/hwmon"
    return SysfsFile.names(in: folder).compactMap { name in
      let path = "\(folder)/\(name)"
      guard let driver = SysfsFile.text("\(path)/name") else { return nil }
      // Where `device` is relative, the address is a part of where the channel's own folder lies.
      let link = (SysfsFile.linkParts(path) + SysfsFile.linkParts("\(path)/device")).last { part in
        PCIAddress(parsing: part) != nil && part.contains(":")
      }
      return HwmonDevice(path: path, driver: driver, pciAddress: link, id: link ?? "\(driver):\(name)")
    }
  }

  /// Reading would wake a suspended device.
  var isSuspended: Bool { text("device/power/runtime_status") == "suspended" }

  /// The text of a file of the folder.
  func text(_ name: String) -> String? { SysfsFile.text("\(path)/\(name)") }

  /// The label of a channel file: of `energy2_input` the text of `energy2_label`.
  func label(of file: String) -> String? { text("\(file.prefix { $0 != "_" })_label") }

  /// The power limit in a file of microwatts; nil where none is set.
  func limit(_ name: String) -> Watts? {
    text(name).flatMap(Double.init).flatMap { $0 > 0 ? Watts($0 / 1e6) : nil }
  }

  /// The device as one that cannot be read.
  func unavailable(_ reason: String, _ domain: EnergyDomain = .accelerator) -> UnavailableSensor {
    UnavailableSensor(domain: domain, id: id, pciAddress: pciAddress, reason: reason)
  }

  /// The device as one that has no channel to read.
  func withoutChannel(_ domain: EnergyDomain = .accelerator) -> UnavailableSensor {
    unavailable("driver \(driver) shows no readable power or energy below \(path)", domain)
  }

  /// The device, suspended.
  var asleep: UnavailableSensor { unavailable("the device is suspended and reading would wake it") }
}
