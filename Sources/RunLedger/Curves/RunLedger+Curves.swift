import Foundation
import GRDB
public import Quantities

extension RunLedger {
  /// How long readings are kept at full rate: a day.
  public static let fullRateSpan = Seconds(86_400)
  /// The most buckets of one device of one run: 30 days come to buckets of 320 s.
  public static let largestBucketCount = 8192
  /// At first buckets are ten seconds wide.
  private static let firstBucketWidth = Seconds(10)
  /// Readings of an hour are written together.
  private static let segmentSpan = 3600.0

  /// Adds readings of a device to a run, in order of time.
  ///
  /// - Parameters:
  ///   - points: the readings; those added before may not be given again.
  ///   - device: what was read, unique within the run: a PCI address, a name.
  ///   - id: the run.
  /// - Throws: `LedgerError` when there is no such run or the ledger cannot be written.
  public func addCurve(_ points: [PowerPoint], device: String, to id: String) throws(LedgerError) {
    let usable = points.filter { $0.time.isFinite && $0.power.value.isFinite }
    try guarded {
      try database.write { database in
        guard let number = try Self.number(of: id, in: database) else {
          throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
        }
        var index = 0
        while index < usable.count {
          let start = usable[index].time
          let end = usable[index...].firstIndex { $0.time - start >= Self.segmentSpan } ?? usable.count
          let segment = usable[index..<max(end, index + 1)]
          try database.execute(
            sql: """
              INSERT OR REPLACE INTO curve (run, device, started_at, ended_at, is_bucketed, bytes)
              VALUES (?, ?, ?, ?, 0, ?)
              """,
            arguments: [
              number, device, start, segment.last?.time ?? start, Data(CurveCodec.bytes(of: segment, from: start)),
            ])
          index = segment.endIndex
        }
      }
    }
  }

  /// Folds readings that are older than a day into buckets.
  ///
  /// - Parameter now: the time, in seconds since 1970-01-01 UTC.
  /// - Throws: `LedgerError` when the ledger cannot be written; it is then as it was.
  public func compactCurves(now: Double) throws(LedgerError) {
    let limit = now - Self.fullRateSpan.value
    try guarded {
      let due = try database.read { database in
        try Row.fetchAll(
          database,
          sql: "SELECT DISTINCT run, device FROM curve WHERE is_bucketed = 0 AND ended_at < ?", arguments: [limit]
        ).map { row -> (Int64, String) in (row["run"], row["device"]) }
      }
      for (run, device) in due {
        try database.write { try fold(run: run, device: device, before: limit, in: $0) }
      }
    }
  }

  private func fold(run: Int64, device: String, before limit: Double, in database: Database) throws {
    var curve = BucketedCurve(bound: Self.largestBucketCount, width: Self.firstBucketWidth)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT started_at, is_bucketed, bytes FROM curve
        WHERE run = ? AND device = ? AND (is_bucketed = 1 OR ended_at < ?) ORDER BY is_bucketed DESC, started_at
        """, arguments: [run, device, limit])
    while let row = try rows.next() { try add(row, to: &curve) }
    try database.execute(
      sql: "DELETE FROM curve WHERE run = ? AND device = ? AND (is_bucketed = 1 OR ended_at < ?)",
      arguments: [run, device, limit])
    guard let start = curve.start else { return }
    try database.execute(
      sql: """
        INSERT INTO curve (run, device, started_at, ended_at, is_bucketed, bytes) VALUES (?, ?, ?, ?, 1, ?)
        """,
      arguments: [
        run, device, start, start + Double(curve.content.count) * curve.width, Data(CurveCodec.bytes(of: curve)),
      ])
  }

  private func add(_ row: Row, to curve: inout BucketedCurve) throws {
    let (start, bytes): (Double, Data) = (row["started_at"], row["bytes"])
    let damaged = LedgerError(.corrupt, file: file, message: "holds a power curve that cannot be read")
    if row["is_bucketed"] as Bool {
      guard let part = CurveCodec.curve(of: [UInt8](bytes), start: start, bound: Self.largestBucketCount) else {
        throw damaged
      }
      curve.add(part)
    } else {
      guard CurveCodec.forEachPoint(in: [UInt8](bytes), from: start, { curve.add($0) }) else { throw damaged }
    }
  }

  /// The power of each device of a run over time: what is in buckets already, then what is still at full rate.
  ///
  /// - Parameters:
  ///   - id: the run.
  ///   - buckets: the most buckets of a device in either part, at least 2.
  /// - Throws: `LedgerError` when there is no such run or it cannot be read.
  public func curves(of id: String, buckets: Int) throws(LedgerError) -> [String: [PowerBucket]] {
    try guarded {
      try database.read { database in
        guard let number = try Self.number(of: id, in: database) else {
          throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
        }
        let old = try curves(number, isBucketed: true, buckets: buckets, in: database)
        let recent = try curves(number, isBucketed: false, buckets: buckets, in: database)
        return old.merging(recent) { $0 + $1 }
      }
    }
  }

  private func curves(
    _ run: Int64, isBucketed: Bool, buckets: Int, in database: Database
  ) throws -> [String: [PowerBucket]] {
    let span = try Row.fetchOne(
      database,
      sql: "SELECT min(started_at) AS start, max(ended_at) AS end FROM curve WHERE run = ? AND is_bucketed = ?",
      arguments: [run, isBucketed])
    let (start, end): (Double?, Double?) = (span?["start"], span?["end"])
    guard let start, let end else { return [:] }
    // A width near the final one from the start spares joining neighbours again and again.
    let width = max((end - start) / Double(buckets - 1), 1e-3)
    var curves: [String: BucketedCurve] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT device, started_at, is_bucketed, bytes FROM curve WHERE run = ? AND is_bucketed = ?
        ORDER BY device, started_at
        """, arguments: [run, isBucketed])
    while let row = try rows.next() {
      try add(row, to: &curves[row["device"], default: BucketedCurve(bound: buckets, width: Seconds(width))])
    }
    return curves.mapValues(\.buckets)
  }
}
