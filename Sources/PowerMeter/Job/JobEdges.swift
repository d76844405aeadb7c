import Glibc
import Quantities

/// How well the moments are known at which a job began and ended.
///
/// Between the call that starts a program and its first instruction, and between its last and our hearing of it, the
/// program and we wait for a processor: not at all on an idle machine, tens of milliseconds on a busy one, and that is
/// joules at hundreds of watts. The kernel counts these waits.
struct JobEdges {
  /// What starting a program, and ending one, takes without any wait: 0.5 and 0.3 to 0.8 ms of a small one in C on a
  /// virtual machine, between its own first and last look at the clock and its parent's.
  private static let least = Seconds(0.001)
  /// Waits are looked at no oftener than this.
  private static let spacing = Seconds(0.095)

  /// What this thread and the program have waited so far; nil where the kernel does not tell.
  private let ourWait: () -> Seconds?
  private let jobsWait: () -> Seconds?
  private let launch: Seconds
  private var nextLook: Seconds
  /// What was waited up to the last look.
  private var noted: (ours: Seconds, jobs: Seconds)
  private var startDoubt: Seconds?
  private var endDoubt = Self.least

  /// The edges of a program that was started by a call between two moments.
  init(child: pid_t, launchedFrom before: Seconds, to after: Seconds) {
    let (ours, jobs) = (ProcessorWait(of: "thread-self"), ProcessorWait(of: "\(child)"))
    self.init(ourWait: { ours.total }, jobsWait: { jobs.total }, launchedFrom: before, to: after)
  }

  init(
    ourWait: @escaping () -> Seconds?, jobsWait: @escaping () -> Seconds?, launchedFrom before: Seconds,
    to after: Seconds
  ) {
    (self.ourWait, self.jobsWait) = (ourWait, jobsWait)
    launch = after - before
    nextLook = after + Self.spacing
    noted = (ourWait() ?? .zero, .zero)
  }

  /// By how much the job's time, and so its energy, may be shorter than from the call to our hearing of the end.
  var doubt: Seconds { (startDoubt ?? launch + Self.least) + endDoubt }

  /// Notes what was waited so far.
  mutating func look(at time: Seconds) {
    guard time >= nextLook else { return }
    nextLook = time + Self.spacing
    note()
    if startDoubt == nil { startDoubt = launch + Self.least + noted.jobs }
  }

  /// The program has ended. The kernel tells of it only until it is reaped.
  mutating func end() {
    let before = noted
    note()
    endDoubt = Self.least + (noted.ours - before.ours) + (noted.jobs - before.jobs)
  }

  private mutating func note() { noted = (ourWait() ?? noted.ours, jobsWait() ?? noted.jobs) }
}

/// How long a thread was ready to run and had no processor, as the scheduler counts it.
private final class ProcessorWait {
  private let descriptor: Int32

  /// The main thread of a process of `/proc`.
  init(of process: String) { descriptor = open("/proc/\(process)/schedstat", O_RDONLY | O_CLOEXEC) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// All that was waited so far; nil where the kernel does not count it, or the process is gone.
  var total: Seconds? {
    // Nanoseconds on a processor, nanoseconds waiting for one, time slices.
    var text: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    return withUnsafeMutableBytes(of: &text) { bytes in
      let count = pread(descriptor, bytes.baseAddress, bytes.count, 0)
      guard count > 0 else { return nil }
      let digits = bytes[..<count].drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix { $0 != UInt8(ascii: " ") }
      return digits.isEmpty ? nil : Seconds(digits.reduce(0) { $0 * 10 + Double($1 &- UInt8(ascii: "0")) } / 1e9)
    }
  }
}
