import CostCore
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@testable import RunLedger

/// A folder for one test's ledger, gone when the test is.
final class LedgerFolder {
  private let folder: TemporaryFolder
  var url: URL { folder.url }
  var file: String { folder.path(of: "ledger.sqlite") }

  init() throws { folder = try TemporaryFolder() }
}

/// A measured run as small as one gets.
func sampleRecord(_ id: String, at time: Double = 0, name: String = "job", accelerator: String? = nil) -> RunRecord {
  let usage = RunUsage(
    acceleratorCount: 2, wallTime: Range90(exactly: Seconds(10)), acceleratorTime: Range90(exactly: Seconds(20)),
    energy: [
      DomainEnergy(domain: .accelerator, id: "gpu", energy: Range90(exactly: Joules(3000)), method: .counter),
      DomainEnergy(domain: .psys, id: "psys", energy: nil, method: .missing, note: "not readable"),
    ])
  return RunRecord(
    id: id, kind: .measured, name: name, startedAt: time, job: nil, accelerator: accelerator, usage: usage, cost: nil,
    carbon: nil)
}

@Suite struct RunLedgerTests {
  private let folder: LedgerFolder

  init() throws { folder = try LedgerFolder() }

  @Test func `a run reads back as it was written, and again after it was replaced`() throws {
    let file = folder.url.appendingPathComponent("new/folder/ledger.sqlite").path
    var written = sampleRecord("abc")
    written.inputs = RunInputs(
      program: "0.1.0", assumptions: [Assumption(key: "training.precision", value: "bf16", source: "profile")])
    written.inputs?.report = #"{ "cost": 1.10 }"#
    try RunLedger(file: file).add(written)
    #expect(try RunLedger(file: file).run(id: "abc") == written)
    written.name = "renamed"
    let ledger = try RunLedger(file: file)
    try ledger.tag(id: "abc", adding: ["kept"])
    try ledger.add(written)
    written.tags = ["kept"]
    #expect(try ledger.runs() == [written])
  }

  @Test func `runs list newest first, and a unique beginning of an id finds a run`() throws {
    let ledger = try RunLedger(file: folder.file)
    for (id, time) in [("aa1", 1.0), ("ab2", 3.0), ("b_3", 2.0)] { try ledger.add(sampleRecord(id, at: time)) }
    #expect(try ledger.runs().map(\.id) == ["ab2", "b_3", "aa1"])
    #expect(try ledger.runs(RunFilter(limit: 1)).map(\.id) == ["ab2"])
    #expect(try ledger.run(id: "b").id == "b_3")
    #expect { try ledger.run(id: "a") } throws: { ($0 as? LedgerError)?.message.contains("aa1, ab2") == true }
    for unknown in ["", "%", "zz"] {
      #expect { try ledger.run(id: unknown) } throws: { ($0 as? LedgerError)?.code == .unknownRun }
    }
  }

  @Test func `filters hold together`() throws {
    let ledger = try RunLedger(file: folder.file)
    try ledger.add([
      sampleRecord("a", at: 1, name: "Pre-Train 50%", accelerator: "nvidia-h100-sxm5-80gb"),
      sampleRecord("b", at: 2, name: "tune", accelerator: "nvidia-a100-sxm4-80gb"),
      sampleRecord("c", at: 3, name: "pre-train", accelerator: "nvidia-h100-sxm5-80gb"),
    ])
    try ledger.tag(id: "a", adding: ["paper", "old"])
    try ledger.tag(id: "c", adding: ["paper"])
    try ledger.tag(id: "c", adding: [], removing: ["old"])
    func ids(_ change: (inout RunFilter) -> Void) throws -> [String] {
      var filter = RunFilter()
      change(&filter)
      #expect(try ledger.count(filter) == ledger.runs(filter).count)
      return try ledger.runs(filter).map(\.id)
    }
    #expect(try ids { $0.tag = "paper" } == ["c", "a"])
    #expect(try ids { $0.query = "PRE-train" } == ["c", "a"])
    #expect(try ids { $0.query = "50%" } == ["a"])
    #expect(try ids { $0.query = "pre_train" } == [])
    #expect(try ids { $0.query = "A100" } == ["b"])
    #expect(try ids { $0.accelerator = "H100" } == ["c", "a"])
    #expect(try ids { ($0.since, $0.accelerator) = (2, "h100") } == ["c"])
    #expect(try ids { $0.name = "tune" } == ["b"])
    #expect(try ids { $0.kind = .estimated } == [])
    #expect(try ledger.run(id: "a").tags == ["old", "paper"])
  }

