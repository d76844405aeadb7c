public import Quantities

/// Adds up what an energy counter counts, through wraps, resets and failed reads.
///
/// Only differences count. A reading that failed is simply not added: the next one bridges the gap.
public struct CounterAccumulator: Sendable {
  /// The energy counted since the first reading.
  public private(set) var total = Joules.zero
  /// The power between the last two readings that differed.
  public private(set) var recentPower: Watts?

  private let range: Joules?
  private let mostPower: Watts
  private var last: (value: Joules, time: Seconds)?

  /// A counter that starts again at zero after `wrapsAfter`, if that is known.
  ///
  /// - Parameters:
  ///   - wrapsAfter: the counter's range.
  ///   - mostPower: no device draws more; a larger jump after a fall is a reset, not a wrap.
  public init(wrapsAfter: Joules?, mostPower: Watts = Watts(20_000)) {
    range = wrapsAfter
    self.mostPower = mostPower
  }

  /// Takes a reading at a time of the monotonic clock.
  public mutating func add(_ value: Joules, at time: Seconds) {
    defer { last = (value, time) }
    guard let last else { return }
    let elapsed = time - last.time
    let gained = gain(from: last.value, to: value, over: elapsed)
    total += gained
    if elapsed > .zero, gained > .zero { recentPower = gained / elapsed }
  }

  private func gain(from old: Joules, to new: Joules, over elapsed: Seconds) -> Joules {
    var gain = new - old
    if gain < .zero {
      // A counter that fell has wrapped, if it has a range and the energy is plausible; else its driver was reloaded and
      // it counts from zero again, and what was counted before that is lost.
      guard let range, gain + range <= mostPower * max(elapsed, Seconds(0.01)) else { return max(new, .zero) }
      gain += range
    }
    // Over a long gap it may have wrapped several times more; the power seen before tells how often.
    if let range, let recentPower, range > .zero {
      let expected = recentPower * elapsed
      let missed = ((expected - gain) / range).rounded()
      if missed >= 1 { gain += range * missed }
    }
    return gain
  }
}
