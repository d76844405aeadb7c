import Foundation
import GRDB

/// What a check of the whole ledger found.
public struct LedgerCheck: Sendable, Equatable {
  /// How many runs, curve segments and bytes were read.
  public var runs: Int
  public var curveSegments: Int
  public var bytes: Int
  /// What is wrong, in words; empty when nothing is.
  public var faults: [String]
}

extension RunLedger {
  /// Reads everything: the database's own check, its references, each record and each curve.
  ///
  /// - Throws: `LedgerError` when the ledger cannot be read at all.
  public func verify() throws(LedgerError) -> LedgerCheck {
    try guarded {
      try database.read { database in
        var faults = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        let dangling = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        faults += dangling.prefix(20).map { row in
          let (table, parent): (String, String) = (row["table"], row["parent"])
          return "a row of table \(table) belongs to a \(parent) that is not there"
        }
        let orphans = try String.fetchAll(
          database, sql: "SELECT id FROM run WHERE number NOT IN (SELECT run FROM record) LIMIT 20")
        faults += orphans.map { "run \($0) has no record" }
        let ids = try String.fetchAll(database, sql: "SELECT id FROM run ORDER BY id")
        for id in ids {
          do {
            let found = try Self.records(where: "id = ?", [id], order: "id", limit: 1, in: database)
            if let record = found.first, record.id != id { faults.append("run \(id) holds the record of \(record.id)") }
          } catch {
            faults.append("run \(id) cannot be read: \(error)")
          }
        }
        return LedgerCheck(
          runs: ids.count, curveSegments: try Int.fetchOne(database, sql: "SELECT count(*) FROM curve") ?? 0,
          bytes: try Int.fetchOne(
            database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0,
          faults: faults + (try curveFaults(in: database)))
      }
    }
  }

  private func curveFaults(in database: Database) throws -> [String] {
    var faults: [String] = []
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT run.id, device, curve.started_at, is_bucketed, bytes FROM curve JOIN run ON run.number = curve.run")
    while let row = try rows.next() {
      let (id, device, start, bytes): (String, String, Double, Data) = (
        row["id"], row["device"], row["started_at"], row["bytes"]
      )
      let isSound =
        row["is_bucketed"] as Bool
        ? CurveCodec.curve(of: [UInt8](bytes), start: start, bound: Self.largestBucketCount) != nil
        : CurveCodec.forEachPoint(in: [UInt8](bytes), from: start) { _ in }
      if !isSound { faults.append("the power curve of \(device) in run \(id) cannot be read") }
    }
    return faults
  }

  /// Writes a copy of the ledger as it is now, while others may go on writing.
  ///
  /// - Parameter path: a file that does not exist yet.
  /// - Throws: `LedgerError` when it exists or cannot be written; nothing is then left behind.
  public func backUp(to path: String) throws(LedgerError) {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw LedgerError(.unreachable, file: path, message: "exists already; expected the name of a new file")
    }
    do {
      try database.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    } catch {
      for rest in [path, "\(path)-journal"] { try? FileManager.default.removeItem(atPath: rest) }
      throw LedgerError(error, file: path)
    }
  }
}