  @Test func `deleting takes tags and curves along`() throws {
    let ledger = try RunLedger(file: folder.file)
    try ledger.add([sampleRecord("a"), sampleRecord("b")])
    try ledger.tag(id: "a", adding: ["x"])
    try ledger.addCurve([PowerPoint(time: 1, power: Watts(5))], device: "gpu", to: "a")
    try ledger.delete(ids: ["a"])
    #expect(try ledger.runs().map(\.id) == ["b"])
    let check = try ledger.verify()
    #expect(check.runs == 1 && check.curveSegments == 0 && check.faults == [])
  }

  @Test func `a ledger of the first layout is brought up to date with its runs`() throws {
    let record = sampleRecord("old", at: 5)
    try OldLedger.write([record], to: folder.file)
    let ledger = try RunLedger(file: folder.file)
    #expect(try ledger.runs() == [record])
    #expect(try ledger.verify().faults == [])
  }

  @Test func `an export reads back whole, and damage in it is named`() throws {
    var record = sampleRecord("a", at: 7)
    record.tags = ["x"]
    let export = #"{"schema_version":1,"runs":[{"id":"a","archive":\#(RunArchive(record).json)}]}"#
    #expect(try RunArchive.archives(ofExport: export, file: "e.json").map(\.run) == [record])
    for (text, word) in [("", "not JSON"), ("{}", "schema_version"), (#"{"schema_version":1,"runs":[{}]}"#, "runs[0]")]
    {
      #expect { try RunArchive.archives(ofExport: text, file: "e.json") } throws: { "\($0)".contains(word) }
    }
  }

  @Test func `curves go along to another ledger, and readings added again replace the ones before`() throws {
    let clock = 1_795_484_400.0
    let ledger = try RunLedger(file: folder.file) { clock }
    let points = (0..<90).map { PowerPoint(time: clock + Double($0), power: Watts(Double($0))) }
    for _ in 0..<2 { try ledger.add([sampleRecord("a")]) { _, add in try add("gpu", points) } }
    let archives = try ledger.archives()
    let other = try RunLedger(file: folder.url.appendingPathComponent("other.sqlite").path) { clock }
    for _ in 0..<2 { try other.add(archives) }
    for ledger in [ledger, other] {
      let curve = try #require(try ledger.curves(of: "a", buckets: 1000)["gpu"])
      #expect(curve.map(\.readings).reduce(0, +) == 90 && curve.map(\.high).max() == Watts(89))
      #expect(try ledger.verify().faults == [])
    }
    var bare = archives[0]
    bare.curves = nil
    try other.add([bare])
    #expect(try other.curves(of: "a", buckets: 1000).isEmpty)

    var damaged = archives[0]
    damaged.curves?[0].bytes.removeLast()
    let export = #"{"schema_version":1,"runs":[{"archive":\#(damaged.json)}]}"#
    #expect { try RunArchive.archives(ofExport: export, file: "e.json") } throws: {
      "\($0)".contains("runs[0].archive.curves[0].bytes")
    }
  }

  @Test func `runs whose readings cannot be kept leave the ledger as it was`() throws {
    struct Stop: Error {}
    let ledger = try RunLedger(file: folder.file)
    try ledger.add(sampleRecord("a", name: "before"))
    #expect(throws: LedgerError.self) {
      try ledger.add([sampleRecord("a", name: "after"), sampleRecord("b")]) { index, _ in
        if index == 1 { throw Stop() }
      }
    }
    #expect(try ledger.runs().map(\.name) == ["before"])
  }

  @Test func `ids sort by time`() {
    var generator = SystemRandomNumberGenerator()
    let ids = [1.7e9, 1.7e9 + 0.2, 1.8e9, 2.5e9].map { RunRecord.makeID(startedAt: $0, using: &generator) }
    #expect(ids == ids.sorted())
    #expect(Set(ids.map(\.count)) == [12])
  }

  // sha256sum of the empty text, of "abc" and of the 56 letters of FIPS 180-4's second example.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `fingerprints are SHA-256`(text: String, hash: String) {
    #expect(RunInputs.fingerprint(text: text, overrides: []) == hash)
  }
}
