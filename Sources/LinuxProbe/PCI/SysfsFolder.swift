import Glibc

/// A folder of sysfs, whose files are read whole and whose links are not followed.
struct SysfsFolder {
  let path: String

  /// The first line's worth of an attribute, up to the first NUL and without blanks around; nil when it cannot be
  /// read. Recordings pad attributes with NULs.
  func text(_ name: String) -> String? {
    bytes(name, atMost: 4096).map { bytes in
      let text = bytes.prefix { $0 != 0 }
      let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
      guard let last = text.lastIndex(where: { !isBlank($0) }) else { return "" }
      return String(decoding: text[...last].drop(while: isBlank), as: UTF8.self)
    }
  }

  /// The bytes of a file; nil when it cannot be read.
  func bytes(_ name: String, atMost limit: Int) -> [UInt8]? {
    // A recording may hold anything under a name, a pipe that nobody writes to included.
    let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var count = -1
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
      count = read(descriptor, buffer.baseAddress, limit)
      initialized = max(0, count)
    }
    return count < 0 ? nil : bytes
  }

  /// A decimal attribute.
  func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  /// The last part of where a link points. The target need not exist: recordings keep links to drivers alone.
  func linkTarget(_ name: String) -> String? {
    let target = [UInt8](unsafeUninitializedCapacity: 1024) { buffer, initialized in
      initialized = buffer.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map { max(0, readlink("\(path)/\(name)", $0, characters.count)) } ?? 0
      }
    }
    return target.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a name exists below the folder.
  func contains(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

  /// Whether a name is a file, or a link to one, that can be read to its end: reading a pipe waits for a writer.
  func isFile(_ name: String) -> Bool {
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The names of its entries, unsorted; nil with the system's error when it cannot be listed.
  static func names(in path: String) -> (names: [[UInt8]]?, error: Int32) {
    guard let directory = opendir(path) else { return (nil, errno) }
    defer { closedir(directory) }
    var names: [[UInt8]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name.first != UInt8(ascii: ".") { names.append(name) }
    }
    return (names, 0)
  }
}
