import Synchronization

/// How the outside watches a search and stops it.
public final class SearchControl: Sendable {
  private let cancelled = Atomic<Bool>(false)
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

  func report(done: Int, of all: Int) {
    if isInterrupted() { cancel() }
    progress(Double(done) / Double(max(1, all)))
  }
}
