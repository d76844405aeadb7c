import Foundation
import PowerMeter
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct CrashJournalTests {
  private let temporary: TemporaryFolder
  private var folder: String { temporary.path(of: "journals") }

  init() throws { temporary = try TemporaryFolder() }

  private var header: JournalHeader {
    var job = MeasuredJob(
      command: ["train"], exitCode: nil, signal: nil, startedAt: 1000, wallTime: .zero, isComplete: false,
      energy: [
        DomainEnergy(domain: .accelerator, id: "0000:41:00.0", energy: nil, method: .counter),
        DomainEnergy(domain: .cpuPackage, id: "intel-rapl:0", energy: nil, method: .counter),
        DomainEnergy(
          domain: .cpuCore, id: "intel-rapl:0:0", energy: nil, method: .counter, containedIn: "intel-rapl:0"),
      ], acceleratorCount: 1, overhead: nil)
    job.energy[1].owner = "other-run"
    return JournalHeader(id: "run", name: "train", accelerator: "nvidia-h100-sxm5-80gb", runFile: nil, job: job)
  }

  private func write(_ lines: String) throws -> String {
    let encoded = String(decoding: try JSONEncoder().encode(header), as: UTF8.self)
    return try temporary.write("\(encoded)\n\(lines)", to: "journals/run.jsonl")
  }

  private func recovered(_ lines: String) throws -> MeasuredJob {
    guard case .run(let header, _) = JournalRecovery.read(try write(lines)) else {
      Issue.record("nothing recovered")
      throw CancellationError()
    }
    return header.job
  }

  private static let second = """
    {"d":[[9,10,11,5,0.1,1,null],[null,null,null,5,0.1,1,null],[4,5,6,5,0.1,1,null]],"t":1.5,"g":0.25}
    """
  private static let third = """
    {"d":[[19,20,21,9,0.1,1,null],[2,3,4,9,0.1,1,2.0],[9,10,11,9,0.1,1,null]],"t":2.5,"g":0.5}
    """

  @Test func `a run is rebuilt to its last state and marked incomplete`() throws {
    let job = try recovered(Self.second + "\n" + Self.third + "\n")
    #expect(job.wallTime == Seconds(2.5))
    #expect(!job.isComplete)
    #expect(job.exitCode == nil)
    #expect(job.progress == 0.5)
    #expect(job.energy.first?.energy == Range90(low: Joules(19), mid: Joules(20), high: Joules(21)))
    // The package was taken over at 2 s; its cores lie in it.
    #expect(job.energy[1].countedFrom == Seconds(2))
    #expect(job.energy[2].containedIn == "intel-rapl:0")
    #expect(job.energy.total?.mid == Joules(23))
  }

  @Test(arguments: [#"{"d":[[19,2"#, #"{"d":[[19,20,21,9,0.1,1,null]]"#, "\0\0\0\0", "}{"])
  func `a last line cut short leaves the one before it`(rest: String) throws {
    let job = try recovered(Self.second + "\n" + rest)
    #expect(job.wallTime == Seconds(1.5))
    #expect(job.energy.first?.energy?.mid == Joules(10))
  }

  @Test func `what another run counted up to the end is that run's`() throws {
    let job = try recovered(Self.second + "\n")
    #expect(job.energy.map(\.id) == ["0000:41:00.0", "intel-rapl:0:0"])
    #expect(job.others.map(\.owner) == ["other-run"])
  }

  @Test func `marks become phases`() throws {
    let marks = #"{"t":0.5,"m":"load","e":2,"a":1}"# + "\n" + #"{"a":6,"e":8,"m":"train","t":1}"# + "\n"
    let job = try recovered(marks + Self.third + "\n")
    #expect(job.phases.map(\.name) == ["load", "train"])
    #expect(job.phases.map(\.energy) == [Joules(6), Joules(15)])
    #expect(job.phases.map(\.duration) == [Seconds(0.5), Seconds(1.5)])
  }

  @Test func `a run killed before its first second is known to have been, and no more`() throws {
    let job = try recovered("")
    #expect(job.energy.total == nil)
    #expect(job.energy.allSatisfy { $0.method == .missing && $0.note?.contains("killed") == true })
    #expect(!job.hasKnownTime)
    #expect(job.command == ["train"])
  }

  @Test(arguments: ["", "{", "nonsense\n"]) func `a file without a header holds nothing to recover`(text: String) throws
  {
    guard case .unreadable = JournalRecovery.read(try temporary.write(text, to: "journals/bad.jsonl")) else {
      Issue.record("expected unreadable")
      return
    }
  }

  @Test func `a journal is its run's alone for as long as it is measured, and gone when it is in the ledger`() throws {
    let journal = try CrashJournal(folder: folder, header: header)
    guard case .running(let id) = JournalRecovery.read(journal.path) else {
      Issue.record("expected a running measurement")
      return
    }
    #expect(id == "run")
    journal.remove()
    #expect(JournalRecovery.journals(in: folder).isEmpty)
  }

  @Test func `a journal that cannot take the whole record says so, and keeps what it held`() throws {
    let journal = try CrashJournal(folder: folder, header: header)
    // The name under which the whole record is written is taken by a folder.
    try FileManager.default.createDirectory(atPath: journal.path + ".tmp", withIntermediateDirectories: true)
    #expect(throws: JournalFailure.self) { try journal.keep(header) }
    guard case .run(let kept, _) = JournalRecovery.read(journal.path) else {
      Issue.record("nothing kept")
      return
    }
    #expect(!kept.isFinished)
  }

  @Test func `a journal waits when nobody measures its run any more`() throws {
    let journal = try CrashJournal(folder: folder, header: header)
    #expect(!JournalRecovery.waits(journal.path))
    try journal.keep(header)
    #expect(JournalRecovery.waits(journal.path))
  }

  @Test func `a folder that cannot be made is an error, and the job goes without`() {
    #expect(throws: JournalFailure.self) { try CrashJournal(folder: "/proc/nonexistent/x", header: header) }
  }
}
