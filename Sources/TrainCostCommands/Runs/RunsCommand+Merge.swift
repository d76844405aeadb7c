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
        them. A merged run is taken for its parts, so that a late node can be added to it. Ledgers of other nodes are read \
        with --from.
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
      let named = try ids.map { id in
        // The own ledger's error is the one to show when no ledger knows the id.
        try others.lazy.compactMap { try? $0.run(id: id) }.first ?? ledger.run(id: id)
      }
      for (index, run) in named.enumerated() where named[..<index].contains(where: { $0.id == run.id }) {
        throw ValidationError("run \(run.id) is named twice")
      }
      let taken = try MergeParts(of: named) { id in
        for place in [ledger] + others { if let run = try place.knownRun(id: id) { return run } }
        return nil
      }
      let parts = taken.runs
      let merged = MeasuredJob.merging(parts.compactMap { part in part.job.map { (part.id, $0) } })
      output.warn(taken.warnings + merged.warnings, context)
      let catalog = try profiles.catalog(context)
      let pricing = try pricing.pricing(context, catalog: catalog)
      let title = pricing.name ?? named[0].name
      let accelerators = JobAccelerators(
        parts.flatMap(\.acceleratorNames).map { name in (name, try? catalog.profile(id: name)) })
      var generator = SystemRandomNumberGenerator()
      var (record, warnings) = pricing.pricer(title, accelerators)
        .record(merged.job, id: RunRecord.makeID(startedAt: merged.job.startedAt, using: &generator), name: title)
      output.warn(warnings, context)
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

extension RunRecord {
  /// What the accelerators of a part are called; empty for a part without any.
  fileprivate var acceleratorNames: [String] {
    let name = accelerator ?? job?.training?.acceleratorName
    guard let count = acceleratorCount else { return name.map { [$0] } ?? [] }
    return count > 0 ? job?.acceleratorKinds ?? [name ?? "an unknown one"] : []
  }
}
