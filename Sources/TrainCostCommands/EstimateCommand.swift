import ArgumentParser
import CostCore
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun
import WorkloadModel

struct EstimateCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Hours, kWh, carbon and cost of a run, each with a 90 % range.",
    discussion: """
      RUN is a run file (see 'traincost init') or a Hugging Face config.json, which --accelerator, --count and \
      --tokens or --samples complete.
      """)

  @Argument(help: ArgumentHelp("A run file or a config.json.", valueName: "run"))
  var path: String

  @OptionGroup(title: "The run") var run: RunOptions
  @Flag(help: "Show where each second of a step goes and which change of the layout would shorten it.")
  var explain = false

  @Flag(help: "Keep the estimate in the ledger.")
  var record = false

  @Flag(help: "Show what moves the total, and the total by simulation.")
  var uncertainty = false

  @Option(help: ArgumentHelp("Draws of the simulation.", valueName: "n"))
  var draws = 100_000

  @Option(help: ArgumentHelp("Seed of the simulation; the same seed gives the same figures.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: "Exports") var exports: ExportOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context)
    let file = try RunFile.read(path, catalog: catalog, overrides: run.overrides)
    let book = try prices.book(context, catalog: catalog)
    var estimate = try Estimator(book: book, today: Seconds(context.now())).estimate(file)
    if uncertainty { estimate.simulation = CostSimulation(estimate.cost, draws: draws, seed: seed) }
    try output.write(explain ? estimate.explainedReport : estimate.report, context)
    try exports.write(estimate, context)
    if record {
      var record = estimate.ledgerRecord(at: context.now())
      record.inputs = try RunInputs(estimate, file: path, overrides: run.flags)
      try ledger.open(context).add(record)
    }
    return checkFit(of: estimate, limits.check(estimate, context), context)
  }
}

extension EstimateCommand {
  func validate() throws {
    guard (1...100_000_000).contains(draws) else {
      throw ValidationError("--draws: found \(draws), expected a whole number from 1 to 100000000")
    }
  }

  /// The status with a run that does not fit taken for one that keeps no limit: it would not start.
  private func checkFit(of estimate: EstimateResult, _ status: Int32, _ context: CommandContext) -> Int32 {
    guard estimate.prediction?.fits == false else { return status }
    context.note(
      "\(limits.areAny ? "error" : "warning"): the run does not fit in memory, so it cannot be run like this")
    return limits.areAny ? ExitStatus.limitExceeded : status
  }
}

extension EstimateResult {
  /// The estimate as the ledger keeps it.
  func ledgerRecord(at time: Double) -> RunRecord {
    var generator = SystemRandomNumberGenerator()
    return RunRecord(
      id: RunRecord.makeID(startedAt: time, using: &generator), kind: .estimated, name: specification.name,
      startedAt: time, job: nil, accelerator: profile?.id, usage: usage, cost: cost, carbon: carbon)
  }
}

/// Flags that complete or override a run file.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Accelerator: an id, alias or unique prefix.", valueName: "name"))
  var accelerator: String?

  @Option(help: ArgumentHelp("Number of accelerators.", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("Tokens of one epoch, such as 15.6T.", valueName: "n"))
  var tokens: String?

  @Option(help: ArgumentHelp("Samples of one epoch, for models without tokens.", valueName: "n"))
  var samples: String?

  @Option(help: ArgumentHelp("Tokens of one sequence.", valueName: "n"))
  var sequenceLength: Int?

  @Option(help: ArgumentHelp("Number format of the matrix products, such as bf16.", valueName: "name"))
  var precision: String?

  @Option(help: ArgumentHelp("Sequences (samples) a step.", valueName: "n"))
  var globalBatchSize: Int?

  func validate() throws {
    for (name, value) in [
      ("--count", count), ("--sequence-length", sequenceLength), ("--global-batch-size", globalBatchSize),
    ] {
      if let value, value < 1 {
        throw ValidationError("\(name): found \(value), expected a whole number of at least 1")
      }
    }
    if tokens != nil, samples != nil {
      throw ValidationError("--tokens and --samples are alternatives; both are given")
    }
  }

  /// The flags that were given, as they would be typed.
  var flags: [String] {
    let flags: [(String, String?)] = [
      ("--accelerator", accelerator), ("--count", count.map(String.init)), ("--tokens", tokens),
      ("--samples", samples), ("--sequence-length", sequenceLength.map(String.init)), ("--precision", precision),
      ("--global-batch-size", globalBatchSize.map(String.init)),
    ]
    return flags.compactMap { name, value in value.map { "\(name) \($0)" } }
  }

  var overrides: RunFile.Overrides {
    var overrides = RunFile.Overrides()
    overrides.accelerator = accelerator
    overrides.count = count
    overrides.tokens = tokens
    overrides.samples = samples
    overrides.sequenceLength = sequenceLength
    overrides.precision = precision
    overrides.globalBatchSize = globalBatchSize
    return overrides
  }
}
