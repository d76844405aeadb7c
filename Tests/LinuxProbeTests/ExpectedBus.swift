import AcceleratorProbe
import HardwareProfiles
import Foundation
import Testing
import TrainCostTestSupport

/// What EXPECTED.md says about the bus of one recording.
struct ExpectedBus: Sendable, CustomTestStringConvertible {
  let id: String
  /// How the figures were read: from a dump or from a tree.
  let isDump: Bool
  /// How many functions the bus has; nil where libpci gave up.
  let functionCount: Int?
  let devices: [ExpectedDevice]
  /// `PCI_ID` and the like, where the recording is one card's folder.
  let uevent: [String: String]

  var testDescription: String { id }

  /// All recordings that have a bus.
  static let all: [ExpectedBus] = Recordings.expected.components(separatedBy: "\n## ").dropFirst().compactMap(parse)

  private static func parse(_ section: String) -> ExpectedBus? {
    let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
    guard let id = lines.first.map(String.init),
      let head = lines.first(where: { $0.hasPrefix("dump rc=") || $0.hasPrefix("sysfs rc=") })
    else { return nil }
    let count = head.components(separatedBy: "functions=").last.flatMap { Int($0.prefix { $0.isNumber }) }
    var uevent: [String: String] = [:]
    for pair in lines.first(where: { $0.hasPrefix("uevent: ") })?.split(separator: " ").dropFirst() ?? [] {
      let parts = pair.split(separator: "=")
      if parts.count == 2 { uevent[String(parts[0])] = String(parts[1]) }
    }
    return ExpectedBus(
      id: id, isDump: head.hasPrefix("dump"), functionCount: head.contains("rc=0") ? count : nil,
      devices: lines.compactMap(ExpectedDevice.init), uevent: uevent)
  }
}

/// One line of EXPECTED.md: address, class, ids, driver, NUMA node, link and what the device is.
struct ExpectedDevice: Sendable {
  let address: String
  let classCode: String
  let ids: String
  let driver: String?
  let numaNode: Int?
  let link: PCILink?
  let category: String

  /// Reads `  0000:0a:00.0 0300 10de:2204 NAME | drv nvidia | numa None | link 2.5 GT/s x8 of 16 GT/s x16 | CATEGORY`.
  init?(_ line: Substring) {
    let columns = line.components(separatedBy: " | ")
    guard line.hasPrefix("  "), columns.count == 5 else { return nil }
    let identity = columns[0].split(separator: " ")
    guard identity.count >= 3 else { return nil }
    address = String(identity[0])
    classCode = String(identity[1])
    ids = String(identity[2])
    let driver = columns[1].dropFirst("drv ".count)
    self.driver = driver == "None" ? nil : String(driver)
    numaNode = Int(columns[2].dropFirst("numa ".count)).flatMap { $0 >= 0 ? $0 : nil }
    let sides = columns[3].dropFirst("link ".count).components(separatedBy: " of ").map(Self.side)
    link = PCILink(
      speed: sides[0].speed, width: sides[0].width, maximumSpeed: sides[1].speed, maximumWidth: sides[1].width)
    category = columns[4]
  }

  /// `16.0 GT/s PCIe x16`, or None for either figure.
  private static func side(_ text: String) -> (speed: Double?, width: Int?) {
    (
      text.split(separator: " ").first.flatMap { Double($0) },
      text.components(separatedBy: " x").last.flatMap { Int($0) }
    )
  }

  /// Why the device must be skipped; nil when it is an accelerator.
  var skipReason: SkipReason? {
    switch category {
    case "igpu": .integratedDisplay
    case "virtual_display": .virtualDisplay
    case "client_npu": .clientNPU
    case "bmc_vga": .bmcDisplay
    case "nvswitch_not_accelerator": .nvswitch
    case "chipset_coprocessor_not_accelerator": .chipset
    case "virtual_test_device": .testDevice
    default: nil
    }
  }
}
