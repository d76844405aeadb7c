import ArgumentParser
import Documents
import HardwareProfiles
import Quantities
import Reporting
import RunLedger
import TrainingRun

extension RunsCommand {
  struct Merge: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Join the runs of one job's nodes or ranks into one run.",
      discussion: """
        A device is known by its node and its id, and none counts twice. The parts stay in the ledger; the new run names \
        them. Ledgers of other nodes are read with --from.
        """)

    @Argument(help: ArgumentHelp("Ids of runs, or the beginnings of ids.", valueName: "id"))
    var ids: [String]

    @Option(help: ArgumentHelp("A ledger of another node that holds parts too; may be given again.", valueName: "file"))
    var from: [String] = []

    @OptionGroup(title: "Name and prices") var pricing: PricingOptions
    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      guard Set(ids).count > 1 else {
        throw ValidationError("found \(Set(ids).count == 1 ? "one id" : "no id"), expected those of at least two runs")
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.open(context)
      let others = try from.map { try LedgerOptions.existing($0, flag: "--from", context) }
      let parts = try ids.map { id in
        // The own ledger's error is the one to show when no ledger knows the id.
        try others.lazy.compactMap { try? $0.run(id: id) }.first ?? ledger.run(id: id)
      }
      for (index, part) in parts.enumerated() {
        guard part.job != nil else {
          throw DocumentError(
            .value, message: "run \(part.id) was \(part.kind.rawValue), expected one that was measured")
        }
        if parts[..<index].contains(where: { $0.id == part.id }) {
          throw ValidationError("run \(part.id) is named twice")
        }
      }
      let merged = MeasuredJob.merging(parts.compactMap { part in part.job.map { (part.id, $0) } })
      if !output.quiet { merged.warnings.forEach { context.note("traincost: warning: \($0)") } }
      let catalog = try profiles.catalog(context)
      let pricing = try pricing.pricing(context, catalog: catalog)
      let title = pricing.name ?? parts[0].name
      let accelerator = parts.lazy.compactMap(\.accelerator).first
      let profile = accelerator.flatMap { try? catalog.profile(id: $0) }
      var generator = SystemRandomNumberGenerator()
      var record = pricing.pricer(title, profile)
        .record(
          merged.job, id: RunRecord.makeID(startedAt: merged.job.startedAt, using: &generator), name: title, context)
      // What was predicted of the job was predicted of all nodes together.
      let isOneJob = Set(parts.map { $0.inputs?.fingerprint }).count == 1
      record.inputs =
        pricing.runFile.flatMap { RunInputs.measuring($0, catalog: catalog, book: pricing.book) }
        ?? (isOneJob ? parts[0].inputs : nil)
      try ledger.add(record)
      try output.write(RunsReport.show(record), context)
      return ExitStatus.success
    }
  }
}
