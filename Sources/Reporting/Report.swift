public import Charts

/// What a command has to say, apart from the format it is said in.
public struct Report: Sendable {
  /// A part of a report for people.
  public enum Block: Sendable, Equatable {
    /// What the report is about.
    case heading(String)
    /// The heading of a part; a detail is what a reader in a hurry skips, and Markdown folds it away.
    case section(String, isDetail: Bool = false)
    /// The figures that matter most.
    case headline([Headline])
    case table(TextTable)
    case figure(Figure)
    case text(String)
    /// Lines of a file, the same in every language.
    case code([String])
    /// What a reader should know before trusting a figure.
    case warning(String)

    /// Bars without a table.
    public static func bars(_ chart: BarChart) -> Block { .figure(Figure(.bars(chart))) }

    /// Whether the block is a line of words, which belongs to such a line before it.
    var isText: Bool {
      switch self {
      case .text, .warning, .code: true
      default: false
      }
    }
  }

  /// The report for people, from top to bottom.
  public var blocks: [Block]
  /// The report for programs.
  public var json: JSONValue
  /// The report as rows of bare numbers, with one heading line.
  public var csv: TextTable
  /// The language of the blocks.
  public var language = Language.english

  /// A report.
  public init(blocks: [Block], json: JSONValue, csv: TextTable) {
    self.blocks = blocks
    self.json = json
    self.csv = csv
  }
}

/// One of the few figures that matter most.
public struct Headline: Sendable, Equatable {
  /// What it is.
  public var name: String
  /// The central value with its unit.
  public var value: String
  /// Its 90 % range; empty where it is exact or unknown.
  public var range: String
  /// How it came about, or why it is unknown.
  public var provenance: String

  /// A figure.
  public init(_ name: String, _ value: String, range: String, provenance: String) {
    self.name = name
    self.value = value
    self.range = range
    self.provenance = provenance
  }
}

/// A chart with the numbers that it is drawn from.
public struct Figure: Sendable, Equatable {
  /// The chart.
  public var chart: Chart
  /// All of its numbers; nil where a table nearby holds them.
  public var table: TextTable?
  /// Whether the table is too long to be shown unasked: HTML and Markdown fold it, terminals leave it out.
  public var isTableFolded: Bool
  /// How to read the chart; empty for charts that explain themselves.
  public var note: String

  /// A chart, with a table or without.
  public init(_ chart: Chart, table: TextTable? = nil, isTableFolded: Bool = false, note: String = "") {
    self.chart = chart
    self.table = table
    self.isTableFolded = isTableFolded
    self.note = note
  }
}

/// The formats that every command can write.
public enum OutputFormat: String, Sendable, CaseIterable {
  case table, json, csv, markdown, html
}

/// What the receiving end can show.
public struct Canvas: Sendable, Equatable {
  /// Columns of text.
  public var width: Int
  /// Whether colors are wanted.
  public var color: Bool
  /// Whether blocks and lines of Unicode are understood.
  public var unicode: Bool

  /// A canvas.
  public init(width: Int = 100, color: Bool = false, unicode: Bool = true) {
    self.width = width
    self.color = color
    self.unicode = unicode
  }
}

extension Report {
  /// The whole report in a format, with a final newline.
  public func text(_ format: OutputFormat, canvas: Canvas) -> String {
    switch format {
    case .json: json.text + "\n"
    case .csv: csv.csvLines.joined(separator: "\n") + "\n"
    case .markdown: markdown
    case .html: html
    case .table: terminal(canvas)
    }
  }
}

extension Sequence where Element == Headline {
  /// The figures as a table, for formats without large type.
  func table(_ language: Language) -> TextTable {
    var table = TextTable([
      .init(""), .init(language.translate("Value"), .right), .init(language.translate("90 % range"), .right),
      .init(language.translate("How it came about")),
    ])
    for headline in self { table.add(headline.name, headline.value, headline.range, headline.provenance) }
    return table
  }
}
