import Glibc

/// Bytes of a text; valid until the reader that gave them moves on.
public typealias TextBytes = UnsafeBufferPointer<UInt8>

/// The lines of a file of any size, read in blocks, so that a log of gigabytes takes a megabyte of memory.
///
/// Line ends are `\n` or `\r\n`, and the last line may have none. NUL bytes around a line, which a program leaves behind
/// when it is killed or the disk fills up, are cut off.
public final class LineReader {
  /// The longest line or quoted record.
  public static let longestLine = 16 << 20

  /// The file, as the user named it.
  public let file: String
  /// The number of the line given last, counted from 1.
  public private(set) var lineNumber = 0
  /// Whether the line given last ends with the file rather than with a line end: it may have been cut off.
  public private(set) var isCutOff = false
  /// Whether the line given last had NUL bytes around it.
  public private(set) var hadNULs = false

  private let descriptor: Int32
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 20
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var linesWithin = 0

  /// Opens a file.
  ///
  /// - Throws: `DocumentError` when it is missing, a folder, unreadable, empty, compressed or UTF-16.
  public init(_ path: String) throws(DocumentError) {
    file = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    buffer = .allocate(capacity: capacity)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw DocumentError(errno == ENOENT ? .missing : .unreadable, file: path, message: "cannot be opened: \(reason)")
    }
    try fill()
    try checkEncoding()
  }

  /// Reads a text that is in memory.
  ///
  /// - Parameters:
  ///   - text: the lines.
  ///   - file: what errors name.
  /// - Throws: `DocumentError` when it is empty.
  public init(parsing text: String, file: String) throws(DocumentError) {
    self.file = file
    descriptor = -1
    let bytes = Array(text.utf8)
    capacity = max(bytes.count, 1)
    buffer = .allocate(capacity: capacity)
    buffer.initialize(from: bytes, count: bytes.count)
    end = bytes.count
    isAtEnd = true
    try checkEncoding()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  private func checkEncoding() throws(DocumentError) {
    func starts(_ bytes: UInt8...) -> Bool {
      end >= bytes.count && (0..<bytes.count).allSatisfy { buffer[$0] == bytes[$0] }
    }
    if end == 0 { throw DocumentError(.malformed, file: file, message: "the file is empty") }
    if starts(0x1F, 0x8B) || starts(0x28, 0xB5, 0x2F, 0xFD) || starts(0xFD, 0x37, 0x7A) {
      throw DocumentError(.malformed, file: file, message: "is compressed; expected text: decompress it first")
    }
    if starts(0xFF, 0xFE) || starts(0xFE, 0xFF) {
      throw DocumentError(
        .malformed, file: file, message: "is UTF-16, as PowerShell writes it; expected UTF-8: iconv -f UTF-16 -t UTF-8")
    }
    if starts(0xEF, 0xBB, 0xBF) { start = 3 }
  }

  /// The next line without its end; nil after the last one.
  ///
  /// - Parameter joiningQuoted: whether an open double quote goes on into the next line, as in CSV.
  /// - Throws: `DocumentError` when the file cannot be read or the line is longer than `longestLine`.
  public func next(joiningQuoted: Bool = false) throws(DocumentError) -> UnsafeMutableBufferPointer<UInt8>? {
    lineNumber += 1 + linesWithin
    linesWithin = 0
    var scanned = 0
    var quotes = 0
    while true {
      let found = memchr(buffer + start + scanned, 10, end - start - scanned)
      let length = found.map { $0.assumingMemoryBound(to: UInt8.self) - (buffer + start) } ?? end - start
      if joiningQuoted { quotes += count(of: 0x22, from: start + scanned, count: length - scanned) }
      if found != nil {
        if quotes.isMultiple(of: 2) {
          isCutOff = false
          defer { start += length + 1 }
          return trimmed(length)
        }
        linesWithin += 1
        scanned = length + 1
        continue
      }
      scanned = length
      guard isAtEnd else {
        try fill()
        continue
      }
      guard quotes.isMultiple(of: 2) else {
        throw DocumentError(
          .malformed, file: file, line: lineNumber, message: "a double quote is opened here and never closed")
      }
      guard length > 0 else {
        lineNumber -= 1
        return nil
      }
      isCutOff = true
      defer { start = end }
      return trimmed(length)
    }
  }

  private func count(of byte: UInt8, from offset: Int, count: Int) -> Int {
    var found = 0
    var place = buffer + offset
    var left = count
    while left > 0, let hit = memchr(place, Int32(byte), left) {
      found += 1
      let next = hit.assumingMemoryBound(to: UInt8.self) + 1
      left -= next - place
      place = next.advanced(by: 0)
    }
    return found
  }

  private func trimmed(_ length: Int) -> UnsafeMutableBufferPointer<UInt8> {
    var first = start
    var last = start + length
    hadNULs = false
    if last > first, buffer[last - 1] == 13 { last -= 1 }
    while last > first, buffer[last - 1] == 0 {
      last -= 1
      hadNULs = true
    }
    while first < last, buffer[first] == 0 {
      first += 1
      hadNULs = true
    }
    return UnsafeMutableBufferPointer(start: buffer + first, count: last - first)
  }

  private func fill() throws(DocumentError) {
    if start > 0 {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
    }
    if end == capacity {
      guard capacity < Self.longestLine else {
        throw DocumentError(
          .malformed, file: file, line: max(lineNumber, 1),
          message: "the line is longer than \(Self.longestLine >> 20) MiB; expected the lines of a log")
      }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      memcpy(larger, buffer, end)
      buffer.deallocate()
      buffer = larger
      capacity *= 2
    }
    while true {
      let count = read(descriptor, buffer + end, capacity - end)
      if count >= 0 {
        end += count
        isAtEnd = count == 0
        return
      }
      guard errno != EINTR else { continue }
      throw DocumentError(.unreadable, file: file, message: "cannot be read: \(String(cString: strerror(errno)))")
    }
  }
}
