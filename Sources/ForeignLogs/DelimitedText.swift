import Documents
import Quantities

/// A text of rows with a heading row, fields between commas: spreadsheets' CSV with quotes, and nvidia-smi's with spaces
/// after its commas. What a logger that was killed left behind (NUL bytes, half a row) is no row.
struct DelimitedText {
  struct Row {
    /// Counted from 1, the heading being a line too.
    let line: Int
    let fields: [String]
  }

  let path: String
  let heading: [String]
  let rows: [Row]
  /// Rows that have another number of fields than the heading.
  let damaged: [Int]

  init(_ path: String) throws(DocumentError) {
    let text = try TextFile.read(path)
    self.path = path
    var heading: [String]?
    var rows: [Row] = []
    var damaged: [Int] = []
    var line = 0
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let clean = bytes.filter { $0 != 0 && $0 != UInt8(ascii: "\r") }
      guard clean.contains(where: { $0 != UInt8(ascii: " ") }) else { continue }
      let fields = Self.fields(clean)
      guard let known = heading else {
        heading = fields
        continue
      }
      if fields.count == known.count {
        rows.append(Row(line: line, fields: fields))
      } else {
        damaged.append(line)
      }
    }
    guard var heading else {
      throw DocumentError(.malformed, file: path, message: "is empty, expected rows of comma-separated values")
    }
    // The mark of UTF-8 that spreadsheets write first.
    if heading[0].hasPrefix("\u{FEFF}") { heading[0].removeFirst() }
    self.heading = heading
    self.rows = rows
    self.damaged = damaged
  }

  private static func fields(_ bytes: [UInt8]) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    func end() {
      fields.append(String(decoding: field, as: UTF8.self).trimmingWhitespace())
      field.removeAll(keepingCapacity: true)
    }
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: end()
      default: field.append(byte)
      }
    }
    end()
    return fields
  }

  /// The place of a column; nil when there is none of these names.
  func column(_ names: String...) -> Int? {
    names.lazy.compactMap { name in
      heading.firstIndex { $0 == name || $0.lowercased().hasPrefix("\(name) [") }
    }.first
  }

  /// The place of a column that must be there.
  func required(_ names: String..., of kind: String) throws(DocumentError) -> Int {
    for name in names {
      if let index = column(name) { return index }
    }
    throw DocumentError(
      .key, file: path, line: 1, key: names[0],
      message: "the column is missing, so this is no log of \(kind); found \(heading.joined(separator: ", "))",
      nearest: nearestMatch(to: names[0], among: heading))
  }

  /// A warning about rows that were passed over; nil when there are none.
  var damageWarning: String? {
    damaged.isEmpty
      ? nil
      : "\(damaged.count) of \(rows.count + damaged.count) rows are cut short or damaged and were left out, the first in line \(damaged[0])"
  }
}
