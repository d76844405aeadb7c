import Synchronization

/// How the outside watches a search and stops it.
public final class SearchControl: Sendable {
  private let cancelled = Atomic<Bool>(false)
  /// The search under way and how many there are, in the halves of a word.
  private let part = Atomic<UInt64>(1)
  private let isInterrupted: @Sendable () -> Bool
  private let progress: @Sendable (Double) -> Void

  /// A control; nothing interrupts and nobody watches unless said.
  ///
  /// - Parameters:
  ///   - isInterrupted: asked now and then; true stops the search, which returns the best so far.
  ///   - progress: told the share of families that are done, from one thread.
  public init(
    isInterrupted: @escaping @Sendable () -> Bool = { false }, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.isInterrupted = isInterrupted
    self.progress = progress
  }

  /// Whether the search shall stop.
  public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Stops the search.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// Says which of several searches follows, so that progress is that of all.
  public func begin(part index: Int, of count: Int) {
    part.store(UInt64(index) << 32 | UInt64(max(1, count)), ordering: .relaxed)
  }

  func report(done: Int, of all: Int) {
    if isInterrupted() { cancel() }
    let part = self.part.load(ordering: .relaxed)
    progress((Double(part >> 32) + Double(done) / Double(max(1, all))) / Double(part & 0xFFFF_FFFF))
  }
}
