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

  /// Opens the ledger to read of it. The user's own one is empty until there is one; any other must exist.
  func read(_ context: CommandContext) throws -> RunLedger {
    let path = try path(context)
    guard ledger == nil || access(path, F_OK) == 0 else {
      throw DocumentError(.missing, message: "--ledger: there is no file \(path)")
    }
    return try RunLedger(file: path, missing: .empty)
  }

  /// Opens the ledger to write to it, and makes it when it does not exist.
  func open(_ context: CommandContext) throws -> RunLedger { try RunLedger(file: path(context)) }
}
