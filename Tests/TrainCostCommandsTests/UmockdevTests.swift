import Foundation
import Testing
import TrainCostTestSupport

/// The probe under `umockdev-run`, which puts a recorded machine's devices below /sys itself: it must find there what it
/// finds in a tree that stands for /.
@Suite(
  .serialized, .enabled(if: BuiltProgram.path != nil, "the program is not built beside the tests"),
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/umockdev-run"), "umockdev-run is not installed"))
struct UmockdevTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    .enabled(if: Recordings.arePresent, "the recordings are not beside the checkout"),
    arguments: Recordings.ids.filter { $0.hasPrefix("u") })
  func `a recorded machine is the same below sys and in its tree`(id: String) throws {
    let export = try String(contentsOfFile: "\(Recordings.unpacked(id))/udevadm-export-db.txt", encoding: .utf8)
    let devices = Self.description(of: export)
    let tree = try #require(try Recordings.root(of: id))
    // A machine without a PCI bus has nothing to put there.
    guard !devices.isEmpty else { return }
    let mocked = try probe(under: devices)
    #expect(mocked.contains("\"schema_version\": 1"))
    #expect(try mocked == probe(tree: tree))
  }

  @Test func `an accelerator below sys is found with its profile`() throws {
    let devices = """
      P: /devices/pci0000:16/0000:16:00.0
      E: SUBSYSTEM=pci
      A: vendor=0x10de\\n
      A: device=0x2330\\n
      A: class=0x030200\\n
      A: subsystem_vendor=0x10de\\n
      A: subsystem_device=0x16c1\\n
      A: numa_node=1\\n
      A: irq=0\\n
      A: resource=\(String(repeating: "0x0000000000000000 0x0000000000000000 0x0000000000000000\\n", count: 7))

      """
    let text = try probe(under: devices)
    #expect(text.contains("\"profile\": \"nvidia-h100-sxm5-80gb\""))
    #expect(text.contains("\"numa_node\": 1"))
    #expect(text.contains("\"pci_address\": \"0000:16:00.0\""))
  }

  // MARK: Helpers

  private func probe(under devices: String) throws -> String {
    let file = try folder.write(devices, to: "devices.umockdev")
    return try output("/usr/bin/umockdev-run", "--device", file, "--", BuiltProgram.path ?? "", "probe")
  }

  private func probe(tree: String) throws -> String {
    try output(BuiltProgram.path ?? "", "probe", "--sysfs-root", tree)
  }

  private func output(_ program: String, _ arguments: String...) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments + ["--format", "json"]
    process.environment = ["HOME": folder.url.path, "PATH": "/usr/bin:/bin"]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  /// The PCI devices of `udevadm info --export-db` in the form of umockdev, with the attributes that libpci asks for.
  private static func description(of export: String) -> String {
    export.components(separatedBy: "\n\n").compactMap { record -> String? in
      let lines = record.split(separator: "\n").map(String.init)
      let properties = Dictionary(
        lines.filter { $0.hasPrefix("E: ") }.map { line -> (String, String) in
          let parts = line.dropFirst(3).split(separator: "=", maxSplits: 1).map(String.init)
          return (parts[0], parts.count > 1 ? parts[1] : "")
        }
      ) { first, _ in first }
      guard properties["SUBSYSTEM"] == "pci", let path = lines.first(where: { $0.hasPrefix("P: /devices/") }) else {
        return nil
      }
      let left = ["DEVPATH=", "USEC_INITIALIZED=", "TAGS=", "CURRENT_TAGS="].map { "E: \($0)" }
      var kept = [path] + lines.filter { line in line.hasPrefix("E: ") && !left.contains(where: line.hasPrefix) }
      guard let ids = properties["PCI_ID"]?.lowercased().split(separator: ":") else { return nil }
      let subsystem = (properties["PCI_SUBSYS_ID"] ?? "0:0").lowercased().split(separator: ":")
      func attribute(_ name: String, _ value: some StringProtocol, digits: Int = 4) {
        kept.append("A: \(name)=0x\(String(repeating: "0", count: max(0, digits - value.count)))\(value)\\n")
      }
      attribute("vendor", ids[0])
      attribute("device", ids[1])
      attribute("class", (properties["PCI_CLASS"] ?? "0").lowercased(), digits: 6)
      attribute("subsystem_vendor", subsystem[0])
      attribute("subsystem_device", subsystem[1])
      let empty = "0x0000000000000000 0x0000000000000000 0x0000000000000000\\n"
      kept += ["A: irq=0\\n", "A: resource=\(String(repeating: empty, count: 7))"]
      if let driver = properties["DRIVER"] {
        let up = String(repeating: "../", count: path.dropFirst(3).split(separator: "/").count)
        kept.append("L: driver=\(up)bus/pci/drivers/\(driver)")
      }
      return kept.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
