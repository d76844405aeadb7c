/// A quantity over time: one panel a series over a common time, with phases and gaps behind them.
public struct TimelineChart: Sendable, Equatable {
  /// What a series was in a stretch of time.
  public struct Point: Sendable, Equatable {
    /// Where the stretch begins.
    public var time: Double
    /// The least, mean and largest value.
    public var low: Double
    public var mean: Double
    public var high: Double

    /// The values of a stretch.
    public init(time: Double, low: Double, mean: Double, high: Double) {
      self.time = time
      self.low = low
      self.mean = mean
      self.high = high
    }
  }

  /// One quantity.
  public struct Series: Sendable, Equatable {
    /// What it is of.
    public var name: String
    /// How long the stretch of a point is at most; where the next point begins much later, the line breaks.
    public var width: Double
    /// Its points in order of time.
    public var points: [Point]

    /// A series.
    public init(name: String, width: Double, points: [Point]) {
      self.name = name
      self.width = width
      self.points = points
    }

    /// The points in runs without a break.
    var stretches: [ArraySlice<Point>] {
      var result: [ArraySlice<Point>] = []
      var start = points.startIndex
      for index in points.indices.dropFirst() where points[index].time - points[index - 1].time > width * 1.5 {
        result.append(points[start..<index])
        start = index
      }
      if start < points.endIndex { result.append(points[start...]) }
      return result
    }
  }

  /// A named stretch of time.
  public struct Span: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Where it begins.
    public var start: Double
    /// Where it ends.
    public var end: Double

    /// A stretch.
    public init(name: String, start: Double, end: Double) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  /// What the chart shows.
  public var title: String
  /// Time, from zero.
  public var time: Axis
  /// The quantity, common to all series.
  public var quantity: Axis
  /// The series, from top to bottom.
  public var series: [Series]
  /// How long all of it took.
  public var duration: Double
  /// Named parts.
  public var phases: [Span]
  /// Stretches in which nothing was read.
  public var gaps: [Span]

  /// A timeline.
  public init(
    title: String, time: Axis, quantity: Axis, series: [Series], duration: Double, phases: [Span] = [],
    gaps: [Span] = []
  ) {
    self.title = title
    self.time = time
    self.quantity = quantity
    self.series = series
    self.duration = duration
    self.phases = phases
    self.gaps = gaps
  }

  var isEmpty: Bool { duration <= 0 || series.allSatisfy(\.points.isEmpty) }

  func summary(wording: Wording) -> String {
    let rows = series.map { series in
      let low = AxisText.number(series.points.map(\.low).min())
      let high = AxisText.number(series.points.map(\.high).max())
      return "\(series.name) \(low)–\(high)"
    }
    return "\(wording("\(quantity.title) over \(time.title)")): \(rows.joined(separator: "; "))"
  }
}
