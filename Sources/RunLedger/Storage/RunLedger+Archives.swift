import Foundation
import GRDB

extension RunLedger {
  /// The runs that a filter lets through, newest first, with their curves.
  ///
  /// - Throws: `LedgerError` when they cannot be read.
  public func archives(_ filter: RunFilter = RunFilter()) throws(LedgerError) -> [RunArchive] {
    let records = try runs(filter)
    return try guarded {
      try database.read { database in
        try records.map { record in
          // Deleted in the meantime, it is exported as it was read, without curves.
          guard let number = try Self.number(of: record.id, in: database) else { return RunArchive(record) }
          return RunArchive(record, curves: try archivedCurves(of: number, in: database))
        }
      }
    }
  }

  private func archivedCurves(of run: Int64, in database: Database) throws -> [RunArchive.Curve] {
    let devices = try String.fetchAll(
      database, sql: "SELECT DISTINCT device FROM curve WHERE run = ? ORDER BY device", arguments: [run])
    return try devices.compactMap { device in
      let curve = try wholeCurve(of: run, device, in: database)
      return curve.start.map { start in
        RunArchive.Curve(device: device, start: start, bytes: Data(CurveCodec.bytes(of: curve)))
      }
    }
  }

  /// Adds runs of another ledger with their tags and curves, all or none, each in place of the one of the same id.
  ///
  /// - Throws: `LedgerError` when they cannot be written; the ledger is then as it was.
  public func add(_ archives: [RunArchive]) throws(LedgerError) {
    try guarded {
      try database.write { database in
        for archive in archives {
          try Self.write(archive.run, to: database)
          guard let number = try Self.number(of: archive.record.id, in: database) else { continue }
          try Self.deleteCurves(of: number, in: database)
          for curve in archive.curves ?? [] {
            guard let buckets = curve.buckets else { continue }
            try replaceBuckets(of: number, curve.device, by: buckets, in: database)
          }
        }
      }
    }
  }

  /// Adds runs with readings of their devices, all or none, each in place of the one of the same id, whose tags stay.
  ///
  /// - Parameters:
  ///   - records: the runs.
  ///   - eachCurve: hands the devices of the run of an index to its closure one by one, with readings in order of time.
  /// - Throws: `LedgerError` when they cannot be written; the ledger is then as it was.
  public func add(
    _ records: [RunRecord],
    eachCurve: (_ index: Int, _ add: (_ device: String, _ points: [PowerPoint]) throws -> Void) throws -> Void
  ) throws(LedgerError) {
    try guarded {
      try database.write { database in
        for (index, record) in records.enumerated() {
          try Self.write(record, to: database)
          guard let number = try Self.number(of: record.id, in: database) else { continue }
          try Self.deleteCurves(of: number, in: database)
          try eachCurve(index) { device, points in try add(points, of: number, device, in: database) }
        }
      }
    }
  }

  private static func deleteCurves(of run: Int64, in database: Database) throws {
    try database.execute(sql: "DELETE FROM curve WHERE run = ?", arguments: [run])
  }
}
