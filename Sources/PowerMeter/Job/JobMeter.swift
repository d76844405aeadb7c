import AcceleratorProbe
import Glibc
public import Quantities
public import TrainingRun

/// Runs a job, or watches one that runs already, and meters it.
public struct JobMeter {
  /// What is metered.
  public enum Target: Sendable, Equatable {
    /// A program and its arguments, started and waited for; the program is looked up on the PATH.
    case command([String])
    /// A process that runs already, up to its end or an interrupt.
    case process(Int32)
    /// The machine, up to an interrupt.
    case untilInterrupt
  }

  /// How a job is measured.
  public struct Options {
    /// Time between two samples, 1 ms to 10 s. Counters that would wrap sooner are read more often.
    public var interval = Seconds(0.1)
    /// Whether the job is over only when no orphan of the command is left either.
    public var followsOrphans = false
    /// How long the machine is measured before the job starts, to know what it draws without it; nil for not at all.
    public var idleTime: Seconds?
    /// What the machine draws without the job, as measured before; nil when unknown.
    public var baseline: IdleBaseline?
    /// The host's name.
    public var node = Self.hostName()
    /// Who counts which device, among all that measure on this host; nil to count all.
    public var ownership: DeviceOwnership?
    /// Where the socket for marks is made; nil for no socket.
    public var socketFolder: String?
    /// Begins the crash journal from what is known when the job starts; nil for no journal.
    public var journal: ((MeasuredJob) -> CrashJournal?)?
    /// Called about once a second; nil for nobody.
    public var observer: ((JobState) -> JobVerdict)?

    /// Ten samples a second and nothing else.
    public init() {}

    private static func hostName() -> String {
      var name = utsname()
      uname(&name)
      return withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
  }

  /// The job could not be started.
  public struct LaunchFailure: Error, CustomStringConvertible {
    /// The program.
    public let program: String
    /// The system's error code.
    public let code: Int32

    public var description: String {
      signal == nil
        ? "\(program): \(String(cString: strerror(code)))"
        : "interrupted while the machine was measured without the job, which was not started"
    }
    /// The signal that came before the job was started; nil where the system refused.
    public var signal: Int32?

    /// What a shell would exit with: 127 for a program that is not found, 126 for one that cannot be run, 128 + signal.
    public var exitStatus: Int32 { signal.map { 128 + $0 } ?? (code == ENOENT ? 127 : 126) }
    /// Whether what was asked for is a process that is not there.
    public var isMissingProcess: Bool { code == ESRCH }
  }

  /// A job that was measured.
  public struct Outcome {
    /// The job.
    public var job: MeasuredJob
    /// The baseline, where one was measured.
    public var baseline: IdleBaseline?
    /// The journal, which is still there: its owner removes it when the job is in the ledger.
    public var journal: CrashJournal?
    /// The observer had the job stopped.
    public var wasStopped: Bool
  }

  private nonisolated(unsafe) static var oneJob = pthread_mutex_t()
  private let sensors: JobSensors
  private let options: Options

  /// A meter over the sensors of a host.
  public init(_ sensors: JobSensors, options: Options = Options()) {
    self.sensors = sensors
    self.options = options
  }

  /// Measures a job to its end. Its streams, exit code and signals are its own.
  ///
  /// - Parameters:
  ///   - target: what is metered.
  ///   - startedAt: the moment on the calendar, in seconds since 1970-01-01 UTC.
  ///   - acceleratorCount: accelerators that the job may use; their time is counted whether or not they are metered.
  /// - Throws: `LaunchFailure` when the program cannot be started or the process does not exist.
  public func run(
    _ target: Target, startedAt: @autoclosure () -> Double, acceleratorCount: Int
  ) throws(LaunchFailure) -> Outcome {
    // Signals belong to the whole process, so one job runs at a time.
    pthread_mutex_lock(&Self.oneJob)
    defer { pthread_mutex_unlock(&Self.oneJob) }
    var hasChild = false
    if case .command = target { hasChild = true }
    guard let pipe = SignalPipe(endsOnInterrupt: !hasChild) else {
      throw LaunchFailure(program: "pipe", code: errno)
    }
    defer { pipe.close() }
    var baseline: IdleBaseline?
    if let time = options.idleTime { baseline = try idleBaseline(over: time, pipe, startedAt: startedAt()) }
    let session = JobSession(sensors, options, pipe)
    return try session.run(
      target, startedAt: startedAt(), acceleratorCount: acceleratorCount, measuredBaseline: baseline)
  }

  /// What the machine draws before the job.
  private func idleBaseline(
    over time: Seconds, _ pipe: SignalPipe, startedAt: Double
  ) throws(LaunchFailure) -> IdleBaseline {
    let start = MonotonicClock.now()
    var bank = MeterBank(sensors, startsAt: start)
    var deadline = start
    while MonotonicClock.now() - start < time {
      deadline = bank.nextGlance(at: MonotonicClock.now()) ?? deadline + min(options.interval, Seconds(0.1))
      guard Poll.wait(for: [pipe.readEnd], until: min(deadline, start + time)) != 0 else {
        bank.sample(at: MonotonicClock.now())
        continue
      }
      // There is no job yet that other signals could be for.
      if case .signal(let signal, _) = pipe.take(), SignalPipe.endings.contains(signal) {
        throw LaunchFailure(program: "--idle", code: EINTR, signal: signal)
      }
    }
    let end = MonotonicClock.now()
    bank.finish(at: end)
    bank.watch(after: end)
    let results = bank.results()
    var power: [String: Watts] = [:]
    for domain in results.counted + results.others {
      if let energy = domain.energy { power[domain.id] = energy.mid / (end - start) }
    }
    return IdleBaseline(node: options.node, measuredAt: startedAt, duration: end - start, power: power)
  }
}
