/// Rows and columns, written for a terminal, as Markdown or as CSV.
public struct TextTable: Sendable, Equatable {
  /// A column's heading and side.
  public struct Column: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }
    public var title: String
    public var alignment: Alignment
    /// Whether its cells are the user's own words, which no language changes.
    public var isVerbatim: Bool

    /// A column.
    public init(_ title: String, _ alignment: Alignment = .left, isVerbatim: Bool = false) {
      self.title = title
      self.alignment = alignment
      self.isVerbatim = isVerbatim
    }
  }

  public var columns: [Column]
  public var rows: [[String]] = []

  /// An empty table.
  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row, which must have a cell for each column.
  public mutating func add(_ cells: String...) {
    precondition(cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count) columns")
    rows.append(cells)
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
