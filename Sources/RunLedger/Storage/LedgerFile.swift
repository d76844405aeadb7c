import Documents
import GRDB
import Glibc

/// The file of a ledger: where it lies, and how it can be opened there.
struct LedgerFile {
  let path: String

  /// The folder that it lies in.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether there is something at its path.
  var exists: Bool { access(path, F_OK) == 0 }

  /// Whether it, with the files that SQLite keeps beside it, may be written; one that is missing may be made.
  var isWritable: Bool { !exists || (access(path, W_OK) == 0 && access(folder, W_OK) == 0) }

  /// Whether changes wait beside it that have not reached it yet.
  private var hasPendingChanges: Bool {
    var status = stat()
    return stat("\(path)-wal", &status) == 0 && status.st_size > 0
  }

  /// Makes the folders above it that are missing, for the user alone.
  func makeFolder() throws(LedgerError) {
    do throws(Folder.Failure) {
      try Folder.make(folder)
    } catch {
      throw LedgerError(
        .unreachable, file: path,
        message: "its folder \(error.path) cannot be made: \(String(cString: strerror(error.code)))")
    }
  }

  /// Opens it for reading and writing.
  func openForWriting() throws -> DatabaseQueue {
    let patience = LedgerPatience(path: path)
    var configuration = Configuration()
    configuration.busyMode = .callback { patience.wait(tries: $0) }
    configuration.prepareDatabase { [self] database in
      try checkOrigin(database)
      // GRDB's own way to WAL also makes and drops a table, which only its pools need. Of two programs that turn a new file
      // to WAL at once SQLite refuses one without asking whether it would wait.
      let mode = try patience.perform {
        try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
      } whileBusy: {
        ($0 as? DatabaseError)?.resultCode == .SQLITE_BUSY
      }
      guard mode == "wal" else { throw DatabaseError(message: "its file system has no room for WAL beside it") }
      // What the last program leaves is on the disk: it syncs as it closes the ledger.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Opens it for reading alone, where nothing may be written beside it.
  func openForReading() throws -> DatabaseQueue {
    let patience = LedgerPatience(path: path)
    var configuration = Configuration()
    configuration.busyMode = .callback { patience.wait(tries: $0) }
    configuration.readonly = true
    configuration.prepareDatabase { [self] database in try checkOrigin(database) }
    if hasPendingChanges { return try DatabaseQueue(path: path, configuration: configuration) }
    // WAL needs a file beside the ledger. Where none can be made, nobody writes either: it is read as it stands.
    let escaped = path.utf8.map { byte -> String in
      byte == 0x25 || byte == 0x3F || byte == 0x23
        ? "%" + String(byte, radix: 16, uppercase: true) : String(decoding: [byte], as: UTF8.self)
    }
    return try DatabaseQueue(path: "file:\(escaped.joined())?immutable=1", configuration: configuration)
  }

  /// Refuses a database of another program, before anything is written to it.
  private func checkOrigin(_ database: Database) throws {
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
    let columns =
      try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM pragma_table_info('run') WHERE name IN ('id', 'kind', 'started_at')") ?? 0
    guard tables == 0 || columns == 3 else {
      throw LedgerError(
        .corrupt, file: path,
        message: "is a database of another program; expected a file that traincost made or a new name")
    }
  }

  /// Whether the disk has no room left for the smallest change.
  var isDiskFull: Bool {
    var status = statvfs()
    guard statvfs(exists ? path : folder, &status) == 0 else { return false }
    return status.f_bavail * status.f_frsize < 64 * 1024
  }

  /// Why it cannot be opened, in words, where the system tells; nil else.
  var fault: String? {
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return "is a folder; expected a file" }
      return access(path, R_OK) == 0 ? nil : "cannot be read: \(String(cString: strerror(errno)))"
    }
    return access(folder, W_OK) == 0 ? nil : "cannot be made: \(String(cString: strerror(errno)))"
  }
}
