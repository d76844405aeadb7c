import AcceleratorProbe
import ArgumentParser
import CostCore
import Documents
import HardwareProfiles
import PowerMeter
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun

struct MeasureCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Run a job, meter its energy and keep it in the ledger.",
    discussion: """
      The job's streams, signals and exit code are its own; what was measured goes to standard error or --output. \
      Exits as the job does: its code, 128 + signal, 127 not found, 126 not executable; 125 when traincost itself \
      failed; 3 when a limit was exceeded and --on-limit is stop.

      One line under torchrun, mpirun or srun measures the whole job: of several measures on a node one counts each \
      device, and 'traincost runs merge' joins the nodes.

      The job tells phases and progress by 'traincost mark', or in Python:
        import os, socket
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.sendto(b"mark epoch 1", os.environ["TRAINCOST_SOCKET"])      # or b"progress 0.35"
      """
  ).parsedAlone

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The job, after '--'.", valueName: "command"))
  var command: [String] = []

  @OptionGroup(title: "What is measured") var target: MeasureTargetOptions
  @OptionGroup(title: "Name and prices") var pricing: PricingOptions
  @Flag(help: "Do not store the command line. Secrets in it are masked in any case.")
  var noCommand = false

  @OptionGroup(title: "Limits") var limits: LimitOptions
  @Option(help: ArgumentHelp("At a limit warn, or stop the job by SIGTERM and exit with 3.", valueName: "action"))
  var onLimit = LimitAction.warn

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try target.check(command)
    if onLimit == .stop, !limits.areAny {
      throw ValidationError("--on-limit stop: found no limit, expected --max-cost, --max-kwh or --max-hours beside it")
    }
  }

  func run(_ context: CommandContext) -> Int32 {
    do {
      return try measure(context)
    } catch let error as JobMeter.LaunchFailure {
      context.note("traincost: \(error)")
      return error.isMissingProcess ? ExitStatus.missingInput : error.exitStatus
    } catch {
      context.note("traincost: error: \(error)")
      return ExitStatus.measuringFailed
    }
  }

  private func measure(_ context: CommandContext) throws -> Int32 {
    try output.check()
    try ledger.check(context)
    let catalog = try profiles.catalog(context)
    let pricing = try pricing.pricing(context, catalog: catalog)
    let machine = try hardware.machine(context, catalog: catalog)
    try hardware.checkLibrary(machine)
    let devices = try JobDevices(
      among: machine.candidates, flag: target.devices, environment: context.environment)
    let selection = machine.selection(devices)
    let accelerators = try machine.accelerators(of: selection, catalog: catalog)
    let title = pricing.name ?? target.title(command)
    let pricer = pricing.pricer(title, accelerators)
    let file = try ledger.path(context)
    var generator = SystemRandomNumberGenerator()
    let id = RunRecord.makeID(startedAt: context.now(), using: &generator)

    let unmetered = try machine.unmetered(selection, catalog: catalog)
    warn(selection, devices, unmetered, context)
    let live = LiveStatus(
      pricer, limits, onLimit,
      modelledPower: unmetered.compactMap(\.power?.mid).reduce(.zero, +), context,
      isShown: context.standardErrorIsTerminal && !output.quiet)
    let baselines = BaselineStore(ledger: file)
    var options = target.options(context, baselines: baselines)
    options.ownership = DeviceOwnership(run: id, machine: hardware.identity(context))
    options.observer = live.observe
    options.journal = { job in
      var job = job
      if noCommand { job.command = [] }
      job.acceleratorKinds = accelerators.kinds
      let header = JournalHeader(
        id: id, name: title, accelerator: accelerators.profile?.id, runFile: pricing.runFile, job: job)
      do {
        return try CrashJournal(folder: CrashJournal.folder(ofLedger: file), header: header)
      } catch {
        context.note("traincost: warning: this run would not survive a kill: \(error)")
        return nil
      }
    }
    let outcome: JobMeter.Outcome
    do {
      outcome = try JobMeter(selection.sensors, options: options)
        .run(target.target(command), startedAt: context.now(), acceleratorCount: selection.acceleratorCount)
    } catch {
      live.clear()
      throw error
    }
    live.clear()
    var job = outcome.job
    if noCommand { job.command = [] }
    job.add(unmetered)
    if let rule = devices.rule { job.notes.append("the job's accelerators by \(rule)") }

    var (record, warnings) = pricer.record(job, id: id, name: title)
    output.warn(warnings, context)
    let isOverLimit = live.judge(job, cost: record.cost?.total.mid)
    record.job?.notes += live.notes(wasStopped: outcome.wasStopped)
    record.inputs = pricing.runFile.flatMap { RunInputs.measuring($0, catalog: catalog, book: pricing.book) }
    keep(record, outcome, file: file, baselines, context)
    report(record, context)
    if outcome.wasStopped || isOverLimit { return ExitStatus.limitExceeded }
    guard !command.isEmpty else { return ExitStatus.success }
    return job.signal.map { 128 + $0 } ?? job.exitCode ?? ExitStatus.measuringFailed
  }

  /// Says before the job starts what it cannot be held to, or what it may not have meant.
  private func warn(
    _ selection: HardwareOptions.Machine.Selection, _ devices: JobDevices, _ unmetered: [UnmeteredAccelerator],
    _ context: CommandContext
  ) {
    if limits.maxKwh != nil, selection.sensors.counted.isEmpty, unmetered.allSatisfy({ $0.power == nil }) {
      context.note("traincost: warning: --max-kwh cannot be checked: nothing here tells power (see: traincost doctor)")
    }
    if limits.maxCost != nil, selection.acceleratorCount == 0, selection.sensors.counted.isEmpty {
      context.note("traincost: warning: --max-cost cannot be checked: no accelerator is the job's, nothing tells power")
    }
    if let rule = devices.rule, devices.addresses.isEmpty, target.devices != "none" {
      context.note("traincost: warning: \(rule) names no accelerator that is here, so none is the job's")
    }
  }

  /// The job is over: whatever fails from here on is a warning, and the exit code is the job's.
  private func keep(
    _ record: RunRecord, _ outcome: JobMeter.Outcome, file: String, _ baselines: BaselineStore,
    _ context: CommandContext
  ) {
    do {
      let ledger = try ledger.open(context)
      try ledger.add(record)
      if let journal = outcome.journal {
        do {
          try ledger.add(journal.finish(), to: record)
        } catch {
          context.note("traincost: warning: the run is in the ledger without its power over time: \(error)")
        }
        journal.remove()
      }
    } catch {
      var advice = ""
      if let journal = outcome.journal, let job = record.job {
        let header = JournalHeader(
          id: record.id, name: record.name, accelerator: record.accelerator, runFile: pricing.runFile, job: job)
        do {
          try journal.keep(header)
          advice = "; it is kept in \(journal.path), and 'traincost runs recover' adds it later"
        } catch {
          advice = "; nor is it kept whole beside it: \(error); 'traincost runs recover' adds what was noted before"
        }
      }
      context.note("traincost: warning: the run is not in the ledger: \(error)\(advice)")
    }
    guard let baseline = outcome.baseline else { return }
    do {
      try baselines.keep(baseline)
    } catch {
      context.note("traincost: warning: the idle baseline is not kept: \(error)")
    }
  }

  private func report(_ record: RunRecord, _ context: CommandContext) {
    do {
      if output.output != nil {
        try output.write(RunsReport.show(record), context)
      } else if !output.quiet {
        var messages = context
        messages.standardOutput = context.standardError
        try output.write(RunsReport.show(record), messages)
      }
    } catch {
      context.note("traincost: warning: \(error)")
    }
  }
}
