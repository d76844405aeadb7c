import AcceleratorProbe
import HardwareProfiles
import Foundation
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Dumps that were cut, changed or are none.
@Suite struct DamagedDumpTests {
  let classifier = AcceleratorClassifier(profiles: [])

  private func report(_ bytes: some Sequence<UInt8>) throws -> ProbeReport {
    let folder = try TemporaryFolder()
    return try ProbeReport(scanning: LibpciDumpBus(file: folder.write(bytes, to: "dump")), with: classifier)
  }

  private func report(_ text: String) throws -> ProbeReport { try report(Array(text.utf8)) }

  /// A card and its virtual function, as `lspci -vvvxxx -nn` lists them, with a PCI Express link.
  private static let dump = """
    10000:17:00.0 3D controller [0302]: NVIDIA Corporation GA102GL [A40] [10de:2235] (rev a1)
    \tSubsystem: NVIDIA Corporation Device [10de:145a]
    \tNUMA node: 1
    \tIOMMU group: 23
    \tCapabilities: [bcc v1] Single Root I/O Virtualization (SR-IOV)
    \t\tInitial VFs: 32, Total VFs: 32, Number of VFs: 2, Function Dependency Link: 00
    \t\tVF offset: 4, stride: 1, Device ID: 2235
    \tKernel driver in use: nvidia
    \tKernel modules: \(String(repeating: "a_module_whose_name_is_long, ", count: 20))
    00: de 10 35 22 07 05 10 00 a1 00 02 03 00 00 00 00
    10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    20: 00 00 00 00 00 00 00 00 00 00 00 00 de 10 5a 14
    30: 00 00 00 00 60 00 00 00 00 00 00 00 ff 01 00 00
    40: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    50: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
    60: 10 00 02 00 00 00 00 00 00 00 00 00 04 01 00 00
    70: 00 00 81 00 00 00 00 00 00 00 00 00 00 00 00 00

    10000:17:00.4 3D controller [0302]: NVIDIA Corporation GA102GL [A40] [10de:2235] (rev a1)
    \tKernel driver in use: vfio-pci
    00: ff ff ff ff 00 00 10 00 a1 00 02 03 00 00 00 00


    """

  @Test func `registers and text together tell all there is`() throws {
    let report = try report(Self.dump)
    let card = try #require(report.accelerators.first)
    #expect(card.device.address.description == "10000:17:00.0")
    #expect(card.device.partialReason == nil)
    #expect(card.device.vendorID == 0x10de && card.device.deviceID == 0x2235 && card.device.classCode == 0x0302)
    #expect(card.device.subsystemDeviceID == 0x145a && card.device.revision == 0xa1)
    #expect(card.device.driver == "nvidia" && card.device.numaNode == 1 && card.device.iommuGroup == 23)
    #expect(card.device.link == PCILink(speed: 2.5, width: 8, maximumSpeed: 16, maximumWidth: 16))
    #expect(card.device.link?.isDegraded == true)
    let virtual = try #require(report.accelerators.last?.device)
    #expect(virtual.isVirtualFunction && virtual.physicalFunction == card.device.address)
    #expect(virtual.deviceID == 0x2235 && virtual.driver == "vfio-pci" && virtual.partialReason == nil)
  }

  @Test func `line ends of another system and a missing last one are read`() throws {
    let report = try report(String(Self.dump.replacingOccurrences(of: "\n", with: "\r\n").dropLast(6)))
    #expect(report.accelerators.count == 2)
  }

  @Test(arguments: ["40: zz 00", "40: 0", "40: 00 00 0", "fff: 00 00", "1000: 00", "40:", "40: 000"])
  func `a malformed line is reported with its number, and the functions stay`(line: String) throws {
    let report = try report(Self.dump.replacingOccurrences(of: "\n40: 00 00 00 00 00 00", with: "\n\(line)\n50: 00"))
    #expect(report.accelerators.count == 2)
    #expect(report.accelerators.first?.device.partialReason?.contains("line 14 ") == true)
    #expect(report.warnings.contains { $0.contains("line 14: malformed") })
  }

  @Test(arguments: ["", "\n\n\n", "no dump at all\n", "{\"json\": true}", "\u{0}\u{0}\u{0}\u{0}", "0000:17:00.0"])
  func `a file that is no dump is refused with file and line`(text: String) throws {
    let error = #expect(throws: ProbeError.self) { try self.report(text) }
    #expect(error?.code == .notADump)
    #expect(error?.file != nil && error?.line == 1)
  }

  @Test func `a list whose lines tell nothing is refused with the way to make a better one`() throws {
    let error = #expect(throws: ProbeError.self) { try self.report("\n17:00.0 Thing: of Nobody's\n") }
    #expect(error?.line == 2)
    #expect(error?.message.contains("lspci -vvvxxx") == true)
  }

  @Test func `a file that is missing or a folder is told apart`() throws {
    let missing = #expect(throws: ProbeError.self) { try LibpciDumpBus(file: "/nowhere/lspci.dump") }
    #expect(missing?.code == .missing)
    let folder = #expect(throws: ProbeError.self) { try LibpciDumpBus(file: "/tmp") }
    #expect(folder?.code == .unreadable)
  }

  @Test func `a function that is listed twice counts once`() throws {
    let report = try report(Self.dump + Self.dump)
    #expect(report.functionCount == 2)
    #expect(report.warnings.filter { $0.contains("second time") }.count == 2)
  }

  @Test func `three hundred random corruptions neither end the program nor hide the rest`() throws {
    var random = SplitMix(state: 1_124_2026)
    let first =
      "0000:01:00.0 VGA compatible controller [0300]: ASPEED Technology, Inc. [1a03:2000] (rev 41)\n"
      + "00: 03 1a 00 20 00 00 00 00 41 00 00 03 00 00 00 00\n\n"
    let original = Array(Self.dump.utf8)
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(ascii: "\n"), at: place)
        }
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      let report = try report(Array(first.utf8) + bytes)
      #expect(report.skipped.contains { $0.reason == .bmcDisplay })
    }
  }
}
