import ArgumentParser
import Reporting
import RunLedger

extension RunsCommand {
  struct Verify: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Read the whole ledger and say what is damaged.",
      discussion: "Exits with 65 when anything is.")

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let check = try ledger.read(context).verify()
      try output.write(check.report, context)
      return check.faults.isEmpty ? ExitStatus.success : ExitStatus.badInput
    }
  }
}
