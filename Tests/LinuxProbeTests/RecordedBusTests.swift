import AcceleratorProbe
import Foundation
import HardwareProfiles
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Every recording with a bus against what pciutils read from it and people judged it to be.
@Suite(.enabled(if: Recordings.arePresent, "recordings are not beside the checkout"))
struct RecordedBusTests {
  let classifier = AcceleratorClassifier(profiles: [])

  @Test func `the table of expected values is read whole`() {
    #expect(ExpectedBus.all.filter(\.isDump).count == 13)
    #expect(ExpectedBus.all.filter { !$0.isDump }.count == 34)
    #expect(ExpectedBus.all.flatMap(\.devices).count == 78)
  }

  @Test(arguments: ExpectedBus.all.filter(\.isDump))
  func `a dump shows what pciutils reads from it`(expected: ExpectedBus) throws {
    let bus = try LibpciDumpBus(file: try #require(try Recordings.dump(of: expected.id)))
    try check(ProbeReport(scanning: bus, with: classifier), expected)
  }

  @Test(arguments: ExpectedBus.all.filter { $0.functionCount != nil })
  func `a tree shows what pciutils reads from it`(expected: ExpectedBus) throws {
    guard let root = try Recordings.root(of: expected.id) else {
      #expect(expected.isDump, "a recording without a tree and without a dump")
      return
    }
    try check(ProbeReport(scanning: LibpciSysfsBus(root: root), with: classifier), expected)
  }

  @Test(arguments: ExpectedBus.all.filter { !$0.uevent.isEmpty })
  func `a card whose attributes are missing is told from its uevent`(expected: ExpectedBus) throws {
    let report = try scan(expected.id)
    let address = try #require(expected.uevent["PCI_SLOT_NAME"])
    let device = try #require(
      (report.accelerators.map(\.device) + report.skipped.map(\.device)).first { $0.address.description == address })
    let ids = [device.vendorID, device.deviceID].compactMap { $0?.fourHexDigits }.joined(separator: ":")
    #expect(ids == expected.uevent["PCI_ID"]?.lowercased())
    #expect(device.driver == expected.uevent["DRIVER"])
    #expect(device.classCode == 0x0300)
    let integrated = ["g-amd-phoenix", "g-amd-vangogh", "g-intel-cometlake"]
    #expect(report.skipped.map(\.reason) == (integrated.contains(expected.id) ? [.integratedDisplay] : []))
  }

