import Glibc
import Synchronization
import WorkloadModel

/// The bar of a search on a terminal, and its end by ^C.
final class SearchProgress: Sendable {
  private static let interrupted = Atomic<Bool>(false)
  private let shown = Atomic<Int>(-1)
  private let isShown: Bool
  private let width: Int
  /// A bar that is gone at once would only flicker.
  private let patience = ContinuousClock.now + .milliseconds(300)

  init(_ context: CommandContext, isShown: Bool) {
    self.isShown = isShown
    width = min(40, max(10, (context.terminalWidth ?? 80) - 20))
  }

  /// How many threads a search shares its work among.
  static var cores: Int { max(1, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

  /// What a search is to be given.
  var control: SearchControl {
    SearchControl(
      isInterrupted: { Self.interrupted.load(ordering: .relaxed) }, progress: { [self] share in show(share) })
  }

  /// Runs a search with ^C bound to its end, and removes the bar after it.
  func whileShown<Result>(_ body: () throws -> Result) rethrows -> Result {
    let former = signal(SIGINT) { _ in SearchProgress.interrupted.store(true, ordering: .relaxed) }
    defer {
      signal(SIGINT, former)
      if isShown, shown.load(ordering: .relaxed) >= 0 { write("\r\u{1B}[K") }
    }
    return try body()
  }

  private func show(_ share: Double) {
    guard isShown, ContinuousClock.now >= patience else { return }
    let filled = Int(share * Double(width))
    guard shown.exchange(filled, ordering: .relaxed) != filled else { return }
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    write("\rsearching [\(bar)]")
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
