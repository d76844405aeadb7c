import Glibc

/// Whole text files read through the C library, which starts faster than Foundation.
public enum TextFile {
  /// The largest file read: far above any run file or configuration, far below what would hurt.
  public static let largestByteCount = 64 << 20

  /// Whether a name exists.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The text of a file.
  ///
  /// - Throws: `DocumentError` when it is missing, a folder, unreadable, too large or not UTF-8.
  public static func read(_ path: String) throws(DocumentError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw DocumentError(errno == ENOENT ? .missing : .unreadable, file: path, message: "cannot be opened: \(reason)")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw DocumentError(.unreadable, file: path, message: "cannot be read: \(String(cString: strerror(errno)))")
      }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= largestByteCount else {
        throw DocumentError(.unreadable, file: path, message: "is larger than \(largestByteCount >> 20) MiB")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DocumentError(.malformed, file: path, message: "is not UTF-8 text")
    }
    return text
  }
}
