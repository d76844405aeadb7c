import ArgumentParser
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

  /// Opens the ledger.
  func open(_ context: CommandContext) throws -> RunLedger { try RunLedger(file: path(context)) }
}
