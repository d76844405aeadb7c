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
      Exits as the job does: its code, 128 + signal, 127 not found, 126 not executable; 125 when traincost itself failed.
      """)

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The job, after '--'.", valueName: "command"))
  var command: [String] = []

  @Option(help: ArgumentHelp("Samples a second, 0.1 to 1000.", valueName: "hertz"))
  var rate = 10.0

  @Option(help: ArgumentHelp("The name in the ledger; the program's by default.", valueName: "name"))
  var name: String?

  @Option(name: .customLong("run"), help: ArgumentHelp("A run file whose site and prices apply.", valueName: "file"))
  var runFile: String?

  @Flag(help: "Do not store the command line. Secrets in it are masked in any case.")
  var noCommand = false

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard !command.isEmpty else {
      throw ValidationError("the job is missing; expected: traincost measure [options] -- COMMAND...")
    }
    guard (0.1...1000).contains(rate) else {
      throw ValidationError("--rate: found \(rate), expected 0.1 to 1000 samples a second")
    }
  }

  func run(_ context: CommandContext) -> Int32 {
    do {
      return try measure(context)
    } catch let error as JobMeter.LaunchFailure {
      context.note("traincost: \(error)")
      return error.exitStatus
    } catch {
      context.note("traincost: error: \(error)")
      return ExitStatus.measuringFailed
    }
  }

  private func measure(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context)
    var specification = try runFile.map { try RunFile.read($0, catalog: catalog).specification }
    let machine = try hardware.machine(context, catalog: catalog)
    let startedAt = context.now()
    var options = JobMeter.Options()
    options.interval = Seconds(1 / rate)

    var job = try JobMeter(machine.sensors, options: options)
      .run(command, startedAt: startedAt, acceleratorCount: machine.acceleratorCount)
    if noCommand { job.command = [] }
    job.energy += try machine.unmetered(job, catalog: catalog)

    let profile = try machine.profileID.map { id throws(DocumentError) in try catalog.profile(id: id) }
    let title = name ?? command[0].split(separator: "/").last.map(String.init) ?? command[0]
    if specification == nil { specification = RunSpecification(name: title) }
    let priced = price(job, specification ?? RunSpecification(name: title), profile, context)
    var generator = SystemRandomNumberGenerator()
    let record = RunRecord(
      id: RunRecord.makeID(startedAt: startedAt, using: &generator), kind: .measured, name: title, startedAt: startedAt,
      job: job, accelerator: profile?.id, usage: job.usage, cost: priced?.cost, carbon: priced?.carbon)
    // The job is over: whatever fails from here on is a warning, and the exit code is the job's.
    do {
      try ledger.open(context).add(record)
    } catch {
      context.note("traincost: warning: the run is not in the ledger: \(error)")
    }
    report(record, context)
    return job.signal.map { 128 + $0 } ?? job.exitCode ?? ExitStatus.measuringFailed
  }

  /// The bill: by the hour where the accelerator has a price, else of the energy alone.
  private func price(
    _ job: MeasuredJob, _ specification: RunSpecification, _ profile: AcceleratorProfile?, _ context: CommandContext
  ) -> Pricing.Result? {
    let book = PriceBook()
    let pricing = Pricing(specification, profile: profile, book: book)
    let hasPrice =
      switch specification.prices.mode {
      case .rental:
        specification.prices.rental.pricePerAcceleratorHour != nil
          || profile.flatMap { book.rental(of: $0.id, kind: specification.prices.rental.kind) } != nil
      case .owned: specification.prices.owned.unitPrice != nil || profile?.price != nil
      case .bill: false
      }
    do {
      return hasPrice && job.acceleratorCount > 0 ? try pricing.price(job.usage) : try pricing.priceEnergy(job.usage)
    } catch {
      context.note("traincost: warning: the run has no price: \(error)")
      return nil
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

extension HardwareOptions.Machine {
  /// The accelerators that a job may compute on.
  private var jobAccelerators: [ProbedAccelerator] {
    bus.accelerators.filter { $0.role != .display || $0.power != nil }
  }

  var acceleratorCount: Int { jobAccelerators.count + offBusGPUs.count }

  /// The profile of the accelerators; of several kinds, the first one's.
  var profileID: String? {
    jobAccelerators.lazy.compactMap(\.profileID).first ?? offBusGPUs.lazy.compactMap(\.profile?.id).first
  }

  /// Accelerators without a sensor: modelled where a profile tells their power, else unknown. And when nothing at all
  /// was measured, an entry that says why.
  func unmetered(_ job: MeasuredJob, catalog: ProfileCatalog) throws(DocumentError) -> [DomainEnergy] {
    let named = Set(job.energy.map(\.id))
    var domains: [DomainEnergy] = []
    for accelerator in jobAccelerators where !named.contains(accelerator.device.address.description) {
      let reason = accelerator.powerMissingReason ?? "no sensor"
      var domain = DomainEnergy(
        domain: .accelerator, id: accelerator.device.address.description, energy: nil, method: .missing, note: reason)
      if let id = accelerator.profileID {
        let power = try catalog.profile(id: id).power
        let busy = power.trainingShare.value.map { power.nameplate.value * $0 }
        // A job may as well leave it idle, at a tenth of its limit where no idle draw is known.
        let range = Range90(
          low: min(power.idle?.value ?? power.nameplate.value * 0.1, busy.low), mid: busy.mid, high: busy.high)
        domain.energy = range.map { $0 * job.wallTime }
        domain.method = .modelled
        domain.note = "modelled from the profile's power while training, since \(reason)"
      }
      domains.append(domain)
    }
    if job.energy.isEmpty, domains.isEmpty {
      domains.append(
        DomainEnergy(
          domain: .node, id: "node", energy: nil, method: .missing,
          note: "no power sensor is readable here: no RAPL zone, no hwmon channel, no NVML (see: traincost doctor)"))
    }
    return domains
  }
}
