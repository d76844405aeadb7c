import Foundation
import PowerMeter
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// What accelerators a job was measured on, and what that says of its price and its prediction.
@Suite(.serialized) struct MeasuredClusterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let h100 = "0x2330"
  private static let a100 = "0x20b2"

  /// The record of a job that was measured on some GPUs, with a run file of 64 H100 or without.
  private func measure(_ gpus: [String], run: String? = nil) throws -> (record: [String: Any], messages: String) {
    let sysfs = try FakeSysfs()
    for (index, gpu) in gpus.enumerated() {
      try sysfs.addDevice(
        "0000:4\(index):00.0", class: "0x030200", vendor: "0x10de", device: gpu, driver: "nvidia")
    }
    let output = folder.path(of: "record.json")
    let flags = try run.map { ["--run", try folder.write($0, to: "run.yaml")] } ?? []
    let result = CommandRun(
      ["measure", "--quiet", "--output", output, "--sysfs-root", sysfs.root] + flags + ["--", "true"], home: folder.url)
    #expect(result.status == 0, "\(result.messages)")
    let id = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: output))) as? [String: Any])["id"]
    let shown = CommandRun("runs", "show", try #require(id as? String), "--format", "json", home: folder.url)
    return (try shown.json(), result.messages)
  }

  @Test func `a job on GPUs of several kinds has no price by the hour, and says so`() throws {
    let record = try measure([Self.h100, Self.a100]).record
    #expect(record["accelerator"] is NSNull && record["count"] as? Int == 2)
    let cost = try #require(record["cost"] as? [String: Any])
    #expect(cost["complete"] as? Bool == false)
    let notes = try #require(record["notes"] as? [String])
    #expect(notes.contains { $0.contains("several kinds: nvidia-h100-sxm5-80gb, nvidia-a100-sxm4-80gb;") }, "\(notes)")
    // The same when runs of different nodes are joined.
    for gpu in [Self.h100, Self.a100] { _ = try measure([gpu]) }
    let listed = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let ids = try #require(listed["runs"] as? [[String: Any]]).filter { $0["accelerator"] is String }
      .compactMap { $0["id"] as? String }
    #expect(ids.count == 2)
    let merged = CommandRun(["runs", "merge"] + ids + ["--format", "json"], home: folder.url)
    #expect(try merged.json()["accelerator"] is NSNull, "\(merged.messages)")
    #expect(merged.messages.contains("its accelerators are of several kinds"))
  }

  @Test(arguments: [
    ([h100], "the run file is of 64 accelerators, and 1 took part"),
    ([a100], "the run file is of nvidia-h100-sxm5-80gb, and the run was on nvidia-a100-sxm4-80gb"),
    ([h100, a100], "the run file is of nvidia-h100-sxm5-80gb, and the run was on nvidia-h100-sxm5-80gb, nvidia-a100"),
  ])
  func `a run on other accelerators than its run file's is not held against the prediction`(
    gpus: [String], words: String
  ) throws {
    let prediction = try #require(try measure(gpus, run: smallRun).record["prediction"] as? [String: Any])
    #expect((prediction["figures"] as? [Any])?.isEmpty == true)
    #expect((prediction["reason"] as? String)?.contains(words) == true, "\(prediction)")
    #expect((prediction["coverage"] as? [String: Int])?["count"] == 0)
  }

  @Test func `a run on the accelerators of its run file is held against it`() throws {
    let run = smallRun.replacingOccurrences(of: "count: 64", with: "count: 1")
    let prediction = try #require(try measure([Self.h100], run: run).record["prediction"] as? [String: Any])
    #expect((prediction["figures"] as? [Any])?.isEmpty == false, "\(prediction)")
  }

  @Test func `what a measurement that was killed at once took is unknown, not nothing`() throws {
    let job = MeasuredJob(
      command: ["train"], exitCode: nil, signal: nil, startedAt: 1_795_484_000, wallTime: .zero, isComplete: false,
      energy: [DomainEnergy(domain: .accelerator, id: "0000:41:00.0", energy: nil, method: .counter)],
      acceleratorCount: 1, overhead: nil)
    let header = JournalHeader(
      id: "run0", name: "train", accelerator: "nvidia-h100-sxm5-80gb", runFile: nil, job: job)
    let ledger = folder.path(of: "ledger.sqlite")
    let journals = CrashJournal.folder(ofLedger: ledger)
    let text = String(decoding: try JSONEncoder().encode(header), as: UTF8.self)
    try folder.write(text + "\n", to: "\((journals as NSString).lastPathComponent)/run0.jsonl")
    #expect(CommandRun("runs", "recover", "--ledger", ledger, home: folder.url).output.contains("unknown"))
    let record = try CommandRun("runs", "show", "run0", "--ledger", ledger, "--format", "json", home: folder.url).json()
    for key in ["wall_seconds", "accelerator_hours", "cost", "carbon"] { #expect(record[key] is NSNull, "\(key)") }
    #expect((record["energy"] as? [String: Any])?["total_joules"] is NSNull)
    #expect(record["complete"] as? Bool == false)
    let rows = CommandRun("runs", "export", "--ledger", ledger, "--format", "csv", home: folder.url).output
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for (name, cell) in zip(rows[0], rows[1])
    where ["wall_seconds", "accelerator_hours", "total_joules", "cost", "operational_kg"].contains(String(name)) {
      #expect(cell.isEmpty, "\(name)")
    }
    let table = CommandRun("runs", "show", "run0", "--ledger", ledger, home: folder.url).output
    #expect(table.contains("it was killed before anything was noted") && !table.contains("no sensor was readable"))
  }
}
