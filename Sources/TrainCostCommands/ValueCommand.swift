import ArgumentParser
import CostCore
import Documents
import Glibc
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun
import ValueModel

struct ValueCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "value",
    abstract: "Whether a run pays: NPV, ROI, IRR, payback and break-even of its benefits.",
    discussion: """
      RUN is a run file or the id of a run in the ledger. CSV output holds the cash flows by month. A benefits file has \
      currency, months, benefits: and, where wanted, costs:, scenarios:, social:, technical:, discount_rate (0.1 a \
      year), sensitivity (0.2) and exchange_rates:, as in Examples/recommender/benefits.yaml. Each benefit and cost has \
      a name, a kind, from_month and to_month, and the numbers of its kind, each plain or { low, mid, high }:

      \(BenefitPlan.kindsInWords)
      """)

  @Argument(help: ArgumentHelp("A run file, or an id of the ledger.", valueName: "run"))
  var run: String

  @Option(help: ArgumentHelp("The benefits file.", valueName: "file"))
  var benefits: String

  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let plan = try BenefitPlan(Section(parsing: TextFile.read(benefits), file: benefits))
    let (name, statement) = try cost(context)
    guard let total = statement.knownTotal else {
      let items = statement.unknownLines.map(\.item.rawValue).joined(separator: ", ")
      throw DocumentError(
        .value, message: "the cost of '\(name)' is not fully known (\(items)), so its value isn't either")
    }
    try output.write(ValueModel(plan, cost: total).assess().report(of: name), context)
    return ExitStatus.success
  }

  /// A file that exists is a run file; anything else is an id.
  private func cost(_ context: CommandContext) throws -> (name: String, statement: CostStatement) {
    guard access(run, F_OK) == 0 || run.hasSuffix(".yaml") || run.hasSuffix(".json") else {
      let record = try ledger.read(context).run(id: run)
      guard let cost = record.cost else {
        throw DocumentError(.value, message: "run \(record.id) has no bill in the ledger")
      }
      return (record.name, cost)
    }
    let file = try RunFile.read(run, catalog: profiles.catalog(context))
    return (file.specification.name, try Estimator(book: PriceBook()).estimate(file).cost)
  }
}
