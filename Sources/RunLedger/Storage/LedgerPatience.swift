import Glibc
import Synchronization

/// How long a program waits for others that hold the ledger: as long as they get on with it.
///
/// A fixed limit fails on a slow disk, where a few writers keep the rest waiting for minutes though nothing is wrong.
/// What others write changes the size or the time of the ledger's files, so only a wait in which nothing changes counts.
final class LedgerPatience: Sendable {
  /// The longest wait in which nobody writes anything: a program that holds the ledger has then stopped.
  static let longestStandstill = 30.0

  private struct State {
    var files: [[Int]] = []
    var changedAt = 0.0
  }

  private let paths: [String]
  private let uptime: @Sendable () -> Double
  private let sleep: @Sendable (Double) -> Void
  private let state = Mutex(State())

  /// The patience with a ledger.
  ///
  /// - Parameters:
  ///   - path: the ledger's file.
  ///   - uptime: seconds on a clock that does not jump.
  ///   - sleep: waits so many seconds.
  init(
    path: String, uptime: @escaping @Sendable () -> Double = LedgerPatience.systemUptime,
    sleep: @escaping @Sendable (Double) -> Void = { usleep(UInt32($0 * 1e6)) }
  ) {
    paths = ["", "-wal", "-journal"].map { path + $0 }
    (self.uptime, self.sleep) = (uptime, sleep)
  }

  /// Waits a moment.
  ///
  /// - Parameter tries: how often this wait has asked before; 0 starts a new one.
  /// - Returns: whether to try again.
  func wait(tries: Int) -> Bool {
    let (files, now) = (paths.map(Self.mark), uptime())
    let standstill = state.withLock { state in
      if tries == 0 || files != state.files { state = State(files: files, changedAt: now) }
      return now - state.changedAt
    }
    guard standstill < Self.longestStandstill else { return false }
    // At random, so that programs which wait together do not ask together; briefly, since the ledger is often free for
    // less than a millisecond.
    sleep(.random(in: 0.001...0.02))
    return true
  }

  /// Runs a piece of work until the ledger is free for it.
  func perform<Result>(_ work: () throws -> Result, whileBusy isBusy: (any Error) -> Bool) throws -> Result {
    state.withLock { $0 = State() }
    while true {
      do {
        return try work()
      } catch {
        // What SQLite has waited meanwhile, through the same patience, counts.
        guard isBusy(error), wait(tries: 1) else { throw error }
      }
    }
  }

  /// What changes when a file is written to.
  private static func mark(of path: String) -> [Int] {
    var status = stat()
    guard stat(path, &status) == 0 else { return [] }
    return [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }

  private static func systemUptime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
