public import AcceleratorProbe
import Glibc
public import Quantities
public import TrainingRun

/// Runs a job and meters it.
public struct JobMeter {
  /// How a job is measured.
  public struct Options: Sendable {
    /// Time between two samples, 1 ms to 10 s.
    public var interval = Seconds(0.1)

    /// Ten samples a second.
    public init() {}
  }

  /// The job could not be started.
  public struct LaunchFailure: Error, CustomStringConvertible {
    /// The program.
    public let program: String
    /// The system's error code.
    public let code: Int32

    public var description: String { "\(program): \(String(cString: strerror(code)))" }
    /// What a shell would exit with: 127 for a program that is not found, 126 for one that cannot be run.
    public var exitStatus: Int32 { code == ENOENT ? 127 : 126 }
  }

  private nonisolated(unsafe) static var oneJob = pthread_mutex_t()
  private let sensors: SensorInventory
  private let options: Options

  /// A meter over the sensors of a host.
  public init(_ sensors: SensorInventory, options: Options = Options()) {
    self.sensors = sensors
    self.options = options
  }

  /// Runs a command to its end. Its streams, exit code and signals are its own.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments; the program is looked up on the PATH.
  ///   - startedAt: the moment on the calendar, in seconds since 1970-01-01 UTC.
  ///   - acceleratorCount: accelerators that the job may use; their time is counted whether or not they are metered.
  /// - Throws: `LaunchFailure` when the program cannot be started.
  public func run(
    _ command: [String], startedAt: Double, acceleratorCount: Int
  ) throws(LaunchFailure) -> MeasuredJob {
    // Signals belong to the whole process, so one job runs at a time.
    pthread_mutex_lock(&Self.oneJob)
    defer { pthread_mutex_unlock(&Self.oneJob) }
    guard let pipe = SignalPipe() else { throw LaunchFailure(program: command[0], code: errno) }
    defer { pipe.close() }
    let start = MonotonicClock.now()
    var meters = sensors.available.map { SensorMeter($0, startsAt: start) }
    let child: ChildProcess
    do {
      child = try ChildProcess(command)
    } catch {
      throw LaunchFailure(program: command[0], code: error.code)
    }
    child.reportEnd(to: pipe.writeEnd)
    let status = follow(child, pipe, start: start, meters: &meters)
    let end = MonotonicClock.now()
    for index in meters.indices { meters[index].finish(at: end) }
    watchForRenewals(&meters, since: end)

    let missing = sensors.unavailable.map { sensor in
      DomainEnergy(
        domain: sensor.domain, id: sensor.id, energy: nil, method: .missing,
        note: sensor.reason + (sensor.remedy.map { "; try: \($0)" } ?? ""))
    }
    let signal = status & 0x7F
    return MeasuredJob(
      command: CommandMasking.masked(command), exitCode: signal == 0 ? (status >> 8) & 0xFF : nil,
      signal: signal == 0 ? nil : signal, startedAt: startedAt, wallTime: end - start, isComplete: true,
      energy: OverlapModel.resolve(meters.map { $0.result() }) + missing, acceleratorCount: acceleratorCount,
      overhead: Self.overhead())
  }

  /// Samples at absolute deadlines until the child ends, and gives its raw status.
  private func follow(
    _ child: ChildProcess, _ pipe: SignalPipe, start: Seconds, meters: inout [SensorMeter]
  ) -> Int32 {
    var deadline = start
    let glance = Seconds(0.001)
    while true {
      // Until each counter has shown its first renewal it is looked at every millisecond, for one period at most.
      let now = MonotonicClock.now()
      let isWatching = meters.contains { $0.awaitsRenewal && now - start < $0.renewalPeriod * 1.5 }
      if isWatching {
        deadline = now + glance
      } else {
        deadline += options.interval
        // Deadlines that passed while the machine was busy are missed, not made up for.
        if deadline < now { deadline += options.interval * ((now - deadline) / options.interval).rounded(.up) }
      }
      switch pipe.next(until: deadline) {
      case .ended(let status): return status
      case .signal(let signal):
        if signal == SIGTERM || signal == SIGHUP { kill(child.id, signal) }
      case nil:
        let time = MonotonicClock.now()
        for index in meters.indices { meters[index].sample(at: time) }
      }
    }
  }

  /// Looks at the counters every millisecond until each was renewed once after the job's end, for one period at most.
  private func watchForRenewals(_ meters: inout [SensorMeter], since end: Seconds) {
    while true {
      let now = MonotonicClock.now()
      var isWaiting = false
      for index in meters.indices
      where meters[index].awaitsRenewal && now - end < min(meters[index].renewalPeriod * 1.2, Seconds(0.12)) {
        meters[index].sample(at: now)
        isWaiting = true
      }
      guard isWaiting else { return }
      usleep(1000)
    }
  }

  private static func overhead() -> MeasuredJob.Overhead {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return MeasuredJob.Overhead(
      processorTime: Seconds(seconds(usage.ru_utime) + seconds(usage.ru_stime)),
      peakResidentMemory: Bytes(Double(usage.ru_maxrss) * 1024))
  }
}
