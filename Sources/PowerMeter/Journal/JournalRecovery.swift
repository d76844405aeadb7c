import Foundation
import Glibc
import Quantities
import TrainingRun

/// Rebuilds runs from the journals that a program that was killed left behind.
public enum JournalRecovery {
  /// A journal that was found.
  public enum Finding: Sendable {
    /// Its run was rebuilt; the header says whose it is and whether it was seen to end. Beside it are its readings.
    case run(JournalHeader, JournalReadings)
    /// Its run is being measured at this moment.
    case running(id: String)
    /// It holds nothing that can be read.
    case unreadable(path: String, reason: String)
  }

  /// The journals in a folder, by name.
  public static func journals(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// Whether a journal is that of a run that nobody measures any more.
  public static func waits(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) == 0
  }

  /// Reads a journal.
  public static func read(_ path: String) -> Finding {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let id = (path as NSString).lastPathComponent.replacingOccurrences(of: ".jsonl", with: "")
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return .running(id: id) }
    guard let data = FileManager.default.contents(atPath: path) else {
      return .unreadable(path: path, reason: "it cannot be read")
    }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let first = lines.first, var header = try? decoder.decode(JournalHeader.self, from: first) else {
      return .unreadable(path: path, reason: "its first line is cut short or is no header")
    }
    let readings = JournalReadings(ofJournal: path, devices: header.devices ?? [])
    if header.isFinished { return .run(header, readings) }
    let rest = lines.dropFirst()
    // The last line may be cut short; then the one before it counts.
    let state = rest.reversed().lazy.compactMap { try? decoder.decode(JournalState.self, from: $0) }.first
    let marks = rest.compactMap { try? decoder.decode(JournalMark.self, from: $0) }
    header.job = rebuilt(header.job, state: state, marks: marks)
    return .run(header, readings)
  }

  /// Removes a journal with its readings, when its run is in the ledger.
  public static func remove(_ path: String) {
    JournalReadings(ofJournal: path, devices: []).remove()
    unlink(path)
  }

  private static func rebuilt(_ job: MeasuredJob, state: JournalState?, marks: [JournalMark]) -> MeasuredJob {
    var job = job
    job.isComplete = false
    job.exitCode = nil
    job.signal = nil
    job.notes.append("the measurement was killed; rebuilt from its journal up to its last second")
    guard let state else {
      // Killed before the first second was over: nothing is known.
      job.notes.append("it was killed before anything was noted: its time, energy and cost are unknown")
      for index in job.energy.indices {
        job.energy[index].energy = nil
        job.energy[index].method = .missing
        job.energy[index].note = "the measurement was killed before a reading was noted"
      }
      return job
    }
    job.wallTime = Seconds(max(0, state.t))
    job.progress = state.g
    let metered = job.energy.indices.filter { job.energy[$0].method != .missing }
    let rows = metered + Array(repeating: -1, count: max(0, state.d.count - metered.count))
    for (index, row) in zip(rows, state.d) where index >= 0 && row.count >= 7 {
      job.energy[index].energy = energy(row)
      job.energy[index].samples = Int(row[3] ?? 0)
      job.energy[index].longestGap = row[4].map { Seconds($0) }
      job.energy[index].observedShare = row[5]
      job.energy[index].countedFrom = row[6].map { Seconds($0) }
    }
    // What another run counted up to the end is not this run's.
    job.others += job.energy.filter { $0.owner != nil && $0.countedFrom == nil }
    job.energy.removeAll { $0.owner != nil && $0.countedFrom == nil }
    for index in job.energy.indices { job.energy[index].owner = nil }
    job.energy = OverlapModel.resolve(job.energy)
    job.phases = phases(marks, end: job)
    return job
  }

  private static func energy(_ row: [Double?]) -> Range90<Joules>? {
    guard let low = row[0], let mid = row[1], let high = row[2], low <= mid, mid <= high else { return nil }
    return Range90(low: Joules(low), mid: Joules(mid), high: Joules(high))
  }

  private static func phases(_ marks: [JournalMark], end job: MeasuredJob) -> [JobPhase] {
    var tracker = PhaseTracker()
    for mark in marks {
      _ = tracker.begin(
        mark.m,
        at: PhaseTracker.Point(
          time: Seconds(mark.t), energy: mark.e.map { Joules($0) }, acceleratorEnergy: mark.a.map { Joules($0) },
          edgeDoubt: mark.u.map { Joules($0) }, scaleDoubt: Joules(mark.s ?? 0)))
    }
    let accelerators = job.energy.filter { $0.domain == .accelerator }.compactMap(\.energy)
    tracker.end(
      at: PhaseTracker.Point(
        time: job.wallTime, energy: job.energy.total?.mid,
        acceleratorEnergy: accelerators.isEmpty ? nil : accelerators.sum().mid,
        edgeDoubt: job.energy.total?.halfWidth))
    return tracker.phases
  }
}
