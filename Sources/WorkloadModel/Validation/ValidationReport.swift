/// Predictions beside measurements, row by row and summed up.
public struct ValidationReport: Sendable {
  /// Every measured quantity that was predicted.
  public let rows: [ScoredRow]
  /// Rows that are not judged.
  public let skipped: [SkippedRow]
  /// How layouts were put in order.
  public let ranking: RankingScore
  /// Of each set of equal runs the quickest step measured, beside that of an estimate that is told all but the layout.
  public let openLayouts: [ScoredRow]
  /// Errors on rows that the fit did not see; empty unless asked for.
  public let cross: [CrossTable]

  /// The rows that are judged and have an error.
  public var judged: [ScoredRow] { rows.filter { $0.isJudged && $0.relativeError != nil } }

  /// The summary of some rows; nil when none has an error.
  public func summary(where condition: (ScoredRow) -> Bool) -> ErrorSummary? {
    let chosen = rows.filter { $0.relativeError != nil && condition($0) }
    return ErrorSummary(errors: chosen.compactMap(\.relativeError), withinRange: chosen.map(\.isWithinRange))
  }

  /// The summaries of the rows that meet a condition and share a key, by key.
  public func summaries(
    by key: (ScoredRow) -> String, where condition: (ScoredRow) -> Bool = { _ in true }
  ) -> [(key: String, summary: ErrorSummary)] {
    Dictionary(grouping: rows.filter { $0.relativeError != nil && condition($0) }, by: key).compactMap { key, rows in
      ErrorSummary(errors: rows.compactMap(\.relativeError), withinRange: rows.map(\.isWithinRange)).map { (key, $0) }
    }.sorted { $0.key < $1.key }
  }
}
