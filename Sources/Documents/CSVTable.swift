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
    var records: [(line: Int, cells: [String])] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var (line, start, quoteLine) = (1, 1, 0)
    var (isQuoted, wasQuoted) = (false, false)
    func endCell() {
      cells.append(wasQuoted ? String(decoding: cell, as: UTF8.self) : trimmed(cell))
      cell.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func endRecord() {
      endCell()
      if cells != [""] { records.append((start, cells)) }
      cells = []
    }
    let quote = UInt8(ascii: "\"")
    var iterator = text.utf8.makeIterator()
    var pending: UInt8? = iterator.next()
    while let byte = pending {
      pending = iterator.next()
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isQuoted {
        if byte != quote {
          cell.append(byte)
        } else if pending == quote {
          cell.append(quote)
          pending = iterator.next()
        } else {
          isQuoted = false
        }
      } else if byte == quote, cell.isEmpty {
        (isQuoted, wasQuoted, quoteLine) = (true, true, line)
      } else if byte == UInt8(ascii: ",") {
        endCell()
      } else if byte == UInt8(ascii: "\n") {
        endRecord()
        start = line
      } else if byte != UInt8(ascii: "\r") {
        cell.append(byte)
      }
    }
    if isQuoted { throw DocumentError(.malformed, file: file, line: quoteLine, message: "a quote is never closed") }
    if !cell.isEmpty || !cells.isEmpty { endRecord() }
    return records
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let space = UInt8(ascii: " ")
    guard let first = bytes.firstIndex(where: { $0 != space }), let last = bytes.lastIndex(where: { $0 != space })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}
