import Documents
import Glibc
import RunLedger

/// What a verb that takes a run file or the id of a run in the ledger is about.
enum RunSubject {
  /// A run file or a Hugging Face configuration.
  case file(String)
  /// A run of the ledger.
  case record(RunRecord, RunLedger)

  /// The file of a name where there is one, else the run of the ledger. A ledger that does not exist is not made.
  ///
  /// - Throws: `DocumentError` when there is neither, `LedgerError` when the ledger cannot be read.
  init(_ name: String, ledger options: LedgerOptions, _ context: CommandContext) throws {
    // A name with a slash or a dot can only be a file's; reading it says what is wrong with it.
    guard access(name, F_OK) != 0, !name.contains("/"), !name.contains(".") else {
      self = .file(name)
      return
    }
    let path = try options.path(context)
    guard access(path, F_OK) == 0 else {
      throw DocumentError(
        .missing, message: "'\(name)' is neither a file nor the id of a run: there is no ledger \(path) yet")
    }
    let ledger = try RunLedger(file: path)
    self = .record(try Self.record(name, in: ledger), ledger)
  }

  private static func record(_ id: String, in ledger: RunLedger) throws -> RunRecord {
    do {
      return try ledger.run(id: id)
    } catch {
      guard error.code == .unknownRun else { throw error }
      throw DocumentError(.missing, message: "'\(id)' is no file, and \(error)")
    }
  }
}
