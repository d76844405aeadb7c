public import Charts

/// What a command has to say, apart from the format it is said in.
public struct Report: Sendable {
  /// A part of a report for people.
  public enum Block: Sendable, Equatable {
    case heading(String)
    case table(TextTable)
    case bars(BarChart)
    case text(String)

    var isText: Bool { if case .text = self { true } else { false } }
  }

  /// The report for people, from top to bottom.
  public var blocks: [Block]
  /// The report for programs.
  public var json: JSONValue
  /// The report as rows of bare numbers, with one heading line.
  public var csv: TextTable

  /// A report.
  public init(blocks: [Block], json: JSONValue, csv: TextTable) {
    self.blocks = blocks
    self.json = json
    self.csv = csv
  }
}

/// The formats that every command can write.
public enum OutputFormat: String, Sendable, CaseIterable {
  case table, json, csv, markdown
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
    case .table: terminal(canvas)
    }
  }

  private var markdown: String {
    let parts = blocks.map { block in
      switch block {
      case .heading(let text): "## \(text)"
      case .table(let table): table.markdownLines.joined(separator: "\n")
      case .bars(let chart):
        (["```text", chart.title] + chart.terminalLines(width: 80, ascii: false) + ["```"]).joined(separator: "\n")
      case .text(let text): text
      }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func terminal(_ canvas: Canvas) -> String {
    var lines: [String] = []
    for (index, block) in blocks.enumerated() {
      // Lines of text that follow each other belong together.
      if index > 0, !(blocks[index - 1].isText && block.isText) { lines.append("") }
      switch block {
      case .heading(let text): lines.append(canvas.color ? "\u{1B}[1m\(text)\u{1B}[0m" : text)
      case .table(let table): lines += table.terminalLines(width: canvas.width)
      case .bars(let chart):
        lines.append(chart.title)
        lines += chart.terminalLines(width: canvas.width, ascii: !canvas.unicode)
      case .text(let text): lines += TextTable.wrap(text, width: canvas.width)
      }
    }
    return lines.map { canvas.unicode ? $0 : Self.ascii($0) }.joined(separator: "\n") + "\n"
  }

  /// The few signs of ours that are not ASCII, replaced for a terminal that knows no others.
  private static func ascii(_ line: String) -> String {
    String(
      line.map { character in
        switch character {
        case "─": "-"
        case "×": "x"
        case "–": "-"
        default: character
        }
      })
  }
}
