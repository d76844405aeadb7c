import Documents
import Quantities

/// A CSV file whose columns are asked for by name, for tables of moderate size.
struct NamedColumns {
  let rows: CSVReader
  /// The names of the columns.
  let names: [String]
  /// The line of the header.
  let headerLine: Int

  /// Reads the header.
  init(_ path: String) throws(DocumentError) {
    var rows = try CSVReader(path)
    guard try Self.skipBlank(rows) else {
      throw DocumentError(.malformed, file: path, message: "the file holds no header")
    }
    // A header without commas may be divided by what spreadsheets write instead.
    if rows.fields.count == 1, let other = rows.texts[0].first(where: { ";\t".contains($0) }) {
      rows = try CSVReader(path, separator: other)
      _ = try Self.skipBlank(rows)
    }
    self.rows = rows
    names = rows.texts
    headerLine = rows.line
  }

  private static func skipBlank(_ rows: CSVReader) throws(DocumentError) -> Bool {
    repeat {
      guard try rows.next() else { return false }
    } while rows.fields.isEmpty
    return true
  }

  /// The next record that holds anything.
  ///
  /// - Returns: false after the last one.
  func next() throws(DocumentError) -> Bool {
    guard try Self.skipBlank(rows) else { return false }
    guard rows.fields.count == names.count else {
      if rows.isCutOff { return false }
      throw DocumentError(
        .malformed, file: rows.file, line: rows.line,
        message: "found \(rows.fields.count) columns, expected \(names.count)")
    }
    return true
  }

  /// What to tell the user when the last record lacks columns that the others have; nil when it does not.
  var tornWarning: String? {
    rows.isCutOff && !rows.fields.isEmpty && rows.fields.count != names.count ? Self.cutWords : nil
  }

  static let cutWords = "its last line is cut off and was left out; the logger was probably killed"

  func has(_ name: String) -> Bool { names.contains(name) }

  /// The text of a column of the current record; nil when there is no such column or it is empty.
  func text(_ name: String) -> String? {
    guard let column = names.firstIndex(of: name) else { return nil }
    let text = String(decoding: rows.fields[column], as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  /// The number of a column; nil when there is none.
  ///
  /// - Throws: `DocumentError` when the column holds something else.
  func number(
    _ name: String, in range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
  ) throws(DocumentError) -> Double? {
    guard let column = names.firstIndex(of: name) else { return nil }
    let field = rows.fields[column]
    if field.isEmpty { return nil }
    guard let number = DecimalText.number(field), range.contains(number) else {
      let text = String(decoding: field, as: UTF8.self)
      if ["nan", "none", "null", "n/a"].contains(text.lowercased()) { return nil }
      throw wrong(name, expected: "a number of at least \(NumberFormat.significant(range.lowerBound))")
    }
    return number
  }

  /// A number that must be there.
  func required(_ name: String) throws(DocumentError) -> Double {
    guard let number = try number(name) else {
      throw has(name) ? wrong(name, expected: "a number of at least 0") : missing(name)
    }
    return number
  }

  /// The error that a column is missing.
  func missing(_ name: String) -> DocumentError {
    DocumentError(
      .key, file: rows.file, line: headerLine, key: name,
      message:
        "the column is missing; found \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", …" : "")",
      nearest: nearestMatch(to: name, among: names))
  }

  /// An error about a column of the current record.
  func wrong(_ name: String, expected: String) -> DocumentError {
    DocumentError(
      .value, file: rows.file, line: rows.line, key: name, message: "found '\(text(name) ?? "")', expected \(expected)")
  }
}
