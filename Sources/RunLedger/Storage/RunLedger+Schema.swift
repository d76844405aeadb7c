import Foundation
import GRDB

extension RunLedger {
  /// The version of the file's layout that this program writes: the number of its migrations.
  static let schemaVersion = migrations.count

  /// What takes a file from each layout to the next. An entry that was once released never changes.
  ///
  /// GRDB's migrator looks for what is missing before it locks the file, so that of two programs which make a ledger
  /// at once the slower one would fail; here the lock comes first.
  private static let migrations: [@Sendable (Database) throws -> Void] = [
    { try $0.execute(sql: layout1) },
    { database in
      try database.execute(sql: "DROP INDEX run_started_at; ALTER TABLE run RENAME TO run_1;" + layout2)
      let rows = try Row.fetchCursor(database, sql: "SELECT record FROM run_1")
      let decoder = JSONDecoder()
      while let row = try rows.next() {
        let document: String = row["record"]
        try write(decoder.decode(RunRecord.self, from: Data(document.utf8)), to: database)
      }
      try database.execute(sql: "DROP TABLE run_1")
    },
  ]

  private static let layout1 = """
    CREATE TABLE run (
      id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, started_at REAL NOT NULL, record TEXT NOT NULL);
    CREATE INDEX run_started_at ON run (started_at);
    """

  /// Small rows to search, and beside them the whole records and the curves, which a search need not read.
  private static let layout2 = """
    CREATE TABLE run (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL,
      command TEXT NOT NULL, accelerator TEXT, started_at REAL NOT NULL, fingerprint TEXT);
    CREATE INDEX run_started_at ON run (started_at, id);
    CREATE INDEX run_name ON run (name);
    CREATE INDEX run_fingerprint ON run (fingerprint) WHERE fingerprint IS NOT NULL;
    CREATE TABLE dictionary (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, bytes BLOB NOT NULL);
    CREATE TABLE record (
      run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE, length INTEGER NOT NULL,
      dictionary INTEGER REFERENCES dictionary, bytes BLOB NOT NULL);
    CREATE TABLE tag (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, name TEXT NOT NULL, PRIMARY KEY (run, name)) WITHOUT ROWID;
    CREATE INDEX tag_name ON tag (name, run);
    CREATE TABLE curve (
      run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, device TEXT NOT NULL, started_at REAL NOT NULL,
      ended_at REAL NOT NULL, is_bucketed INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY (run, device, is_bucketed, started_at));
    CREATE INDEX curve_full_rate ON curve (ended_at) WHERE is_bucketed = 0;
    """

  /// Brings the file to the layout of this program.
  func migrate() throws(LedgerError) {
    try guarded {
      var version = try database.read { try Self.version(of: $0) }
      if version < Self.schemaVersion, !isReadOnly {
        try database.inDatabase { database in
          // The record table is rebuilt around its references.
          try database.execute(sql: "PRAGMA foreign_keys = OFF")
          defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
          try database.inTransaction(.immediate) {
            version = try Self.version(of: database)
            guard version < Self.schemaVersion else { return .commit }
            for step in Self.migrations[version...] { try step(database) }
            version = Self.schemaVersion
            try database.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
          }
        }
      }
      guard version <= Self.schemaVersion else {
        throw LedgerError(
          .newer, file: file,
          message: "was written by a later version of traincost (layout \(version), known is \(Self.schemaVersion)); "
            + "nothing was changed")
      }
      guard version == Self.schemaVersion else {
        if version == 0 { try checkWritable() }
        throw LedgerError(
          .readOnly, file: file,
          message: "was written by an earlier version (layout \(version)) and cannot be brought to layout "
            + "\(Self.schemaVersion), since it may only be read; copy it to a folder that you may write to")
      }
    }
  }

  private static func version(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }
}
