import CEmbeddedFiles
import Glibc

/// A text of records, one a line, fields between tabs, the key first; `#` starts a comment.
struct Table: @unchecked Sendable {
  // Static constant data of the program: never written, never freed.
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ file: embedded_file) { bytes = UnsafeBufferPointer(start: file.bytes, count: file.count) }

  /// The fields of all records of a key.
  func records(where key: String) -> [[String]] {
    let count = key.utf8.count
    return lines.filter { line in
      // Most lines have no tab at that place.
      line.count > count && line[line.startIndex + count] == UInt8(ascii: "\t")
        && line.prefix(count).elementsEqual(key.utf8)
    }.map(Self.fields)
  }

  /// The fields of all records.
  func records() -> [[String]] { lines.map(Self.fields) }

  /// The keys of all records.
  func keys() -> [String] {
    lines.map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self) }
  }

  private static func fields(_ line: Lines.Element) -> [String] {
    line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private var lines: Lines { Lines(rest: bytes[...]) }

  /// The records of a text, one after the other, without a copy of any.
  private struct Lines: Sequence, IteratorProtocol {
    var rest: Slice<UnsafeBufferPointer<UInt8>>

    mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
      while let first = rest.first {
        let start = UnsafeRawPointer(rest.base.baseAddress.unsafelyUnwrapped) + rest.startIndex
        let length = memchr(start, Int32(UInt8(ascii: "\n")), rest.count).map { start.distance(to: $0) } ?? rest.count
        let line = rest.prefix(length)
        rest = rest.dropFirst(length + 1)
        if first != UInt8(ascii: "#"), !line.isEmpty { return line }
      }
      return nil
    }
  }
}
