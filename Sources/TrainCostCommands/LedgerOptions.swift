import ArgumentParser
import Documents
import Glibc
import RunLedger

/// Where the ledger is.
struct LedgerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The ledger's file.", valueName: "file"))
  var ledger: String?

  /// The flag over TRAINCOST_LEDGER over the user's data folder.
  func path(_ context: CommandContext) throws -> String {
    let folder = UserFolders(context).data
    guard let file = ledger ?? context.variable("TRAINCOST_LEDGER") ?? folder.map({ "\($0)/ledger.sqlite" }) else {
      throw ValidationError("no place for the ledger: HOME is not set; give --ledger FILE")
    }
    return file
  }

  /// Refuses a file that is no ledger, before a job whose record would go there. Whether it is locked or damaged shows
  /// only when it is opened, which then is no reason not to measure.
  func check(_ context: CommandContext) throws {
    let file = try path(context)
    let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: 15)
    let count = Glibc.read(descriptor, &start, start.count)
    guard count != 0, count != start.count || start != Array("SQLite format 3".utf8) else { return }
    throw ValidationError("--ledger: \(file) is no ledger, expected a file that traincost made or a new name")
  }

  /// Opens the ledger to read of it. The user's own one is empty until there is one; any other must exist.
  func read(_ context: CommandContext) throws -> RunLedger {
    if let ledger { return try Self.existing(ledger, flag: "--ledger", context) }
    let now = context.now()
    return try RunLedger(file: path(context), missing: .empty, clock: { now })
  }

  /// Opens a ledger that a flag names and that must exist.
  static func existing(_ path: String, flag: String, _ context: CommandContext) throws -> RunLedger {
    guard access(path, F_OK) == 0 else {
      throw DocumentError(.missing, message: "\(flag): there is no file \(path)")
    }
    let now = context.now()
    return try RunLedger(file: path, missing: .empty, clock: { now })
  }

  /// Opens the ledger to write to it, and makes it when it does not exist.
  func open(_ context: CommandContext) throws -> RunLedger {
    let now = context.now()
    return try RunLedger(file: path(context), clock: { now })
  }
}
