import GRDB
import Glibc

/// The runs estimated and measured, in one SQLite file.
///
/// Several programs may write at once: the file is in WAL mode, and a writer waits for others as long as they get on with
/// it, and 30 seconds more. A program that dies in the midst of writing leaves the ledger as it was before.
public final class RunLedger: Sendable {
  let database: DatabaseQueue
  let file: String
  /// The time, in seconds since 1970-01-01 UTC, by which power curves age.
  let clock: @Sendable () -> Double
  /// Why the ledger can only be read; nil when it can be written.
  private let obstacle: LedgerError?

  /// Whether the ledger can only be read: it is write-protected, or its disk is full.
  public var isReadOnly: Bool { obstacle != nil }

  /// How a ledger is opened that does not exist yet.
  public enum Missing: Sendable {
    /// It is made, with its folder.
    case made
    /// It is taken for one without runs, and nothing is written.
    case empty
  }

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - file: its path.
  ///   - missing: what becomes of a ledger that does not exist yet.
  ///   - clock: seconds since 1970-01-01 UTC, by which power curves age.
  /// - Throws: `LedgerError` when it cannot be opened, is no ledger, or a later version wrote it.
  public init(
    file: String, missing: Missing = .made, clock: @escaping @Sendable () -> Double = RunLedger.systemClock
  ) throws(LedgerError) {
    self.file = file
    self.clock = clock
    let location = LedgerFile(path: file)
    do {
      if missing == .empty, !location.exists {
        (database, obstacle) = (try DatabaseQueue(), nil)
      } else if location.isWritable {
        try location.makeFolder()
        (database, obstacle) = try Self.open(location)
      } else {
        obstacle = LedgerError(.readOnly, file: file, message: "cannot be written: read-only")
        database = try location.openForReading()
      }
    } catch {
      throw LedgerError(error, file: file)
    }
    try migrate()
  }

  /// A full disk has no room for what WAL keeps beside the ledger; the ledger can then still be read.
  private static func open(_ location: LedgerFile) throws -> (DatabaseQueue, LedgerError?) {
    do {
      return (try location.openForWriting(), nil)
    } catch {
      let fault = LedgerError(error, file: location.path)
      guard fault.code == .full, let database = try? location.openForReading() else { throw fault }
      return (database, fault)
    }
  }

  /// The time of this machine.
  @Sendable public static func systemClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Runs a piece of work, with its error in the ledger's own words.
  func guarded<Result>(_ work: () throws -> Result) throws(LedgerError) -> Result {
    do {
      return try work()
    } catch {
      let fault = LedgerError(error, file: file)
      throw fault.code == .readOnly ? obstacle ?? fault : fault
    }
  }

  /// Throws why nothing can be written, when nothing can.
  func checkWritable() throws(LedgerError) { if let obstacle { throw obstacle } }

  // MARK: Writing

  /// Adds a run, or replaces the one of the same id.
  ///
  /// - Throws: `LedgerError` when it cannot be written; the ledger is then as it was.
  public func add(_ record: RunRecord) throws(LedgerError) { try add([record]) }

  /// Adds runs, all or none, each in place of the one of the same id.
  ///
  /// Then some of the power curves that have grown a day old are folded, so that the ledger stays small by being used.
  ///
  /// - Throws: `LedgerError` when they cannot be written; the ledger is then as it was.
  public func add(_ records: [RunRecord]) throws(LedgerError) {
    try guarded {
      try database.write { database in for record in records { try Self.write(record, to: database) } }
    }
    // The runs are kept already, and what cannot be folded now is folded after the next one.
    try? compactSomeCurves()
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

  /// The run of exactly this id; nil when the ledger holds none.
  ///
  /// - Throws: `LedgerError` when it cannot be read.
  public func knownRun(id: String) throws(LedgerError) -> RunRecord? {
    try guarded {
      try database.read { database in
        try Self.records(where: "id = ?", [id], order: "id", limit: 1, in: database).first
      }
    }
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
