public import ArgumentParser
import Documents
public import ForeignLogs
import HardwareProfiles
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun

extension RunsCommand {
  struct Import: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Keep a job that another tool measured, and print its record.",
      discussion: """
        Kinds: nvidia-smi (CSV of --query-gpu), mlperf-power (power log or result log), codecarbon (emissions.csv), \
        zeus (a monitor's CSV), wandb (events or an exported CSV), mlflow (a metric's file or a CSV), megatron-log. \
        A file of several runs gives several records.
        """)

    @Argument(help: ArgumentHelp("The log.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("What wrote it.", valueName: "kind"))
    var kind: ForeignLog

    @Option(help: ArgumentHelp("How many accelerators it is about, where it does not say.", valueName: "n"))
    var devices: Int?

    @Option(help: ArgumentHelp("mlperf-power: the result log; the run alone counts then.", valueName: "file"))
    var result: String?

    @Option(help: ArgumentHelp("The accelerator: an id, alias or unique prefix.", valueName: "name"))
    var accelerator: String?

    @Option(help: ArgumentHelp("The name in the ledger.", valueName: "name"))
    var name: String?

    @Option(name: .customLong("run"), help: ArgumentHelp("A run file whose site and prices apply.", valueName: "file"))
    var runFile: String?

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      if let devices, devices < 1 {
        throw ValidationError("--devices: found \(devices), expected a whole number of at least 1")
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let jobs = try kind.read(file, options: ForeignLog.Options(devices: devices, resultFile: result))
      let catalog = try profiles.catalog(context)
      let specification = try runFile.map { try RunFile.read($0, catalog: catalog).specification }
      let named = try accelerator.map { name throws(DocumentError) in try catalog.profile(named: name) }
      let ledger = try ledger.open(context)
      var generator = SystemRandomNumberGenerator()
      var records: [RunRecord] = []
      for imported in jobs {
        if !output.quiet { for warning in imported.warnings { context.note("traincost: warning: \(warning)") } }
        let title = name ?? imported.name
        // A product's name that no profile knows leaves the run without a price, no more.
        let profile = named ?? imported.product.flatMap { try? catalog.profile(named: $0) }
        records.append(
          JobPricer(specification ?? RunSpecification(name: title), profile)
            .record(
              imported.job, id: RunRecord.makeID(startedAt: imported.job.startedAt, using: &generator), name: title,
              context))
      }
      for record in records { try ledger.add(record) }
      let report = records.count == 1 ? RunsReport.show(records[0]) : RunsReport.list(records)
      try output.write(report, context)
      return ExitStatus.success
    }
  }
}

extension ForeignLog: ExpressibleByArgument {}
