import Foundation
import GRDB
import RunLedger

/// Ledger files as other versions of the program, or accidents, leave them.
enum OldLedger {
  /// A file of the first layout.
  static func write(_ records: [RunRecord], to file: String) throws {
    let queue = try DatabaseQueue(path: file)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE run (
            id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, started_at REAL NOT NULL, record TEXT NOT NULL);
          CREATE INDEX run_started_at ON run (started_at);
          PRAGMA user_version = 1;
          """)
      for record in records {
        try database.execute(
          sql: "INSERT INTO run VALUES (?, ?, ?, ?)",
          arguments: [
            record.id, record.kind.rawValue, record.startedAt,
            String(decoding: try JSONEncoder().encode(record), as: UTF8.self),
          ])
      }
    }
  }

  /// Runs SQL on a file, whatever it does to it.
  static func execute(_ sql: String, on file: String) throws {
    try DatabaseQueue(path: file).inDatabase { try $0.execute(sql: sql) }
  }
}
