/// The records of a CSV file of any size, one after another.
///
/// Reads what RFC 4180 describes and what programs write instead: spaces around fields, semicolons or tabs for commas,
/// no line end at the end of the file. Nothing is allocated for a record after the first ones.
public final class CSVReader {
  private let lines: LineReader
  private let separator: UInt8
  /// The fields of the current record, without quotes and surrounding spaces; valid until the next one is read.
  public private(set) var fields: [TextBytes] = []

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - separator: what stands between fields.
  /// - Throws: `DocumentError` when it cannot be read as text.
  public init(_ path: String, separator: Character = ",") throws(DocumentError) {
    lines = try LineReader(path)
    self.separator = separator.asciiValue ?? UInt8(ascii: ",")
  }

  /// Reads a text that is in memory.
  ///
  /// - Parameters:
  ///   - text: the records.
  ///   - file: what errors name.
  /// - Throws: `DocumentError` when it is empty.
  public init(parsing text: String, file: String) throws(DocumentError) {
    lines = try LineReader(parsing: text, file: file)
    separator = UInt8(ascii: ",")
  }

  /// The file, as the user named it.
  public var file: String { lines.file }
  /// The line on which the current record starts, counted from 1.
  public var line: Int { lines.lineNumber }
  /// Whether the current record may have been cut off: the file ends within it, or NUL bytes stand around it.
  public var isCutOff: Bool { lines.isCutOff || lines.hadNULs }

  /// Reads the next record into `fields`; an empty line is a record without fields.
  ///
  /// - Returns: false after the last one.
  /// - Throws: `DocumentError` when the file cannot be read or a quote is never closed.
  public func next() throws(DocumentError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard let text = try lines.next(joiningQuoted: true) else { return false }
    guard !text.isEmpty, let base = text.baseAddress else { return true }
    let end = text.count
    var start = 0
    while true {
      while start < end, base[start] == 0x20 { start += 1 }
      if start < end, base[start] == 0x22 {
        start = quoted(base, start + 1, end)
        guard start <= end else { return true }
        continue
      }
      var stop = start
      while stop < end, base[stop] != separator { stop += 1 }
      var last = stop
      while last > start, base[last - 1] == 0x20 { last -= 1 }
      fields.append(TextBytes(start: base + start, count: last - start))
      guard stop < end else { return true }
      start = stop + 1
    }
  }

  /// Adds a quoted field, its doubled quotes made single in place.
  ///
  /// - Returns: where the next field starts; beyond the end after the last one.
  private func quoted(_ base: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var read = start
    var write = start
    while read < end {
      if base[read] == 0x22 {
        guard read + 1 < end, base[read + 1] == 0x22 else { break }
        read += 1
      }
      base[write] = base[read]
      write += 1
      read += 1
    }
    fields.append(TextBytes(start: base + start, count: write - start))
    while read < end, base[read] != separator { read += 1 }
    return read + 1
  }

  /// The fields of the current record as texts.
  public var texts: [String] { fields.map { String(decoding: $0, as: UTF8.self) } }
}
