import Foundation
import Glibc
import Testing

@testable import RunLedger

/// A file system of a few hundred kilobytes in memory, gone with the value. Only root can make one.
private final class SmallDisk {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("disk-\(UUID())").path
  var ledger: String { "\(folder)/ledger.sqlite" }

  init?() {
    guard mkdir(folder, 0o700) == 0 else { return nil }
    guard mount("tmpfs", folder, "tmpfs", 0, "size=400k") == 0 else {
      rmdir(folder)
      return nil
    }
  }

  deinit {
    umount2(folder, CInt(MNT_DETACH))
    rmdir(folder)
  }

  static let canBeMade = SmallDisk() != nil

  private var filler: String { "\(folder)/filler" }

  /// Takes all the room that is left.
  func fill() {
    let file = open(filler, O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let block = [UInt8](repeating: 0, count: 1024)
    while write(file, block, block.count) > 0 {}
  }

  func free() { unlink(filler) }

  func protect() { #expect(mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0) }
}

@Suite(.enabled(if: SmallDisk.canBeMade, "a small disk takes root and a kernel that lets it mount one"))
struct FullDiskTests {
  private func expectFull(_ work: () throws -> Void) {
    #expect { try work() } throws: { error in
      guard let error = error as? LedgerError else { return false }
      return error.code == .full && error.message == "cannot be written: the disk is full"
    }
  }

  @Test func `a disk that fills up keeps every run that was added`() throws {
    let disk = try #require(SmallDisk())
    let ledger = try RunLedger(file: disk.ledger)
    var kept: [String] = []
    expectFull {
      for index in 0..<10_000 {
        try ledger.add((0..<20).map { sampleRecord("\(UUID())-\(index)-\($0)") })
        kept.append("\(index)")
      }
    }
    #expect(kept.count > 1)
    #expect(try ledger.count() == kept.count * 20)
    #expect(try RunLedger(file: disk.ledger).verify().faults == [])
  }

  @Test func `a ledger on a full disk can be read, and written again when there is room`() throws {
    let disk = try #require(SmallDisk())
    try RunLedger(file: disk.ledger).add(sampleRecord("before"))
    disk.fill()
    let ledger = try RunLedger(file: disk.ledger)
    #expect(try ledger.runs().map(\.id) == ["before"] && ledger.isReadOnly)
    expectFull { try ledger.add(sampleRecord("during")) }
    expectFull { try ledger.backUp(to: "\(disk.folder)/copy.sqlite") }
    #expect(!FileManager.default.fileExists(atPath: "\(disk.folder)/copy.sqlite"))
    disk.free()
    try RunLedger(file: disk.ledger).add(sampleRecord("after"))
    #expect(try Set(RunLedger(file: disk.ledger).runs().map(\.id)) == ["before", "after"])
  }

  @Test func `a ledger on a write-protected disk can be read`() throws {
    let disk = try #require(SmallDisk())
    try RunLedger(file: disk.ledger).add(sampleRecord("a"))
    disk.protect()
    let ledger = try RunLedger(file: disk.ledger)
    #expect(try ledger.runs().map(\.id) == ["a"])
    #expect { try ledger.add(sampleRecord("b")) } throws: { ($0 as? LedgerError)?.code == .readOnly }
    #expect { try RunLedger(file: "\(disk.folder)/new/ledger.sqlite") } throws: {
      "\($0)".contains("its folder \(disk.folder)/new cannot be made: Read-only file system")
    }
  }
}
