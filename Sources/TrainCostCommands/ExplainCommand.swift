import ArgumentParser
import Glibc
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger

struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Formula, inputs and sources of one figure.",
    discussion: """
      PATH names a figure of 'estimate --format json', such as cost.total, cost.lines[2], energy.facility_kwh or \
      carbon.operational_kg; of a run in the ledger also those of 'runs show --format json'. RUN_OR_ID is a run file, \
      a config.json or the id of a run.
      """)

  @Argument(help: ArgumentHelp("The figure, by its JSON path.", valueName: "path"))
  var path: String

  @Argument(help: ArgumentHelp("A run file, or the id of a run in the ledger.", valueName: "run-or-id"))
  var run: String

  @OptionGroup(title: "The run") var options: RunOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let explanation: Explanation
    if access(run, F_OK) == 0 {
      let catalog = try profiles.catalog(context)
      let file = try RunFile.read(run, catalog: catalog, overrides: options.overrides)
      let book = try prices.book(context, catalog: catalog)
      let estimate = try Estimator(book: book, today: Seconds(context.now())).estimate(file)
      explanation = try Explanation(path, of: estimate)
    } else {
      explanation = try Explanation(path, of: ledger.open(context).run(id: run))
    }
    try output.write(explanation.report, context)
    return ExitStatus.success
  }
}
