import Foundation
import GRDB

/// The runs estimated and measured, in one SQLite file.
///
/// Several programs may write at once: the file is in WAL mode, and a writer waits up to ten seconds for another. A
/// program that dies in the midst of writing leaves the ledger as it was before.
public final class RunLedger: Sendable {
  let database: DatabaseQueue
  let file: String
  /// Whether the file may only be read.
  public let isReadOnly: Bool

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
      configuration.busyMode = .timeout(10)
      isReadOnly = Self.isReadOnly(file, in: folder)
      if isReadOnly {
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

  /// Runs a piece of work, with its error in the ledger's own words.
  func guarded<Result>(_ work: () throws -> Result) throws(LedgerError) -> Result {
    do {
      return try work()
    } catch {
      throw LedgerError(error, file: file)
    }
  }

  // MARK: Writing

  /// Adds a run, or replaces the one of the same id.
  ///
  /// - Throws: `LedgerError` when it cannot be written; the ledger is then as it was.
  public func add(_ record: RunRecord) throws(LedgerError) { try add([record]) }

  /// Adds runs, all or none, each in place of the one of the same id.
  ///
  /// - Throws: `LedgerError` when they cannot be written; the ledger is then as it was.
  public func add(_ records: [RunRecord]) throws(LedgerError) {
    try guarded {
      try database.write { database in for record in records { try Self.write(record, to: database) } }
    }
  }

  /// Deletes runs with their tags and curves, all or none.
  ///
  /// - Throws: `LedgerError` when they cannot be deleted; the ledger is then as it was.
  public func delete(ids: [String]) throws(LedgerError) {
    try guarded {
      try database.write { database in
        for id in ids { try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
      }
    }
  }

  /// Adds tags to a run and takes others from it.
  ///
  /// - Throws: `LedgerError` when there is no such run or the ledger cannot be written.
  public func tag(id: String, adding: [String], removing: [String] = []) throws(LedgerError) {
    try guarded {
      try database.write { database in
        guard let number = try Self.number(of: id, in: database) else {
          throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
        }
        for tag in removing {
          try database.execute(sql: "DELETE FROM tag WHERE run = ? AND name = ?", arguments: [number, tag])
        }
        for tag in adding {
          try database.execute(sql: "INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)", arguments: [number, tag])
        }
      }
    }
  }

  // MARK: Reading

  /// The runs that a filter lets through, newest first.
  ///
  /// - Throws: `LedgerError` when they cannot be read.
  public func runs(_ filter: RunFilter = RunFilter()) throws(LedgerError) -> [RunRecord] {
    try guarded {
      let condition = filter.condition
      return try database.read { database in
        try Self.records(
          where: condition.sql, Self.arguments(condition.arguments), order: "started_at DESC, id DESC",
          limit: filter.limit, in: database)
      }
    }
  }

  /// Those of some records whose ids the ledger does not hold yet.
  ///
  /// - Throws: `LedgerError` when the ledger cannot be read.
  public func unknown(_ records: [RunRecord]) throws(LedgerError) -> [RunRecord] {
    try guarded {
      try database.read { database in
        try records.filter { try Self.number(of: $0.id, in: database) == nil }
      }
    }
  }

  /// How many runs a filter lets through, whatever its limit.
  ///
  /// - Throws: `LedgerError` when they cannot be read.
  public func count(_ filter: RunFilter = RunFilter()) throws(LedgerError) -> Int {
    try guarded {
      let condition = filter.condition
      return try database.read { database in
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM run WHERE \(condition.sql)",
          arguments: Self.arguments(condition.arguments)) ?? 0
      }
    }
  }

  private static func arguments(_ values: [any Sendable]) -> StatementArguments {
    StatementArguments(values.compactMap { $0 as? any DatabaseValueConvertible })
  }

  /// The run of an id, or of a unique beginning of one.
  ///
  /// - Throws: `LedgerError` when there is none or several begin so.
  public func run(id: String) throws(LedgerError) -> RunRecord {
    // A range of the index rather than LIKE, whose wildcards an id might hold.
    let found = try guarded {
      try database.read { database in
        try Self.records(
          where: "id >= ? AND id < ? || char(1114111)", [id, id], order: "id", limit: 3, in: database)
      }
    }
    guard let first = found.first, !id.isEmpty else {
      throw LedgerError(.unknownRun, file: file, message: "no run has the id '\(id)'")
    }
    guard found.count == 1 || first.id == id else {
      let ids = found.map(\.id).joined(separator: ", ")
      throw LedgerError(.unknownRun, file: file, message: "several runs begin with '\(id)': \(ids), …")
    }
    return first
  }
}
