import ArgumentParser
import Documents
import Glibc
import RunLedger

extension RunsCommand {
  struct Backup: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Copy the ledger to a new file, while others may go on writing.",
      discussion: "The copy is a ledger itself: --ledger FILE reads it.")

    @Argument(help: ArgumentHelp("The new file.", valueName: "file"))
    var path: String

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let file = try ledger.path(context)
      guard access(file, F_OK) == 0 else {
        throw DocumentError(.missing, message: "there is no ledger \(file) yet, so nothing to copy")
      }
      try ledger.open(context).backUp(to: path)
      context.note("wrote \(path)")
      return ExitStatus.success
    }
  }
}
