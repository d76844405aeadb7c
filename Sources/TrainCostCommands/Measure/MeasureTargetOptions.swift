import ArgumentParser
import PowerMeter
import Quantities

/// What `measure` measures and how often.
struct MeasureTargetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Samples a second, 0.1 to 1000.", valueName: "hertz"))
  var rate = 10.0

  @Option(help: ArgumentHelp("Measure a process that runs already, up to its end or ^C.", valueName: "process"))
  var pid: Int32?

  @Flag(help: "Measure the machine up to ^C.")
  var untilInterrupt = false

  @Flag(help: "The job is over only when no orphan of the command is left either.")
  var follow = false

  @Option(
    help: ArgumentHelp(
      "The job's accelerators: indices, PCI addresses or UUIDs, 'all' or 'none'. By default what CUDA_VISIBLE_DEVICES, "
        + "ROCR_VISIBLE_DEVICES, ZE_AFFINITY_MASK or SLURM_JOB_GPUS say.", valueName: "list"))
  var devices: String?

  @Option(
    help: ArgumentHelp(
      "Measure the machine without the job first, for so long (5s), to tell idle from net energy; 'stored' takes what "
        + "was measured so last.", valueName: "time"))
  var idle: String?

  /// Refuses what contradicts itself.
  func check(_ command: [String]) throws {
    let targets = [!command.isEmpty, pid != nil, untilInterrupt].filter(\.self).count
    guard targets == 1 else {
      throw ValidationError(
        targets == 0
          ? "the job is missing; expected: traincost measure [options] -- COMMAND..."
          : "a command, --pid and --until-interrupt are alternatives; found \(targets) of them")
    }
    if let pid, pid < 1 { throw ValidationError("--pid: found \(pid), expected the id of a process") }
    if follow, command.isEmpty { throw ValidationError("--follow needs a command to follow") }
    guard (0.1...1000).contains(rate) else {
      throw ValidationError("--rate: found \(rate), expected 0.1 to 1000 samples a second")
    }
    if let idle, idle != "stored" {
      do {
        let time = try Seconds(parsing: idle)
        guard (0.2...3600).contains(time.value) else {
          throw ValidationError("--idle: found '\(idle)', expected 0.2s to 1h, or 'stored'")
        }
      } catch let error as QuantityError {
        throw ValidationError("--idle: \(error), or 'stored'")
      }
    }
  }

  func target(_ command: [String]) -> JobMeter.Target {
    if let pid { return .process(pid) }
    return untilInterrupt ? .untilInterrupt : .command(command)
  }

  /// The name of a run that the user gave none.
  func title(_ command: [String]) -> String {
    if let pid { return "process \(pid)" }
    guard let program = command.first else { return "machine" }
    return program.split(separator: "/").last.map(String.init) ?? program
  }

  func options(_ context: CommandContext, baselines: BaselineStore) -> JobMeter.Options {
    var options = JobMeter.Options()
    options.interval = Seconds(1 / rate)
    options.followsOrphans = follow
    options.socketFolder = context.socketFolder
    if idle == "stored" {
      options.baseline = baselines.baseline(of: options.node)
      if options.baseline == nil {
        context.note("traincost: warning: no idle baseline of \(options.node) is stored; measure one with --idle 5s")
      }
    } else {
      options.idleTime = idle.flatMap { try? Seconds(parsing: $0) }
    }
    return options
  }
}

/// What happens when a limit is exceeded.
enum LimitAction: String, Choice {
  case warn, stop
}

extension CommandContext {
  /// Where the sockets of measurements are.
  var socketFolder: String { variable("XDG_RUNTIME_DIR") ?? variable("TMPDIR") ?? MarkSocket.commonFolder }
}
