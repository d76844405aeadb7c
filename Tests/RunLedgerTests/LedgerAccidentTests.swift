import Foundation
import GRDB
import Glibc
import Quantities
import Testing

@testable import RunLedger

@Suite struct LedgerAccidentTests {
  private let folder: LedgerFolder

  init() throws { folder = try LedgerFolder() }

  @Test func `eight programs write at once and nothing is lost`() async throws {
    let file = folder.file
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          await #expect(processExitsWith: .success) { [file = file as String, writer = writer as Int] in
            let ledger = try RunLedger(file: file)
            for index in 0..<25 { try ledger.add(sampleRecord("\(writer)-\(index)", at: Double(index))) }
          }
        }
      }
      try await group.waitForAll()
    }
    let ledger = try RunLedger(file: file)
    #expect(try ledger.count() == 200)
    #expect(try ledger.verify().faults == [])
  }

  @Test func `a program killed within a transaction leaves the ledger as it was`() async throws {
    let file = folder.file
    try RunLedger(file: file).add(sampleRecord("before"))
    await #expect(processExitsWith: .signal(SIGKILL)) { [file = file as String] in
      let ledger = try RunLedger(file: file)
      try ledger.database.write { database in
        for index in 0..<2000 { try RunLedger.write(sampleRecord("half-\(index)"), to: database) }
        kill(getpid(), SIGKILL)
      }
    }
    let ledger = try RunLedger(file: file)
    #expect(try ledger.runs().map(\.id) == ["before"])
    try ledger.add(sampleRecord("after"))
    #expect(try ledger.verify().faults == [])
  }

  @Test func `a full disk is said to be full, and what was there stays`() throws {
    let file = folder.file
    let ledger = try RunLedger(file: file)
    try ledger.add(sampleRecord("before"))
    // SQLite's own limit fails as a full disk does.
    try ledger.database.inDatabase { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
    }
    #expect { try ledger.add((0..<500).map { sampleRecord("\(UUID())-\($0)") }) } throws: {
      ($0 as? LedgerError)?.code == .full
    }
    #expect(try RunLedger(file: file).runs().map(\.id) == ["before"])
    #expect(try RunLedger(file: file).verify().faults == [])
  }

  @Test func `a file that is no ledger is said to be none`() throws {
    try Data("this is a text, and not even a short one, that is no database".utf8).write(
      to: URL(fileURLWithPath: folder.file))
    #expect { try RunLedger(file: folder.file) } throws: { ($0 as? LedgerError)?.code == .corrupt }
  }

  @Test(arguments: [0, 2, 99])
  func `a database of another program is refused and left alone`(version: Int) throws {
    try OldLedger.execute("CREATE TABLE run (distance REAL); PRAGMA user_version = \(version)", on: folder.file)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    #expect { try RunLedger(file: folder.file) } throws: { error in
      guard let error = error as? LedgerError else { return false }
      return error.code == .corrupt && error.message.contains("another program")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
  }

  @Test func `a later layout is refused and left alone`() throws {
    try RunLedger(file: folder.file).add(sampleRecord("a"))
    try OldLedger.execute("PRAGMA user_version = 99", on: folder.file)
    #expect { try RunLedger(file: folder.file) } throws: { error in
      guard let error = error as? LedgerError else { return false }
      return error.code == .newer && error.message.contains("layout 99")
    }
    try OldLedger.execute("PRAGMA user_version = 2", on: folder.file)
    #expect(try RunLedger(file: folder.file).run(id: "a").id == "a")
  }

  @Test func `verify names the record that is damaged`() throws {
    let ledger = try RunLedger(file: folder.file)
    try ledger.add([sampleRecord("good"), sampleRecord("bad")])
    try OldLedger.execute(
      "UPDATE record SET bytes = x'00ff00' WHERE run = (SELECT number FROM run WHERE id = 'bad')", on: folder.file)
    let faults = try ledger.verify().faults
    #expect(faults.count == 1 && faults[0].hasPrefix("run bad cannot be read"))
    #expect(try ledger.run(id: "good").id == "good")
  }

  @Test func `a backup is a ledger, and never replaces a file`() throws {
    let ledger = try RunLedger(file: folder.file)
    try ledger.add(sampleRecord("a"))
    let copy = folder.url.appendingPathComponent("copy.sqlite").path
    try ledger.backUp(to: copy)
    try ledger.add(sampleRecord("b"))
    #expect(try RunLedger(file: copy).runs().map(\.id) == ["a"])
    #expect { try ledger.backUp(to: copy) } throws: { "\($0)".contains("exists already") }
    #expect { try ledger.backUp(to: "/nowhere/copy.sqlite") } throws: { ($0 as? LedgerError)?.code == .unreachable }
  }
}
