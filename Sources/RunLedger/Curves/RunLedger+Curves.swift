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

  /// How many readings are folded after a run was added: those of a day of twenty devices at 10 Hz, so that a ledger that
  /// takes a day's run every day does not fall behind.
  private static let readingsAtOnce = 20 * 864_000

  /// Adds readings of a device to a run, in order of time. Those that are over a day old go into buckets at once.
  ///
  /// - Parameters:
  ///   - points: the readings; those added before may not be given again.
  ///   - device: what was read, unique within the run: a PCI address, a name.
  ///   - id: the run.
  /// - Throws: `LedgerError` when there is no such run or the ledger cannot be written.
  public func addCurve(_ points: [PowerPoint], device: String, to id: String) throws(LedgerError) {
    try addCurves([(device, points)], to: id)
  }

  /// Adds readings of several devices to a run, of all or of none.
  ///
  /// - Throws: `LedgerError` as `addCurve`.
  public func addCurves(
    _ curves: some Sequence<(device: String, points: [PowerPoint])>, to id: String
  ) throws(LedgerError) {
    try guarded {
      try database.write { database in
        guard let number = try Self.number(of: id, in: database) else {
          throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
        }
        for (device, points) in curves { try add(points, of: number, device, in: database) }
      }
      // Stretch by stretch of a long run: its pages are not read again.
      database.releaseMemory()
    }
  }

  func add(_ points: [PowerPoint], of run: Int64, _ device: String, in database: Database) throws {
    let usable = points.filter { $0.time.isFinite && $0.power.value.isFinite }
    let limit = clock() - Self.fullRateSpan.value
    let recent = usable.firstIndex { $0.time >= limit } ?? usable.endIndex
    if recent > 0 {
      var curve = try buckets(of: run, device, in: database)
      for point in usable[..<recent] { curve.add(point) }
      try replaceBuckets(of: run, device, by: curve, in: database)
    }
    try Self.write(usable[recent...], of: run, device, in: database)
  }

  private static func write(
    _ points: ArraySlice<PowerPoint>, of run: Int64, _ device: String, in database: Database
  ) throws {
    var index = points.startIndex
    while index < points.endIndex {
      let start = points[index].time
      let end = points[index...].firstIndex { $0.time - start >= segmentSpan } ?? points.endIndex
      let segment = points[index..<max(end, index + 1)]
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO curve (run, device, started_at, ended_at, is_bucketed, bytes)
          VALUES (?, ?, ?, ?, 0, ?)
          """,
        arguments: [
          run, device, start, segment.last?.time ?? start, Data(CurveCodec.bytes(of: segment, from: start)),
        ])
      index = segment.endIndex
    }
  }

  /// Folds as much of what is older than a day as a run that was added is worth waiting for.
  func compactSomeCurves() throws(LedgerError) { try compactCurves(atMost: Self.readingsAtOnce) }

  /// Folds readings that are older than a day into buckets.
  ///
  /// - Parameter count: about so many readings, whole stretches of them; the rest waits for the next call.
  /// - Throws: `LedgerError` when the ledger cannot be written; it is then as it was after the last whole curve.
  public func compactCurves(atMost count: Int = .max) throws(LedgerError) {
    let limit = clock() - Self.fullRateSpan.value
    var rest = count
    while rest > 0 {
      // Most of the time nothing is due, which a look at the index tells without a lock.
      let due = try guarded {
        try database.read { database in
          try Row.fetchOne(
            database, sql: "SELECT run, device FROM curve WHERE is_bucketed = 0 AND ended_at < ? LIMIT 1",
            arguments: [limit]
          ).map { row -> (Int64, String) in (row["run"], row["device"]) }
        }
      }
      guard let (run, device) = due else { return }
      rest -= try guarded {
        try database.write { try fold(run: run, device: device, before: limit, atMost: rest, in: $0) }
      }
    }
  }

  /// Folds stretches of one curve until so many readings are folded, and returns how many were.
  private func fold(
    run: Int64, device: String, before limit: Double, atMost count: Int, in database: Database
  ) throws -> Int {
    var curve = try buckets(of: run, device, in: database)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT rowid, started_at, is_bucketed, bytes FROM curve
        WHERE run = ? AND device = ? AND is_bucketed = 0 AND ended_at < ? ORDER BY started_at
        """, arguments: [run, device, limit])
    var (folded, readings): ([Int64], Int) = ([], 0)
    while readings < count, let row = try rows.next() {
      try add(row, to: &curve)
      folded.append(row["rowid"])
      readings += CurveCodec.pointCount(ofBytes: (row["bytes"] as Data).count)
    }
    for row in folded { try database.execute(sql: "DELETE FROM curve WHERE rowid = ?", arguments: [row]) }
    try replaceBuckets(of: run, device, by: curve, in: database)
    // Another program may have folded them in the meantime; that counts too, so that the caller comes to an end.
    return max(1, readings)
  }

  /// What of a device's curve is in buckets already.
  private func buckets(of run: Int64, _ device: String, in database: Database) throws -> BucketedCurve {
    var curve = BucketedCurve(bound: Self.largestBucketCount, width: Self.firstBucketWidth)
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT started_at, is_bucketed, bytes FROM curve WHERE run = ? AND device = ? AND is_bucketed = 1",
      arguments: [run, device])
    while let row = try rows.next() { try add(row, to: &curve) }
    return curve
  }

  /// All of a device's curve in buckets, its newest readings too.
  func wholeCurve(of run: Int64, _ device: String, in database: Database) throws -> BucketedCurve {
    var curve = try buckets(of: run, device, in: database)
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT started_at, is_bucketed, bytes FROM curve WHERE run = ? AND device = ? AND is_bucketed = 0
        ORDER BY started_at
        """, arguments: [run, device])
    while let row = try rows.next() { try add(row, to: &curve) }
    return curve
  }

  func replaceBuckets(
    of run: Int64, _ device: String, by curve: BucketedCurve, in database: Database
  ) throws {
    try database.execute(
      sql: "DELETE FROM curve WHERE run = ? AND device = ? AND is_bucketed = 1", arguments: [run, device])
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
