import CostCore
import Foundation
import Quantities
import RunLedger
import Testing
import TrainingRun

@Suite struct RunLedgerTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func record(_ id: String, at time: Double = 0) -> RunRecord {
    let usage = RunUsage(
      acceleratorCount: 2, wallTime: Range90(exactly: Seconds(10)), acceleratorTime: Range90(exactly: Seconds(20)),
      energy: [
        DomainEnergy(domain: .accelerator, id: "gpu", energy: Range90(exactly: Joules(3000)), method: .counter),
        DomainEnergy(domain: .psys, id: "psys", energy: nil, method: .missing, note: "not readable"),
      ])
    return RunRecord(
      id: id, kind: .measured, name: "job", startedAt: time, job: nil, accelerator: nil, usage: usage, cost: nil,
      carbon: nil)
  }

  @Test func `a run reads back as it was written`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("new/folder/ledger.sqlite").path
    let written = record("abc")
    try RunLedger(file: file).add(written)
    #expect(try RunLedger(file: file).run(id: "abc") == written)
  }

  @Test func `runs list newest first, and a unique beginning of an id finds a run`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = try RunLedger(file: folder.appendingPathComponent("ledger.sqlite").path)
    for (id, time) in [("aa1", 1.0), ("ab2", 3.0), ("b_3", 2.0)] { try ledger.add(record(id, at: time)) }
    #expect(try ledger.runs().map(\.id) == ["ab2", "b_3", "aa1"])
    #expect(try ledger.runs(limit: 1).map(\.id) == ["ab2"])
    #expect(try ledger.run(id: "b").id == "b_3")
    #expect { try ledger.run(id: "a") } throws: { ($0 as? LedgerError)?.message.contains("aa1, ab2") == true }
    for unknown in ["", "%", "zz"] {
      #expect { try ledger.run(id: unknown) } throws: { ($0 as? LedgerError)?.code == .unknownRun }
    }
  }

  @Test func `a file that is no ledger is said to be none`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("ledger.sqlite")
    try Data("this is a text, and not even a short one, that is no database".utf8).write(to: file)
    #expect { try RunLedger(file: file.path) } throws: { ($0 as? LedgerError)?.code == .corrupt }
  }

  @Test func `ids sort by time`() {
    var generator = SystemRandomNumberGenerator()
    let ids = [1.7e9, 1.7e9 + 0.2, 1.8e9, 2.5e9].map { RunRecord.makeID(startedAt: $0, using: &generator) }
    #expect(ids == ids.sorted())
    #expect(Set(ids.map(\.count)) == [12])
  }
}
