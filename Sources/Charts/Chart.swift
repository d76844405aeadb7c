/// A chart, apart from where it is drawn: as a picture (`svg(width:identifier:)`) or as text
/// (`terminalLines(width:ascii:)`).
public enum Chart: Sendable, Equatable {
  /// Amounts on one scale: bars, a waterfall or a tornado.
  case bars(BarChart)
  /// A quantity over time.
  case timeline(TimelineChart)
  /// Choices by two quantities, the smaller of both the better.
  case scatter(ScatterChart)

  /// What the chart shows, as its heading.
  public var title: String {
    switch self {
    case .bars(let chart): chart.title
    case .timeline(let chart): chart.title
    case .scatter(let chart): chart.title
    }
  }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool {
    switch self {
    case .bars(let chart): chart.isEmpty
    case .timeline(let chart): chart.isEmpty
    case .scatter(let chart): chart.points.isEmpty
    }
  }

  /// The chart as an SVG element that stands alone in an HTML page: no style, no script, nothing loaded. Ink is
  /// `currentColor`, marks are of a middle tone, so that it reads on light and on dark.
  ///
  /// - Parameters:
  ///   - width: its width in pixels at which a character is 12 or 13 high; below 480 labels stand above their bars.
  ///   - identifier: begins the ids of its title and description, unique in the page.
  ///   - wording: says the chart's own phrases; English as it is when left out.
  public func svg(width: Double, identifier: String, wording: Wording = { $0 }) -> String {
    let drawing =
      switch self {
      case .bars(let chart): chart.drawing(width: width, wording: wording)
      case .timeline(let chart): chart.drawing(width: width, wording: wording)
      case .scatter(let chart): chart.drawing(width: width, wording: wording)
      }
    return drawing.svg(title: title, summary: summary(wording: wording), identifier: identifier)
  }

  /// The chart as lines of text without its title; none when it is empty.
  ///
  /// - Parameters:
  ///   - width: columns that lines keep to where labels and captions leave room.
  ///   - ascii: draws with ASCII alone instead of blocks and braille.
  ///   - wording: says the chart's own phrases; English as it is when left out.
  public func terminalLines(width: Int, ascii: Bool, wording: Wording = { $0 }) -> [String] {
    switch self {
    case .bars(let chart): chart.terminalLines(width: width, ascii: ascii)
    case .timeline(let chart): chart.terminalLines(width: width, ascii: ascii, wording: wording)
    case .scatter(let chart): chart.terminalLines(width: width, ascii: ascii, wording: wording)
    }
  }

  /// What the chart shows, in one sentence for those who cannot see it.
  func summary(wording: Wording) -> String {
    switch self {
    case .bars(let chart): chart.summary
    case .timeline(let chart): chart.summary(wording: wording)
    case .scatter(let chart): chart.summary(wording: wording)
    }
  }
}
