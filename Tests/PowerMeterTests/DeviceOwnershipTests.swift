import Foundation
import PowerMeter
import Testing
import TrainCostTestSupport

@Suite struct DeviceOwnershipTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func owner(_ run: String, machine: String = "/") -> DeviceOwnership {
    DeviceOwnership(folder: folder.path, run: run, machine: machine)
  }

  @Test func `the first run owns a device, the second is told whose it is, and takes over when the first ends`() {
    var first: DeviceOwnership? = owner("run-1")
    let second = owner("run-2")
    #expect(first?.claim("0000:41:00.0") == nil)
    #expect(second.claim("0000:41:00.0") == "run-1")
    #expect(second.claim("0000:42:00.0") == nil)
    first = nil
    #expect(second.claim("0000:41:00.0") == nil)
    #expect(second.claim("0000:41:00.0") == nil)
    withExtendedLifetime(first) {}
  }

  @Test func `what says who owns a device is gone with its owner`() throws {
    var owner: DeviceOwnership? = owner("run-1")
    #expect(owner?.claim("0000:41:00.0") == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    owner = nil
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `devices of different machines are different devices`() {
    let here = owner("run-1")
    let recording = owner("run-2", machine: "/recordings/dgx")
    #expect(here.claim("0000:41:00.0") == nil)
    #expect(recording.claim("0000:41:00.0") == nil)
  }

  @Test func `where no lock can be taken everyone counts everything`() {
    let nowhere = DeviceOwnership(folder: "/proc/nonexistent", run: "run-1", machine: "/")
    #expect(nowhere.claim("0000:41:00.0") == nil)
  }
}
