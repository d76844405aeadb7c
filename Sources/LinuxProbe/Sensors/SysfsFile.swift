import Glibc

/// A sysfs file that is read again and again: opened once, read from its start each time.
final class SysfsFile {
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: the system's error code.
  init(_ path: String) throws(SysfsError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SysfsError(code: errno) }
  }

  deinit { close(descriptor) }

  /// The number in the file. Neither allocates nor formats.
  func number() throws(SysfsError) -> Int64 {
    var buffer: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let count = withUnsafeMutableBytes(of: &buffer) { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { throw SysfsError(code: count == 0 ? ENODATA : errno) }
    let value = withUnsafeBytes(of: &buffer) { Self.parse($0[..<count]) }
    guard let value else { throw SysfsError(code: EINVAL) }
    return value
  }

  private static func parse(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    var isNegative = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "-") where digits == 0: isNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        value = product &+ Int64(byte - UInt8(ascii: "0"))
        digits += 1
      default: return digits == 0 ? nil : isNegative ? -value : value  // The newline, or padding.
      }
    }
    return digits == 0 ? nil : isNegative ? -value : value
  }

  /// The text of a small file without white space around it; nil when it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { return nil }
    // Some drivers pad with NUL.
    let text = buffer[..<count].prefix { $0 != 0 }
    return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// The names in a folder, sorted; empty when it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The last part of where a link points to, which need not exist; nil when there is no link.
  static func linkName(_ path: String) -> String? { linkParts(path).last }

  /// The names along where a link points.
  static func linkParts(_ path: String) -> [String] {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return [] }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: "/")
      .map(String.init)
  }
}

/// A read that the system refused.
struct SysfsError: Error {
  /// The system's error code.
  let code: Int32
  /// In words.
  var message: String { String(cString: strerror(code)) }
}
