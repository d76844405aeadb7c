import Glibc
import Quantities

/// One direction of a plot.
public struct Axis: Sendable, Equatable {
  /// How values are spread over the axis.
  public enum Scale: Sendable, Equatable {
    /// Evenly, from zero.
    case linear
    /// By their ratios.
    case logarithmic
  }

  /// What is measured, with its unit: `Power (W)`.
  public var title: String
  /// How values are spread.
  public var scale: Scale

  /// An axis.
  public init(_ title: String, _ scale: Scale = .linear) {
    self.title = title
    self.scale = scale
  }
}

/// An axis over the values that it has to show.
struct AxisMap {
  /// A labelled place.
  struct Tick: Equatable {
    var value: Double
    var label: String
  }

  let scale: Axis.Scale
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// An axis that shows all finite values, between round ends; a linear one begins at zero.
  ///
  /// - Parameters:
  ///   - axis: the axis.
  ///   - values: what it has to show.
  ///   - count: about how many ticks have room.
  ///   - isTight: whether the axis ends at the last value instead of the next tick.
  init(_ axis: Axis, showing values: some Sequence<Double>, ticks count: Int, isTight: Bool = false) {
    let usable = values.filter { $0.isFinite && (axis.scale == .linear || $0 > 0) }
    let low = usable.min() ?? (axis.scale == .linear ? 0 : 1)
    let high = usable.max() ?? 1
    scale = axis.scale
    switch axis.scale {
    case .linear:
      let bottom = min(0, low)
      let top = high > bottom ? high : bottom + 1
      let step = Self.roundStep((top - bottom) / Double(max(count, 1)))
      lower = isTight ? bottom : (bottom / step).rounded(.down) * step
      upper = isTight ? top : (top / step - 1e-9).rounded(.up) * step
      let first = Int((lower / step - 1e-9).rounded(.up))
      let last = Int((upper / step + 1e-9).rounded(.down))
      ticks = (first...max(first, last)).map { Tick(value: Double($0) * step, label: Self.label(Double($0) * step)) }
    case .logarithmic:
      (lower, upper, ticks) = Self.logarithmic(low, high, count: count)
    }
  }

  /// Where a value lies, 0 at the lower and 1 at the upper end.
  func position(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic: log(max(value, lower * 1e-3) / lower) / log(upper / lower)
    }
  }

  /// A tenth below the least to a tenth above the largest value, with ticks at 1, 2 and 5 where there is room, else at
  /// powers of ten.
  private static func logarithmic(_ low: Double, _ high: Double, count: Int) -> (Double, Double, [Tick]) {
    let lower = low / 1.15
    let upper = max(high, low * 1.5) * 1.15
    let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
    func places(_ digits: [Double]) -> [Double] {
      decades.flatMap { decade in digits.map { $0 * pow(10, Double(decade)) } }.filter { lower <= $0 && $0 <= upper }
    }
    let choices = [places([1, 1.5, 2, 3, 4, 5, 6, 8]), places([1, 2, 5]), places([1, 3]), places([1])]
    let chosen = choices.first { $0.count <= count } ?? choices[3]
    let stride = max(1, Int((Double(chosen.count) / Double(max(count, 1))).rounded(.up)))
    let ticks = chosen.enumerated().filter { $0.offset % stride == 0 }.map { Tick(value: $1, label: label($1)) }
    return (lower, upper, ticks)
  }

  /// The round number (1, 2 or 5 and a power of ten) at or above a step.
  private static func roundStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let digit = step / power
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10)
  }

  private static func label(_ value: Double) -> String {
    value.magnitude >= 10_000 ? Count(value).formatted : NumberFormat.significant(value)
  }
}
