import GRDB

extension LedgerError {
  /// What an error of the database means for a user.
  init(_ error: any Error, file: String) {
    switch error {
    case let error as LedgerError: self = error
    case let error as DatabaseError:
      let message = error.message ?? "error \(error.extendedResultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_LOCKED, .SQLITE_PROTOCOL:
        self.init(.locked, file: file, message: "another program holds it: \(message)")
      case .SQLITE_BUSY:
        self.init(
          .locked, file: file,
          message: "another program has held it for \(Int(LedgerPatience.longestStandstill)) s without writing to it")
      case .SQLITE_READONLY, .SQLITE_PERM: self.init(.readOnly, file: file, message: "cannot be written: read-only")
      case .SQLITE_FULL: self.init(.full, file: file, message: "cannot be written: the disk is full")
      case .SQLITE_IOERR where LedgerFile(path: file).isDiskFull:
        self.init(.full, file: file, message: "cannot be written: the disk is full")
      case .SQLITE_CANTOPEN:
        self.init(.unreachable, file: file, message: LedgerFile(path: file).fault ?? "cannot be opened: \(message)")
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        self.init(.corrupt, file: file, message: "is no ledger or is damaged: \(message)")
      default: self.init(.unreachable, file: file, message: "cannot be used: \(message)")
      }
    case let error as RecordCodecError:
      self.init(.corrupt, file: file, message: "holds a record that cannot be read: \(error)")
    case is DecodingError: self.init(.corrupt, file: file, message: "holds a record that cannot be read: \(error)")
    default: self.init(.unreachable, file: file, message: "cannot be used: \(error)")
    }
  }
}
