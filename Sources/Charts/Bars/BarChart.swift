/// Amounts on one scale, one row each: plain bars, a waterfall whose bars begin where the last one ended, or a tornado
/// whose bars reach from the low to the high end of a swing.
public struct BarChart: Sendable, Equatable {
  /// One row.
  public struct Bar: Sendable, Equatable {
    /// How a bar is painted.
    public enum Tone: Sendable, Equatable {
      case plain, total
      /// The part of a swing below or above the chart's reference.
      case swing
    }

    /// What it is.
    public var label: String
    /// Where it begins on the scale.
    public var start: Double
    /// Where it ends; the larger one of both.
    public var end: Double
    /// The amount as text, printed behind the bar.
    public var caption: String
    /// The range around the end, drawn as a whisker; nil where the amount is exact.
    public var range: ClosedRange<Double>?
    /// How it is painted.
    public var tone: Tone

    /// A bar from zero to an amount of at least zero.
    public init(label: String, value: Double, caption: String, range: ClosedRange<Double>? = nil) {
      self.init(label: label, start: 0, end: value, caption: caption, range: range, tone: .plain)
    }

    init(label: String, start: Double, end: Double, caption: String, range: ClosedRange<Double>?, tone: Tone) {
      self.label = label
      self.start = start
      self.end = end
      self.caption = caption
      self.range = range
      self.tone = tone
    }
  }

  /// What the bars measure.
  public var title: String
  /// The bars, from top to bottom.
  public var bars: [Bar]
  /// A value that all bars are compared with, drawn as a line through them; nil for none.
  public var reference: Double?

  /// A chart of bars from zero.
  public init(title: String, bars: [Bar], reference: Double? = nil) {
    self.title = title
    self.bars = bars
    self.reference = reference
  }

  /// A waterfall: each part begins where the one above it ended, and the last bar is the total.
  public static func waterfall(title: String, parts: [Bar], total: Bar) -> BarChart {
    var bars: [Bar] = []
    var sum = 0.0
    for part in parts {
      var bar = part
      (bar.start, bar.end) = (sum, sum + part.end)
      bar.range = part.range.map { $0.lowerBound + sum...$0.upperBound + sum }
      sum = bar.end
      bars.append(bar)
    }
    var last = total
    last.tone = .total
    return BarChart(title: title, bars: bars + [last])
  }

  /// A tornado: how far a total swings when one input goes from its low to its high end, the widest swing first.
  ///
  /// - Parameters:
  ///   - title: what swings.
  ///   - center: the total with every input at its central value.
  ///   - swings: an input, the least and largest total, and both as text.
  public static func tornado(
    title: String, center: Double, swings: [(label: String, low: Double, high: Double, caption: String)]
  ) -> BarChart {
    let sorted = swings.sorted { abs($0.high - $0.low) > abs($1.high - $1.low) }
    return BarChart(
      title: title,
      bars: sorted.map {
        Bar(
          label: $0.label, start: min($0.low, $0.high), end: max($0.low, $0.high), caption: $0.caption, range: nil,
          tone: .swing)
      }, reference: center)
  }

  /// The scale's ends. Bars begin at zero; a tornado, whose bars do not, keeps to its swings.
  var bounds: ClosedRange<Double> {
    let isTornado = bars.contains { $0.tone == .swing }
    let values = bars.flatMap { [$0.start, $0.end, $0.range?.lowerBound, $0.range?.upperBound].compactMap(\.self) }
    let all = values + [reference, isTornado ? nil : 0].compactMap(\.self)
    guard let low = all.min(), let high = all.max() else { return 0...1 }
    return low...max(high, low)
  }

  var isEmpty: Bool { bars.allSatisfy { $0.start == $0.end && $0.range == nil } }

  var summary: String {
    let rows = bars.map { "\($0.label) \($0.caption)" }.joined(separator: "; ")
    return rows.isEmpty ? title : "\(title): \(rows)"
  }
}