  @Test func `six V100 whose ids were not recorded are found through the driver's folder`() throws {
    let report = try scan("s06-power9-6xv100-noattr")
    #expect(
      report.accelerators.map(\.device.address.description) == [
        "0004:05:00.0", "0004:06:00.0", "0006:00:00.0", "0007:00:00.0", "0035:04:00.0", "0035:05:00.0",
      ])
    #expect(report.accelerators.allSatisfy { $0.device.vendorID == 0x10de && $0.device.deviceID == nil })
    #expect(report.accelerators.allSatisfy { $0.device.partialReason?.contains("/proc/driver/nvidia") == true })
  }

  @Test func `a machine without a PCI bus has none, with a reason`() throws {
    let report = try scan("s07-dgx-spark-gb10")
    #expect(report.accelerators.isEmpty && report.functionCount == 0)
    #expect(report.busMissingReason?.contains("no PCI bus") == true)
  }

  @Test func `a laptop's card that sleeps is told from the text around its registers`() throws {
    let bus = try LibpciDumpBus(file: try #require(try Recordings.dump(of: "p17-laptop-840m-d3cold")))
    let report = try ProbeReport(scanning: bus, with: classifier)
    let card = try #require(report.accelerators.first)
    #expect(card.device.classCode == 0x0302)
    #expect(card.device.vendorID == 0x10de)
    #expect(card.device.deviceID == nil)
    #expect(card.device.driver == "nvidia")
    #expect(card.device.link == nil)
    #expect(card.name == "GM108M [GeForce 840M]")
    #expect(card.device.partialReason?.contains("does not answer") == true)
  }

  @Test(arguments: [
    ("x07-hgx-h100", "lspci-Dnn-filtered.txt", 8, 5), ("x09-gaudi2-x8", "lspci-nn-filtered.txt", 8, 0),
    ("x14-vm-mi300x-vf", "lspci-nn.txt", 1, 1), ("x15-ascend-d100-vfio", "lspci-nn-filtered.txt", 1, 1),
    ("x12-tpu-v2-vm", "lspci-filtered.txt", 4, 0), ("x01-h100nvl-x2-bmc", "lspci.txt", 2, 1),
    ("x03-p100pcie-x2-matrox", "lspci-vvv.txt", 2, 1), ("x04-v100sxm2-on-minipc", "lspci.txt", 1, 1),
    ("x05-same-minipc-without-v100", "lspci2.txt", 0, 1), ("x10-trn1-2xlarge", "lspci.txt", 1, 1),
  ])
  func `a list without configuration bytes tells what its text tells`(
    id: String, file: String, accelerators: Int, skipped: Int
  ) throws {
    let report = try ProbeReport(
      scanning: LibpciDumpBus(file: "\(Recordings.unpacked(id))/\(file)"), with: classifier)
    #expect(report.accelerators.count == accelerators)
    #expect(report.skipped.count == skipped)
    #expect(report.accelerators.allSatisfy { $0.device.partialReason != nil })
    // EXPECTED.md lists the addresses, with or without the domain.
    let section = try #require(Recordings.expected.components(separatedBy: "\n## ").first { $0.hasPrefix(id) })
    let line = try #require(section.split(separator: "\n").first { $0.hasPrefix("accelerators:") })
    let addresses = line.matches(of: /[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/).map { String($0.output) }
    #expect(report.accelerators.map { String($0.device.address.description.suffix(7)) } == addresses)
    #expect(report.skipped.allSatisfy { $0.reason != .unknownDisplay })
  }

  @Test(arguments: [
    "tree-asus-p6t6", "tree-fujitsu-p8010", "tree-fsl-p2020", "PCI-X-bridges-and-domains", "broken-ecaps",
  ])
  func `the dumps of pciutils' own tests are read`(name: String) throws {
    let report = try ProbeReport(
      scanning: LibpciDumpBus(file: "\(Recordings.unpacked("p90-pciutils-tests"))/\(name)"), with: classifier)
    #expect(report.functionCount > 0)
  }

  // MARK: Helpers

  private func scan(_ id: String) throws -> ProbeReport {
    try ProbeReport(scanning: LibpciSysfsBus(root: try #require(try Recordings.root(of: id))), with: classifier)
  }

  private func check(_ report: ProbeReport, _ expected: ExpectedBus) throws {
    #expect(report.functionCount == expected.functionCount)
    // EXPECTED.md leaves out the card of p17, whose registers do not answer.
    if expected.id == "p17-laptop-840m-d3cold" { return }
    let accelerators = report.accelerators.map(\.device)
    let skipped = report.skipped.map(\.device)
    #expect(
      accelerators.map(\.address.description) == expected.devices.filter { $0.skipReason == nil }.map(\.address))
    #expect(skipped.map(\.address.description) == expected.devices.filter { $0.skipReason != nil }.map(\.address))
    for wanted in expected.devices {
      let device = try #require((accelerators + skipped).first { $0.address.description == wanted.address })
      #expect(device.classCode?.fourHexDigits == wanted.classCode)
      #expect([device.vendorID, device.deviceID].compactMap { $0?.fourHexDigits }.joined(separator: ":") == wanted.ids)
      #expect(device.driver == wanted.driver)
      #expect(device.numaNode == wanted.numaNode)
      #expect(device.link == wanted.link)
      #expect(device.partialReason == nil)
      let reason = report.skipped.first { $0.device.address == device.address }?.reason
      #expect(reason == wanted.skipReason)
    }
  }
}
