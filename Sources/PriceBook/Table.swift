import CEmbeddedFiles

/// A text of records, one a line, fields between tabs, the key first; `#` starts a comment.
struct Table: @unchecked Sendable {
  // Static constant data of the program: never written, never freed.
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ file: embedded_file) { bytes = UnsafeBufferPointer(start: file.bytes, count: file.count) }

  /// The fields of all records of a key.
  func records(where key: String) -> [[String]] {
    let wanted = Array(key.utf8) + [UInt8(ascii: "\t")]
    return lines.filter { $0.starts(with: wanted) }.map(Self.fields)
  }

  /// The fields of all records.
  func records() -> [[String]] { lines.map(Self.fields) }

  /// The keys of all records.
  func keys() -> [String] {
    lines.map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self) }
  }

  private static func fields(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
    line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private var lines: some Sequence<Slice<UnsafeBufferPointer<UInt8>>> {
    bytes.split(separator: UInt8(ascii: "\n")).lazy.filter { $0.first != UInt8(ascii: "#") }
  }
}
