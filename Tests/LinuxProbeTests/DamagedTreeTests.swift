import AcceleratorProbe
import HardwareProfiles
import Glibc
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Trees that no kernel makes: recordings lose, cut and pad files.
@Suite struct DamagedTreeTests {
  let classifier = AcceleratorClassifier(profiles: [])

  /// A card with everything a kernel tells, and a second one that must always be found.
  private func tree() throws -> FakeSysfs {
    let tree = try FakeSysfs()
    try tree.addDevice(
      "0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x2330", driver: "nvidia",
      attributes: [
        "subsystem_vendor": "0x10de", "subsystem_device": "0x16c1", "current_link_speed": "2.5 GT/s PCIe",
        "current_link_width": "16", "max_link_speed": "32.0 GT/s PCIe", "max_link_width": "16", "numa_node": "1",
        "power/runtime_status": "active",
        "modalias": "pci:v000010DEd00002330sv000010DEsd000016C1bc03sc02i00",
        "uevent": "DRIVER=nvidia\nPCI_CLASS=30200\nPCI_ID=10DE:2330\nPCI_SUBSYS_ID=10DE:16C1",
      ])
    try tree.addDevice("0000:65:00.0", class: "0x030200", vendor: "0x10de", device: "0x20b0")
    return tree
  }

  private func report(_ tree: FakeSysfs) throws -> ProbeReport {
    try ProbeReport(scanning: LibpciSysfsBus(root: tree.root), with: classifier)
  }

  @Test func `an undamaged card is whole`() throws {
    let tree = try tree()
    try tree.link("\(tree.folder(of: "0000:17:00.0"))/iommu_group", to: "../../../../kernel/iommu_groups/42")
    let card = try #require(try report(tree).accelerators.first?.device)
    #expect(card.partialReason == nil)
    #expect(card.driver == "nvidia")
    #expect(card.numaNode == 1)
    #expect(card.iommuGroup == 42)
    #expect(card.revision == 0xa1)
    #expect(card.subsystemVendorID == 0x10de && card.subsystemDeviceID == 0x16c1)
    #expect(card.link == PCILink(speed: 2.5, width: 16, maximumSpeed: 32, maximumWidth: 16))
    #expect(card.link?.isDegraded == false, "an idle link shifts down")
    #expect(card.runtimeStatus == .active)
    #expect(!card.isVirtualFunction)
  }

  @Test(arguments: ["vendor", "device", "class"], ["", "zz", "0x", "0x10de10de", "10de", "0x2", "\u{0}\u{0}", " \n"])
  func `a broken id is read from the kernel's other accounts`(name: String, content: String) throws {
    let tree = try tree()
    try tree.write("\(tree.folder(of: "0000:17:00.0"))/\(name)", Array(content.utf8))
    let accelerators = try report(tree).accelerators
    #expect(accelerators.map(\.device.address.description) == ["0000:17:00.0", "0000:65:00.0"])
    let card = try #require(accelerators.first?.device)
    #expect(card.classCode == 0x0302 && card.vendorID == 0x10de && card.deviceID == 0x2330)
    #expect(card.partialReason?.contains("uevent") == true)
  }

  @Test(arguments: ["vendor", "device", "class"])
  func `a missing id is read from modalias or the registers`(name: String) throws {
    let tree = try tree()
    let folder = tree.folder(of: "0000:17:00.0")
    try tree.remove("\(folder)/\(name)")
    try tree.remove("\(folder)/uevent")
    #expect(try report(tree).accelerators.first?.device.partialReason?.contains("modalias") == true)
    try tree.remove("\(folder)/modalias")
    var registers = [UInt8](repeating: 0, count: 256)
    registers.replaceSubrange(0..<4, with: [0xde, 0x10, 0x30, 0x23])
    registers.replaceSubrange(8..<12, with: [0xa1, 0x00, 0x02, 0x03])
    try tree.write("\(folder)/config", registers)
    let card = try #require(try report(tree).accelerators.first?.device)
    #expect(card.classCode == 0x0302 && card.vendorID == 0x10de && card.deviceID == 0x2330)
    #expect(card.partialReason?.contains("config") == true)
  }

  @Test func `padding with NULs is no damage`() throws {
    let tree = try tree()
    for name in ["numa_node", "current_link_width", "subsystem_device", "revision"] {
      let path = "\(tree.folder(of: "0000:17:00.0"))/\(name)"
      let text = ["numa_node": "1", "current_link_width": "16", "subsystem_device": "0x16c1", "revision": "0xa1"][name]
      try tree.write(path, Array("\(try #require(text))\n".utf8) + [UInt8](repeating: 0, count: 200))
    }
    let card = try #require(try report(tree).accelerators.first?.device)
    #expect(card.numaNode == 1 && card.link?.width == 16 && card.subsystemDeviceID == 0x16c1 && card.revision == 0xa1)
  }

  @Test func `foreign names, loops and empty folders do not hide a card`() throws {
    let tree = try tree()
    for name in ["not-a-device", "0000:17:00.9", "0000:AB:00.0", "0000:17:00", "ffffffff:00:00.0", "0000:99:00.0"] {
      try tree.makeFolder("sys/bus/pci/devices/\(name)")
    }
    try tree.link("sys/bus/pci/devices/0000:01:00.0", to: "0000:01:00.0")
    try tree.link("sys/bus/pci/devices/0000:02:00.0", to: "/nowhere")
    try tree.write("sys/bus/pci/devices/0000:03:00.0", text: "a file in place of a folder")
    let report = try report(tree)
    #expect(report.accelerators.count == 2)
    #expect(report.warnings.contains { $0.contains("not-a-device") })
    #expect(report.warnings.contains { $0.hasPrefix("0000:01:00.0: libpci: Cannot open") })
    #expect(report.functionCount == 7)
  }

