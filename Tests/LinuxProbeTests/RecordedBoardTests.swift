import AcceleratorProbe
import Foundation
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Boards and revisions of every recording against what pciutils read, which EXPECTED.md leaves out.
@Suite(.enabled(if: Recordings.arePresent, "recordings are not beside the checkout"))
struct RecordedBoardTests {
  /// One file of `oracle/`.
  struct Oracle: Decodable, Sendable {
    struct Device: Decodable, Sendable {
      let bdf: String
      let subsystem: String?
      let revision: String?
    }
    let fixture: String
    let devices: [Device]
  }

  static let files: [String] = {
    let names = Recordings.folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: "\($0)/oracle") } ?? []
    return names.filter { $0.hasSuffix(".devices.json") }.sorted()
  }()

  @Test(arguments: files)
  func `board and revision are those that pciutils reads`(file: String) throws {
    let folder = try #require(Recordings.folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/oracle/\(file)"))
    let oracle = try JSONDecoder().decode(Oracle.self, from: data)
    let bus: any PCIBus
    if file.hasSuffix(".dump.devices.json") {
      bus = try LibpciDumpBus(file: try #require(try Recordings.dump(of: oracle.fixture)))
    } else {
      bus = LibpciSysfsBus(root: try #require(try Recordings.root(of: oracle.fixture)))
    }
    let devices = try bus.scan().devices
    for wanted in oracle.devices {
      let device = bus.completed(try #require(devices.first { $0.address.description == wanted.bdf }))
      let board = [device.subsystemVendorID, device.subsystemDeviceID].compactMap { $0?.fourHexDigits }
      #expect(board.joined(separator: ":") == wanted.subsystem ?? "", "\(wanted.bdf)")
      // lspci shows no revision 00, and one of ff where neither attribute nor register could be read.
      let revision = wanted.revision == "ff" ? nil : UInt8(wanted.revision ?? "00", radix: 16)
      #expect(device.revision == revision, "\(wanted.bdf)")
    }
  }
}
