import AcceleratorProbe
import Foundation
import HardwareProfiles
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Recordings of a topology alone, made into a tree: addresses, classes and ids are all that they hold.
@Suite(.enabled(if: Recordings.arePresent, "recordings are not beside the checkout"))
struct RecordedTopologyTests {
  /// Reads the devices of an RCCL or hwloc topology into a tree. Those without ids keep their class alone.
  private func tree(_ id: String, _ file: String) throws -> FakeSysfs {
    let text = try String(contentsOfFile: "\(Recordings.unpacked(id))/\(file)", encoding: .utf8)
    let tree = try FakeSysfs()
    for match in text.matches(
      of: /<pci busid="([^"]+)" class="(0x[0-9a-f]+)"(?: vendor="(0x\w+)" device="(0x\w+)")?/)
    {
      // Clouds write bridges that are none.
      guard !match.1.hasPrefix("ffff") else { continue }
      try add(String(match.1), String(match.2), match.3.map(String.init), match.4.map(String.init), to: tree)
    }
    for match in text.matches(
      of: /type="PCIDev"[^>]*pci_busid="([^"]+)" pci_type="(\w{4}) \[(\w{4}):(\w{4})\]/)
    {
      try add(String(match.1), "0x\(match.2)00", "0x\(match.3)", "0x\(match.4)", to: tree)
    }
    return tree
  }

  private func add(
    _ address: String, _ classCode: String, _ vendor: String?, _ device: String?, to tree: FakeSysfs
  ) throws {
    let folder = tree.folder(of: address)
    guard let vendor, let device else {
      return try tree.write("\(folder)/class", text: classCode)
    }
    try tree.addDevice(address, class: classCode, vendor: vendor, device: device)
  }

  @Test(arguments: [
    ("t01-mi300x-x8", "topo_8p_940.xml", 8, 8), ("t06-16gcd", "topo_16p1h.xml", 16, 8),
    ("t13-p4d-a100", "p4d-24xl-topo.xml", 8, 8), ("t2x-hwloc-xml", "nvidiaDGX2.xml", 16, 16),
    ("t2x-hwloc-xml", "power8gpudistances.xml", 4, 4), ("t2x-hwloc-xml", "16intel64-manyVFs.xml", 0, 0),
    ("t2x-hwloc-xml", "24em64t-2n6c2t-pci.xml", 3, 3), ("t2x-hwloc-xml", "32em64t-2n8c2t-pci-wholeio.xml", 4, 4),
    ("t10-ndv4-a100", "ndv4-topo.xml", 8, 8), ("t11-ndv5-h100", "ndv5-topo.xml", 8, 8),
    // Without ids, two dies cannot be told from two boards.
    ("t04-mi250x-frontier", "topo_8p_90a.xml", 8, 8), ("t08-mi100-8p", "topo_8p_rome_n4_1.xml", 8, 8),
    ("t09-8p6l", "topo_8p6l_6nic.xml", 8, 8),
  ])
  func `a topology shows its accelerators and boards`(id: String, file: String, devices: Int, boards: Int) throws {
    let tree = try tree(id, file)
    let report = try ProbeReport(scanning: LibpciSysfsBus(root: tree.root), catalog: ProfileCatalog())
    #expect(report.accelerators.count == devices)
    #expect(report.boards.count == boards)
    guard id != "t2x-hwloc-xml" else { return }
    let section = try #require(Recordings.expected.components(separatedBy: "\n## ").first { $0.hasPrefix(id) })
    let line = try #require(section.split(separator: "\n").first { $0.hasPrefix(file) })
    let addresses = line.matches(of: /([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\[/).map { String($0.1) }
    #expect(report.accelerators.map(\.device.address.description) == addresses.sorted())
  }
}
