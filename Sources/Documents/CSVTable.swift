/// A table of comma-separated values with a heading line (RFC 4180), whose rows know their lines.
public struct CSVTable: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// The line that it starts at, counted from 1.
    public let line: Int
    /// The cells in the order of the headings, as many as the line has.
    public let cells: [String]
    let columns: [String: Int]

    /// The text of a column, without spaces around it; nil when it is empty or the column does not exist.
    public subscript(column: String) -> String? {
      guard let index = columns[column], index < cells.count else { return nil }
      let text = cells[index]
      return text.isEmpty ? nil : text
    }
  }

  /// The file, as the user named it.
  public let file: String
  /// The headings in their order.
  public let headings: [String]
  /// The rows in their order; empty lines are left out.
  public let rows: [Row]

  /// Reads a file.
  ///
  /// - Throws: `DocumentError` when it cannot be read, is empty, or has a quote that is never closed.
  public init(path: String) throws(DocumentError) {
    try self.init(parsing: try TextFile.read(path), file: path)
  }

  /// Reads a text.
  ///
  /// - Throws: `DocumentError` when it is empty, has a heading twice or a quote that is never closed.
  public init(parsing text: String, file: String) throws(DocumentError) {
    var records = try Self.records(of: text, file: file)
    guard !records.isEmpty else {
      throw DocumentError(.malformed, file: file, message: "the file is empty; expected a heading line of column names")
    }
    self.file = file
    headings = records.removeFirst().cells
    var columns: [String: Int] = [:]
    for (index, heading) in headings.enumerated() {
      guard columns.updateValue(index, forKey: heading) == nil else {
        throw DocumentError(.malformed, file: file, line: 1, message: "the column '\(heading)' is there twice")
      }
    }
    rows = records.map { Row(line: $0.line, cells: $0.cells, columns: columns) }
  }

  private static func records(of text: String, file: String) throws(DocumentError) -> [(line: Int, cells: [String])] {
    let reader = try CSVReader(parsing: text, file: file)
    var records: [(line: Int, cells: [String])] = []
    while try reader.next() {
      let cells = reader.texts
      if !cells.allSatisfy(\.isEmpty) || cells.count > 1 { records.append((reader.line, cells)) }
    }
    return records
  }
}