  @Test func `a root without a bus has none, with a reason`() throws {
    let report = try report(try FakeSysfs(withBus: false))
    #expect(report.functionCount == 0 && report.accelerators.isEmpty)
    #expect(report.busMissingReason != nil)
  }

  @Test func `a root that does not exist is an error of the user's`() throws {
    let error = #expect(throws: ProbeError.self) { try LibpciSysfsBus(root: "/nowhere/at/all/").scan() }
    #expect(error?.code == .missing)
    #expect(error?.file == "/nowhere/at/all")
  }

  @Test func `a class that tells nothing about its maker is listed as unreadable`() throws {
    let tree = try tree()
    try tree.write("\(tree.folder(of: "0000:05:00.0"))/class", text: "0x030000")
    #expect(try report(tree).skipped.map(\.reason) == [.unreadable])
  }

  @Test(arguments: ["0x030200", "0x038000", "0x120000"])
  func `a class that accelerators have is listed, whoever its maker is`(classCode: String) throws {
    let tree = try FakeSysfs()
    try tree.write("\(tree.folder(of: "0000:05:00.0"))/class", text: classCode)
    let report = try report(tree)
    #expect(report.accelerators.map(\.role) == [.training] && report.skipped.isEmpty)
    #expect(report.accelerators.first?.device.partialReason != nil)
  }

  @Test func `a card whose vendor reads as another number has the profile of what it turns out to be`() throws {
    let tree = try FakeSysfs()
    try tree.addDevice(
      "0000:51:00.0", class: "0x120000", vendor: "0x\(String(repeating: "0", count: 600))1", device: "0x1020",
      attributes: ["uevent": "PCI_CLASS=120000\nPCI_ID=1DA3:1020\n"])
    let report = try ProbeReport(scanning: LibpciSysfsBus(root: tree.root), catalog: ProfileCatalog())
    #expect(report.accelerators.map(\.profileID) == ["intel-gaudi2-oam-96gb"])
  }

  @Test func `a sleeping card is not woken`() throws {
    let tree = try tree()
    try tree.write("\(tree.folder(of: "0000:17:00.0"))/power/runtime_status", text: "suspended")
    let card = try #require(try report(tree).accelerators.first?.device)
    #expect(card.isAsleep && card.link == nil && card.subsystemDeviceID == 0x16c1)
  }

  @Test func `a virtual function names its physical one, and a wide domain is kept`() throws {
    let tree = try tree()
    try tree.addDevice("10000:17:00.4", class: "0x120000", vendor: "0x1002", device: "0x74a1", driver: "amdgpu")
    try tree.link("\(tree.folder(of: "10000:17:00.4"))/physfn", to: "../10000:17:00.0")
    let card = try #require(try report(tree).accelerators.last?.device)
    #expect(card.address.description == "10000:17:00.4" && card.isVirtualFunction)
    #expect(card.physicalFunction?.description == "10000:17:00.0")
    #expect(card.driver == "amdgpu")
  }

  @Test func `lanes that are missing degrade a link, and nonsense is unknown`() throws {
    let tree = try tree()
    let folder = tree.folder(of: "0000:17:00.0")
    try tree.write("\(folder)/current_link_width", text: "8")
    #expect(try report(tree).accelerators.first?.device.link?.isDegraded == true)
    try tree.write("\(folder)/current_link_width", text: "63")
    try tree.write("\(folder)/current_link_speed", text: "Unknown")
    let link = try #require(try report(tree).accelerators.first?.device.link)
    #expect(link == PCILink(maximumSpeed: 32, maximumWidth: 16))
  }

  @Test func `three hundred random corruptions never hide the other card`() throws {
    var random = SplitMix(state: 20_261_124)
    let tree = try tree()
    let folder = tree.folder(of: "0000:17:00.0")
    let names = [
      "vendor", "device", "class", "revision", "numa_node", "uevent", "modalias", "config", "subsystem_vendor",
      "current_link_speed", "max_link_width", "power/runtime_status",
    ]
    for _ in 0..<300 {
      let name = names[Int.random(in: 0..<names.count, using: &random)]
      let length = [0, 1, 3, 7, 63, 256, 5000][Int.random(in: 0..<7, using: &random)]
      let bytes: [UInt8] =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        case 1: [UInt8](repeating: 0, count: length)
        case 2: [UInt8](repeating: 0xff, count: length)
        default: Array("0x\(String(UInt32.random(in: .min ... .max, using: &random), radix: 16))\n".utf8)
        }
      try tree.write("\(folder)/\(name)", bytes)
      let report = try report(tree)
      #expect(report.accelerators.contains { $0.device.address.description == "0000:65:00.0" })
      #expect(report.functionCount == 2)
    }
  }

  @Test(.enabled(if: access("/sys/bus/pci/devices", R_OK) == 0, "this machine shows no PCI bus"))
  func `this machine's own bus is read`() throws {
    let report = try ProbeReport(scanning: LibpciSysfsBus(), with: classifier)
    #expect(report.busMissingReason == nil)
    let isSound = report.accelerators.allSatisfy { $0.device.partialReason == nil }
    #expect(isSound)
  }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
