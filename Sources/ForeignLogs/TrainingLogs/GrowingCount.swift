import Quantities

/// A count that grows during a run, steps or tokens, as a log mentions it from time to time.
struct GrowingCount {
  private var mentions: [(value: Double, time: Double)] = []

  mutating func mention(_ value: Double, at time: Double) { mentions.append((value, time)) }

  /// From one mention to the next; a run that goes back to a checkpoint does what follows it again.
  private var intervals: [(growth: Double, time: Double)] {
    let ordered = mentions.sorted { ($0.time, $0.value) < ($1.time, $1.value) }
    return zip(ordered.dropFirst(), ordered).compactMap { next, last in
      next.value > last.value ? (next.value - last.value, next.time - last.time) : nil
    }
  }

  /// How much it grew, and the seconds from the first mention to the last; nil when it did not grow. What came before
  /// the first mention was not timed.
  var growth: (value: Double, time: Double)? {
    let grown = intervals.map(\.growth).reduce(0, +)
    guard grown > 0, let first = mentions.map(\.time).min(), let last = mentions.map(\.time).max(), last > first
    else { return nil }
    return (grown, last - first)
  }

  /// The usual seconds for one: the median over the intervals, so that a pause to evaluate or to save does not count.
  var timeOfOne: Double? {
    let times = intervals.filter { $0.time > 0 }.map { $0.time / $0.growth }
    return times.isEmpty ? nil : times.median
  }
}
