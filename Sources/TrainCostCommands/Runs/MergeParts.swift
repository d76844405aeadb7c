import Documents
import RunLedger
import TrainingRun

/// The runs that a merge joins: those named, each merged one among them as the parts that it was merged from, so that a
/// run which comes twice counts once.
struct MergeParts {
  /// The parts, each once, in the order in which they were named.
  private(set) var runs: [RunRecord] = []
  /// What a user may not have meant.
  private(set) var warnings: [String] = []
  /// The named run that brought each run.
  private var bringers: [String: String] = [:]
  private let find: (String) throws -> RunRecord?

  /// Takes apart what is named.
  ///
  /// - Parameters:
  ///   - named: the runs that the user named.
  ///   - find: the run of an id; nil where no ledger holds it.
  /// - Throws: `DocumentError` for a run that was not measured, and for one that shares parts or devices with another
  ///   while its own parts are gone, so that nobody can tell what would count twice.
  init(of named: [RunRecord], find: @escaping (String) throws -> RunRecord?) throws {
    self.find = find
    for run in named { try take(run, namedBy: run) }
    try refuseOverlaps()
  }

  private mutating func take(_ run: RunRecord, namedBy named: RunRecord) throws {
    guard let job = run.job else {
      throw DocumentError(.value, message: "run \(run.id) was \(run.kind.rawValue), expected one that was measured")
    }
    if let bringer = bringers[run.id] {
      warnings.append(
        run.id == named.id
          ? "run \(run.id) is a part of \(bringer) already; it counts once"
          : "run \(run.id) is a part of both \(bringer) and \(named.id); it counts once")
      return
    }
    bringers[run.id] = named.id
    let parts = try job.mergedFrom.compactMap(find)
    // A merged run whose parts are not all there stands for them itself.
    guard !parts.isEmpty, parts.count == job.mergedFrom.count else { return runs.append(run) }
    for part in parts { try take(part, namedBy: named) }
  }

  private func refuseOverlaps() throws {
    for whole in runs where whole.job?.mergedFrom.isEmpty == false {
      let parts = whole.job?.mergedFrom ?? []
      for other in runs where other.id != whole.id {
        let otherParts = Set((other.job?.mergedFrom ?? []) + [other.id])
        let shared = parts.first(where: otherParts.contains).map { "run \($0)" } ?? Self.device(of: whole, and: other)
        guard let shared else { continue }
        throw DocumentError(
          .value,
          message:
            "run \(whole.id) was merged from \(parts.joined(separator: ", ")), which are not all in the ledger any more, "
            + "and \(shared) is in run \(other.id) too; expected runs that share nothing, or --from FILE with a ledger "
            + "that holds those parts")
      }
    }
  }

  /// A device that two runs counted.
  private static func device(of run: RunRecord, and other: RunRecord) -> String? {
    guard let job = run.job, let otherJob = other.job else { return nil }
    let devices = Set(otherJob.energy.filter { $0.energy != nil }.map(otherJob.placedID))
    return job.energy.first { $0.energy != nil && devices.contains(job.placedID($0)) }.map(job.placedID)
  }
}
