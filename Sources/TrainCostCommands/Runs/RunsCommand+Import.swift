public import ArgumentParser
import Documents
public import ForeignLogs
import HardwareProfiles
import Quantities
import Reporting
import RunLedger
import TrainingRun

extension RunsCommand {
  struct Import: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Keep jobs that another tool measured, or the runs of another ledger.",
      discussion: """
        Kinds: nvidia-smi (CSV of --query-gpu), mlperf-power (power logs and the run's own log), codecarbon \
        (emissions.csv), zeus (windows, readings, profiles), wandb (events or an exported CSV), mlflow (metric files or \
        a CSV), megatron-log. The kind is found out when it is not given; a file of several runs gives several records. \
        All is read before anything is kept, and a log that is imported again replaces what it gave before. \
        Of what 'runs export' wrote, runs that the ledger holds already stay as they are unless --replace is given; an \
        export that was edited is refused.
        """)

    @Argument(help: ArgumentHelp("The log, or the folder of one run's logs.", valueName: "file"))
    var path: String

    @Option(help: ArgumentHelp("What wrote it.", valueName: "kind"))
    var kind: ForeignLog?

    @Flag(help: "Of an export, take runs of known ids as well.")
    var replace = false

    @Option(help: ArgumentHelp("How many devices take turns in a log that names none.", valueName: "n"))
    var devices: Int?

    @Option(help: ArgumentHelp("mlperf-power: the run's own log, where it lies elsewhere.", valueName: "file"))
    var result: String?

    @Option(help: ArgumentHelp("The accelerator: an id, alias or unique prefix.", valueName: "name"))
    var accelerator: String?

    @Option(help: ArgumentHelp("How many accelerators took part, where the log does not tell.", valueName: "n"))
    var count: Int?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The zone of times that name none, '+02:00'; this machine's else.", valueName: "offset"))
    var utcOffset: UTCOffset?

    @OptionGroup(title: "Name and prices") var pricing: PricingOptions
    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      for (flag, number) in [("--devices", devices), ("--count", count)] {
        if let number, !(1...10_000_000).contains(number) {
          throw ValidationError("\(flag): found \(number), expected a whole number of at least 1")
        }
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      if kind == nil, RunArchive.isExport(path) { return try importExport(context) }
      let jobs = try ForeignLog.jobs(
        at: path, kind: kind,
        options: ForeignLog.Options(devices: devices, acceleratorCount: count, resultFile: result, zone: zone))
      let catalog = try profiles.catalog(context)
      let named = try accelerator.map { name throws(DocumentError) in try catalog.profile(named: name) }
      let pricing = try pricing.pricing(context, catalog: catalog)
      // Training logs seldom name the accelerator; the run file that they are said to be of does.
      let asked = pricing.specification?.cluster.flatMap { try? catalog.profile(id: $0.accelerator) }
      let inputs = pricing.runFile.flatMap { RunInputs.measuring($0, catalog: catalog, book: pricing.book) }
      var known: [String: AcceleratorProfile?] = [:]
      var records: [RunRecord] = []
      var warnings: [String] = []
      for var job in jobs {
        let told = JobAccelerators(
          job.products.map { ($0, known[$0, storingResultOf: { product(named: $0, catalog) }]) })
        let accelerators =
          named.map { JobAccelerators($0) } ?? (told.isKnown ? told : JobAccelerators(asked))
        let site = ToldSite(job, pricing)
        job.job.notes += site.notes
        warnings += job.warnings + site.notes
        let priced = record(job, accelerators, site.site, pricing)
        records.append(priced.record)
        records[records.count - 1].inputs = inputs
        warnings += priced.warnings
      }
      try ledger.open(context).add(records, curves: jobs.map(\.curves))
      output.warn(warnings, about: path, context)
      try output.write(records.count == 1 ? RunsReport.show(records[0]) : RunsReport.list(records), context)
      return ExitStatus.success
    }
  }
}

extension RunsCommand.Import {
  /// Adds the runs of an export, all or none.
  private func importExport(_ context: CommandContext) throws -> Int32 {
    let archives = try RunsReport.archives(ofExport: TextFile.read(path), file: path)
    let ledger = try ledger.open(context)
    let unknown = Set(try ledger.unknown(archives.map(\.record)).map(\.id))
    let fresh = replace ? archives : archives.filter { unknown.contains($0.record.id) }
    try ledger.add(fresh)
    let known = archives.count - fresh.count
    guard !output.quiet else { return ExitStatus.success }
    context.note(
      "added \(fresh.count) runs" + (known > 0 ? "; \(known) were there already (--replace takes the file's)" : ""))
    return ExitStatus.success
  }

  private var zone: ForeignLog.LocalZone {
    guard let offset = utcOffset else {
      return ForeignLog.LocalZone(assumedName: "this machine's local time", secondsAhead: UTCOffset.ofThisMachine)
    }
    return ForeignLog.LocalZone(assumedName: nil) { _ in offset.seconds }
  }

  private func record(
    _ foreign: ForeignLog.Job, _ accelerators: JobAccelerators, _ site: SiteSpecification, _ pricing: RunPricing
  ) -> (record: RunRecord, warnings: [String]) {
    var job = foreign.job
    let count = count ?? foreign.acceleratorCount
    job.acceleratorCount = count ?? 0
    job.training?.acceleratorCount = count
    let title = pricing.name ?? foreign.name
    var identity = ImportedIdentity(foreign)
    let reason = foreign.product.map { "no profile goes by '\($0)'" } ?? "the log names no accelerator"
    var priced = pricing.pricer(title, accelerators, at: site)
      .record(
        job, id: RunRecord.makeID(startedAt: job.startedAt, using: &identity), name: title,
        unnamed: accelerators.isKnown ? nil : (reason, "--accelerator NAME adds its price by the hour"))
    if count == nil {
      priced.record.acceleratorCount = nil
      priced.record.acceleratorTime = nil
    }
    return priced
  }

  /// The profile of the accelerator that a log names; nil when none goes by that name, which leaves the run without a
  /// price, no more.
  private func product(named name: String, _ catalog: ProfileCatalog) -> AcceleratorProfile? {
    // Logs write "NVIDIA A40", "Tesla V100-SXM2-16GB" or plain "A40".
    let bare = ["NVIDIA ", "Tesla "].reduce(name) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
    return Set([name, bare, "NVIDIA \(bare)"]).sorted().lazy.compactMap { try? catalog.profile(named: $0) }.first
  }
}

extension ForeignLog: ExpressibleByArgument {}

extension Dictionary {
  /// The value of a key, made once.
  fileprivate subscript(key: Key, storingResultOf make: (Key) -> Value) -> Value {
    mutating get {
      if let value = self[key] { return value }
      let value = make(key)
      self[key] = value
      return value
    }
  }
}

/// Bits that follow from what a log says of a job, so that its id is the same whenever it is imported.
private struct ImportedIdentity: RandomNumberGenerator {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ foreign: ForeignLog.Job) {
    let job = foreign.job
    let file = job.origin?.file.split(separator: "/").last.map(String.init) ?? ""
    // FNV-1a.
    let text = "\(job.origin?.kind ?? "")\0\(file)\0\(foreign.name)\0\(job.startedAt)\0\(job.wallTime.value)"
    for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
