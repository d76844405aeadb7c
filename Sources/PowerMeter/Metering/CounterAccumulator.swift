public import Quantities

/// Adds up what an energy counter counts, through wraps, resets and failed reads.
///
/// Only differences count. A reading that failed is simply not added: the next one bridges the gap.
public struct CounterAccumulator: Sendable {
  /// The energy counted since the first reading.
  public private(set) var total = Joules.zero
  /// The power over the last stretch that was long enough to tell one.
  public private(set) var recentPower: Watts?
  /// How often the counter fell to zero without a wrap: its driver was reloaded.
  public private(set) var resets = 0

  private let range: Joules?
  private let mostPower: Watts
  private var last: (value: Joules, time: Seconds)?
  /// Where the stretch that tells the power began.
  private var mark: (total: Joules, time: Seconds)?

  /// A counter is renewed now and then, so that over less time than this its power is noise.
  private static let shortestStretch = Seconds(0.05)

  /// A counter that starts again at zero after `wrapsAfter`, if that is known.
  ///
  /// - Parameters:
  ///   - wrapsAfter: the counter's range.
  ///   - mostPower: no device draws more; a larger jump after a fall is a reset, not a wrap.
  public init(wrapsAfter: Joules?, mostPower: Watts = Watts(20_000)) {
    range = wrapsAfter.flatMap { $0 > .zero ? $0 : nil }
    self.mostPower = mostPower
  }

  /// The longest time between two readings after which the number of wraps is still certain; nil without a range.
  public var longestReadInterval: Seconds? {
    range.map { $0 / (max(recentPower ?? .zero, Watts(500)) * 2) }
  }

  /// Takes a reading at a time of the monotonic clock.
  public mutating func add(_ value: Joules, at time: Seconds) {
    defer { last = (value, time) }
    guard let last else {
      mark = (.zero, time)
      return
    }
    total += gain(from: last.value, to: value, over: time - last.time)
    guard let mark, time - mark.time >= Self.shortestStretch, total > mark.total else { return }
    recentPower = (total - mark.total) / (time - mark.time)
    self.mark = (total, time)
  }

  private mutating func gain(from old: Joules, to new: Joules, over elapsed: Seconds) -> Joules {
    var gain = new - old
    if gain < .zero {
      // A counter that fell has wrapped, if it has a range and the energy is plausible; else its driver was reloaded and
      // it counts from zero again, and what was counted before that is lost.
      guard let range, gain + range <= mostGain(over: elapsed) else {
        resets += 1
        return max(new, .zero)
      }
      gain += range
    }
    // Over a long gap it may have wrapped several times more; the power seen before tells how often.
    if let range, let recentPower {
      let missed = ((recentPower * elapsed - gain) / range).rounded()
      if missed >= 1 { gain += range * missed }
    }
    return gain
  }

  /// No plausible load gains more: ten times the power seen before, where one was seen.
  private func mostGain(over elapsed: Seconds) -> Joules {
    let power = recentPower.map { min(mostPower, $0 * 10 + Watts(500)) } ?? mostPower
    return power * max(elapsed, Seconds(0.01))
  }
}
