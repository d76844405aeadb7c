import ArgumentParser
import Reporting
import RunLedger

extension RunsCommand {
  struct Show: Verb {
    static let configuration = CommandConfiguration(abstract: "All of one run.")

    @Argument(help: ArgumentHelp("An id, or the beginning of one.", valueName: "id"))
    var id: String

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      try output.write(RunsReport.show(ledger.open(context).run(id: id)), context)
      return ExitStatus.success
    }
  }
}
