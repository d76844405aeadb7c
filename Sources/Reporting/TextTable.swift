import Charts

/// Rows and columns, written for a terminal, as Markdown or as CSV.
public struct TextTable: Sendable, Equatable {
  /// A column's heading and side.
  public struct Column: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }
    public var title: String
    public var alignment: Alignment

    /// A column.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  public var columns: [Column]
  public var rows: [[String]] = []
  /// Whether a terminal that is too narrow for the columns gets a row's cells below each other.
  public var isFoldable = false

  /// An empty table.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row, which must have a cell for each column.
  public mutating func add(_ cells: String...) {
    precondition(cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count) columns")
    rows.append(cells)
  }

  /// The table as aligned lines; cells wrap, those of the widest column first, until the table fits the width.
  func terminalLines(width: Int) -> [String] {
    let all = [columns.map(\.title)] + rows
    let widths = widths(for: all, within: width)
    if isFoldable, Self.total(widths) > width { return foldedLines(width: width) }
    let hasHeading = columns.contains { !$0.title.isEmpty }
    var lines: [String] = []
    for (index, row) in all.enumerated() where index > 0 || hasHeading {
      let cells = columns.indices.map { Self.wrap(row[$0], width: widths[$0]) }
      for line in 0..<(cells.map(\.count).max() ?? 1) {
        let parts = columns.indices.map { pad(line < cells[$0].count ? cells[$0][line] : "", $0, widths[$0]) }
        lines.append(Self.trimEnd(parts.joined(separator: "  ")))
      }
      if index == 0 { lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")) }
    }
    return lines
  }

  /// Narrows the widest columns until all of them and the gaps between them fit: first headings and texts, as far as
  /// their words stay whole, then all, though none below eleven.
  private func widths(for all: [[String]], within width: Int) -> [Int] {
    var widths = columns.indices.map { column in all.map { displayWidth($0[column]) }.max() ?? 0 }
    guard Self.total(widths) > width else { return widths }
    let whole = columns.indices.map { column in
      let cells = columns[column].alignment == .left ? all : rows
      let longest = cells.flatMap { Self.words(of: $0[column], apart: columns[column].alignment == .left) }
      let heading = Self.words(of: columns[column].title, apart: true)
      return (longest + heading).map { displayWidth($0) }.max() ?? 0
    }
    for least in [whole, whole.map { min($0, 11) }] {
      while Self.total(widths) > width {
        let narrowed = widths.indices.filter { widths[$0] > least[$0] }.max { widths[$0] < widths[$1] }
        guard let narrowed else { break }
        widths[narrowed] -= 1
      }
    }
    return widths
  }

  /// The parts of a text that a line should not break, and for numbers the text as a whole.
  private static func words(of text: String, apart: Bool) -> [String] {
    apart ? text.split(separator: " ").flatMap { parts(of: $0) } : [text]
  }

  /// The parts of a word between which it may break: names of keys, files and profiles break after a sign.
  private static func parts(of word: Substring) -> [String] {
    var parts = [""]
    for character in word {
      parts[parts.count - 1].append(character)
      if "._/-，；：、".contains(character) { parts.append("") }
    }
    return parts.filter { !$0.isEmpty }
  }

  private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) }

  /// Each row as lines of a heading and a cell, with a line between rows; empty cells are left out.
  private func foldedLines(width: Int) -> [String] {
    let titles = columns.map(\.title)
    let left = titles.map(displayWidth).max() ?? 0
    let blocks = rows.map { row in
      zip(titles, row).filter { !$0.1.isEmpty }.flatMap { title, cell in
        Self.wrap(cell, width: max(16, width - left - 2)).enumerated().map { line, text in
          let heading = line == 0 ? title : ""
          return heading + String(repeating: " ", count: left - displayWidth(heading) + 2) + text
        }
      }
    }
    return Array(blocks.joined(separator: [""]))
  }

  private func pad(_ text: String, _ column: Int, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return columns[column].alignment == .left ? text + space : space + text
  }

  /// Breaks a text between words, words that are wider than the column between their parts, and parts anywhere.
  static func wrap(_ text: String, width: Int) -> [String] {
    guard displayWidth(text) > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, displayWidth(line) + 1 + displayWidth(String(word)) > width {
        lines.append(line)
        line = ""
      }
      if !line.isEmpty { line += " " }
      for part in parts(of: word) {
        if !line.isEmpty, displayWidth(line) + displayWidth(part) > width {
          lines.append(line)
          line = ""
        }
        for character in part {
          if displayWidth(line) + displayWidth(String(character)) > width {
            lines.append(line)
            line = ""
          }
          line.append(character)
        }
      }
    }
    return lines + [line]
  }

  private static func trimEnd(_ text: String) -> String {
    var slice = text[...]
    while slice.last == " " { slice = slice.dropLast() }
    return String(slice)
  }

  /// The table in Markdown.
  var markdownLines: [String] {
    func line(_ cells: [String]) -> String { "| " + cells.map(MarkdownText.escaped).joined(separator: " | ") + " |" }
    let rule = columns.map { $0.alignment == .left ? "---" : "---:" }
    return [line(columns.map(\.title)), "| " + rule.joined(separator: " | ") + " |"] + rows.map(line)
  }

  /// The table as CSV lines (RFC 4180).
  var csvLines: [String] {
    func field(_ text: String) -> String {
      let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      guard needsQuotes else { return text }
      return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    return ([columns.map(\.title)] + rows).map { $0.map(field).joined(separator: ",") }
  }
}
