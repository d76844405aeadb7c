import Foundation
import GRDB

/// The runs estimated and measured, in one SQLite file.
///
/// Several programs may write at once: the file is in WAL mode, and a writer waits up to two seconds for another.
public final class RunLedger: Sendable {
  private let database: DatabaseQueue
  private let file: String

  /// The version of the file's layout that this program writes.
  private static let schemaVersion = 1

  /// Opens a ledger, and makes it and its folder when they are missing.
  ///
  /// - Throws: `LedgerError` when it cannot be opened, is no ledger, or a later version wrote it.
  public init(file: String) throws(LedgerError) {
    self.file = file
    do {
      let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
      if !FileManager.default.fileExists(atPath: folder) {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
      var configuration = Configuration()
      configuration.busyMode = .timeout(2)
      if Self.isReadOnly(file, in: folder) {
        // WAL needs a file beside the ledger; where none can be made, nobody writes either, so it is read as it stands.
        configuration.readonly = true
        let path = file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file
        database = try DatabaseQueue(path: "file:\(path)?immutable=1", configuration: configuration)
      } else {
        configuration.journalMode = .wal
        database = try DatabaseQueue(path: file, configuration: configuration)
      }
    } catch {
      throw LedgerError(error, file: file)
    }
    try migrate()
  }

  private static func isReadOnly(_ file: String, in folder: String) -> Bool {
    let manager = FileManager.default
    return manager.fileExists(atPath: file)
      && !(manager.isWritableFile(atPath: file) && manager.isWritableFile(atPath: folder))
  }

  /// Adds a run, or replaces the one of the same id.
  ///
  /// - Throws: `LedgerError` when it cannot be written; the ledger is then as it was.
  public func add(_ record: RunRecord) throws(LedgerError) {
    do {
      let document = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
      try database.write { database in
        try database.execute(
          sql: "INSERT OR REPLACE INTO run (id, kind, started_at, record) VALUES (?, ?, ?, ?)",
          arguments: [record.id, record.kind.rawValue, record.startedAt, document])
      }
    } catch {
      throw LedgerError(error, file: file)
    }
  }

  /// The runs, newest first.
  ///
  /// - Throws: `LedgerError` when they cannot be read.
  public func runs(limit: Int? = nil) throws(LedgerError) -> [RunRecord] {
    try records("SELECT record FROM run ORDER BY started_at DESC, id DESC LIMIT ?", [limit ?? -1])
  }

  /// The run of an id, or of a unique beginning of one.
  ///
  /// - Throws: `LedgerError` when there is none or several begin so.
  public func run(id: String) throws(LedgerError) -> RunRecord {
    // `substr` rather than LIKE, whose wildcards an id might hold.
    let found = try records(
      "SELECT record FROM run WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 3", [id, id])
    guard let first = found.first, !id.isEmpty else {
      throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
    }
    guard found.count == 1 || first.id == id else {
      let ids = found.map(\.id).joined(separator: ", ")
      throw LedgerError(.unknownRun, file: file, message: "several runs begin with '\(id)': \(ids), …")
    }
    return first
  }

  private func records(_ sql: String, _ arguments: StatementArguments) throws(LedgerError) -> [RunRecord] {
    do {
      let documents = try database.read { try String.fetchAll($0, sql: sql, arguments: arguments) }
      let decoder = JSONDecoder()
      return try documents.map { try decoder.decode(RunRecord.self, from: Data($0.utf8)) }
    } catch {
      throw LedgerError(error, file: file)
    }
  }

  private func migrate() throws(LedgerError) {
    let version: Int
    do {
      version = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      if version == 0 {
        // Immediate, so that of two programs that make the ledger at once the second finds it made.
        try database.inDatabase { database in
          try database.inTransaction(.immediate) {
            try database.execute(
              sql: """
                CREATE TABLE IF NOT EXISTS run (
                  id TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, started_at REAL NOT NULL, record TEXT NOT NULL);
                CREATE INDEX IF NOT EXISTS run_started_at ON run (started_at);
                PRAGMA user_version = \(Self.schemaVersion);
                """)
            return .commit
          }
        }
      }
    } catch {
      throw LedgerError(error, file: file)
    }
    guard version <= Self.schemaVersion else {
      throw LedgerError(
        .newer, file: file,
        message: "was written by a later version (layout \(version), known is \(Self.schemaVersion))")
    }
  }
}

extension LedgerError {
  /// What an error of the database means for a user.
  init(_ error: any Error, file: String) {
    switch error {
    case let error as LedgerError: self = error
    case let error as DatabaseError:
      let message = error.message ?? "error \(error.extendedResultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.locked, file: file, message: "another program holds it")
      case .SQLITE_READONLY, .SQLITE_PERM: self.init(.readOnly, file: file, message: "cannot be written: read-only")
      case .SQLITE_FULL: self.init(.full, file: file, message: "cannot be written: the disk is full")
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        self.init(.corrupt, file: file, message: "is no ledger or is damaged: \(message)")
      default: self.init(.unreachable, file: file, message: "cannot be used: \(message)")
      }
    case is DecodingError: self.init(.corrupt, file: file, message: "holds a record that cannot be read: \(error)")
    default: self.init(.unreachable, file: file, message: "cannot be used: \(error)")
    }
  }
}
