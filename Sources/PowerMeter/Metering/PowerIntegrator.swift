public import Quantities

/// Integrates power readings over their real times by the trapezoid rule.
public struct PowerIntegrator: Sendable {
  /// The energy between the first and the last reading.
  public private(set) var total = Joules.zero
  /// The same from every second reading; how far it differs tells what sampling may have missed.
  public private(set) var coarseTotal = Joules.zero
  /// The first reading's time.
  public private(set) var start: Seconds?
  /// The last reading.
  public private(set) var last: (power: Watts, time: Seconds)?
  /// How many readings entered.
  public private(set) var count = 0

  private var lowest = Watts(.greatestFiniteMagnitude)
  private var highest = Watts.zero
  private var coarseLast: (power: Watts, time: Seconds)?

  /// Nothing integrated.
  public init() {}

  /// Takes a reading at a time of the monotonic clock.
  public mutating func add(_ power: Watts, at time: Seconds) {
    if let last { total += (power + last.power) / 2 * (time - last.time) } else { start = time }
    if count.isMultiple(of: 2) {
      if let coarseLast { coarseTotal += (power + coarseLast.power) / 2 * (time - coarseLast.time) }
      coarseLast = (power, time)
    }
    count += 1
    lowest = min(lowest, power)
    highest = max(highest, power)
    last = (power, time)
  }

  /// By how much the integral may be off: what half the readings would have missed, or the swing over one step.
  public var doubt: Joules {
    guard count > 1, let start, let last else { return .zero }
    let missed = Joules(abs((total - coarseTotal).value))
    return max(missed, (highest - lowest) * ((last.time - start) / Double(count - 1)))
  }
}
