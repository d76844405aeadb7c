/// How near this model, a one-line baseline and the best known peer come to the times of one group of runs.
public struct GroupComparison: Sendable {
  /// Who measured the runs.
  public let group: String
  /// The errors of the times predicted here, and of the work over half the peak rate drawn out by the bubble.
  public let ours: ErrorSummary
  public let baseline: ErrorSummary
  /// The best known peer; nil where none was run on the group.
  public let peer: PeerAccuracy?

  /// A group that is large enough to be judged by itself.
  public var isLarge: Bool { ours.count >= 30 }
}

extension ValidationReport {
  /// The comparison of every group that has times, of grades that are judged.
  public var comparisons: [GroupComparison] {
    Dictionary(grouping: judged.filter { $0.quantity.isTime && $0.baseline != nil }, by: \.group)
      .compactMap { group, rows in
        guard let ours = ErrorSummary(errors: rows.compactMap(\.timeError), withinRange: rows.map(\.isWithinRange)),
          let baseline = ErrorSummary(errors: rows.compactMap(\.baselineError))
        else { return nil }
        return GroupComparison(
          group: group, ours: ours, baseline: baseline, peer: PeerAccuracy.all.first { $0.group == group })
      }.sorted { $0.group < $1.group }
  }

  /// Rows that state all that a prediction needs and are neither repeated nor in doubt, and how many of them are scored.
  public var coverage: (held: Int, scored: Int) {
    let scored = Set(rows.map(\.id)).count
    return (scored + skipped.count { $0.cause == .notModelled }, scored)
  }
}
