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

  /// By how much longer than the job the time from the call to our hearing of the end is known to be: the call returns
  /// when the program is in place, and what we waited after the end was not the job's.
  private(set) var excess = Seconds.zero
  /// By how much the job may be shorter still.
  var doubt: Seconds { startDoubt + endDoubt }

  /// What this thread and the program have waited so far; nil where the kernel does not tell.
  private let ourWait: () -> Seconds?
  private var jobsWait: () -> Seconds? = { nil }
  private let call: Seconds
  private var nextLook = Seconds.zero
  /// Whether we slept through since the last look, so that the next wait of ours is that for the end.
  private var sleeps = false
  /// What was waited up to the last look.
  private var noted: (ours: Seconds, jobs: Seconds)
  private var startDoubt = Self.least
  private var endDoubt = Self.least
  private var hasLooked = false

  /// The edges of a program that is started by a call at this moment.
  init(callAt time: Seconds, ourWait: @escaping () -> Seconds? = ProcessorWait(of: "thread-self").total) {
    self.ourWait = ourWait
    call = time
    noted = (ourWait() ?? .zero, .zero)
  }

  /// The call returned.
  mutating func launched(_ child: pid_t, at time: Seconds) {
    launched(at: time, jobsWait: ProcessorWait(of: "\(child)").total)
  }

  mutating func launched(at time: Seconds, jobsWait: @escaping () -> Seconds?) {
    self.jobsWait = jobsWait
    let before = noted.ours
    noted.ours = ourWait() ?? before
    // What we waited may have been before the program was in place or after it.
    let waited = min(noted.ours - before, time - call)
    excess = time - call - waited
    startDoubt = Self.least + waited
    nextLook = time + Self.spacing
  }

  /// Notes what was waited so far. Called whenever we wake while the job runs.
  mutating func look(at time: Seconds) {
    sleeps = time >= nextLook
    guard sleeps else { return }
    nextLook = time + Self.spacing
    note()
    if !hasLooked { startDoubt += noted.jobs }
    hasLooked = true
  }

  /// The program has ended. The kernel tells of it only until it is reaped.
  mutating func end() {
    let before = noted
    note()
    let waited = noted.ours - before.ours
    if sleeps { excess += waited }
    endDoubt = Self.least + waited + (noted.jobs - before.jobs)
  }

  private mutating func note() { noted = (ourWait() ?? noted.ours, jobsWait() ?? noted.jobs) }
}

/// How long a thread was ready to run and had no processor, as the scheduler counts it.
private final class ProcessorWait: Sendable {
  private let descriptor: Int32

  /// The main thread of a process of `/proc`.
  init(of process: String) { descriptor = open("/proc/\(process)/schedstat", O_RDONLY | O_CLOEXEC) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// All that was waited so far; nil where the kernel does not count it, or the process is gone.
  func total() -> Seconds? {
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
