import Documents
import Glibc

/// A file that a command writes whole or not at all.
enum OutputFile {
  /// Replaces a file at once, so that a failure leaves the old one or none. A device or a pipe is written as it is.
  ///
  /// `makesFolder` makes the folders above it that are missing, for the user alone.
  static func replace(_ path: String, with text: String, makesFolder: Bool = false) throws(OutputError) {
    if makesFolder, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      do throws(Folder.Failure) {
        try Folder.make(String(path[..<slash]))
      } catch {
        throw OutputError(error.path, errno: error.code)
      }
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try write(text, to: path, flags: O_WRONLY)
    }
    let temporary = "\(path).\(getpid()).tmp"
    do throws(OutputError) {
      try write(text, to: temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
      guard rename(temporary, path) == 0 else { throw OutputError(path, errno: errno) }
    } catch {
      unlink(temporary)
      throw OutputError(path, errno: error.code)
    }
  }

  private static func write(_ text: String, to path: String, flags: Int32) throws(OutputError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputError(path, errno: errno) }
    do {
      try FileDescriptorSink(descriptor).write(text)
    } catch {
      close(descriptor)
      throw OutputError(path, errno: error.code)
    }
    guard close(descriptor) == 0 else { throw OutputError(path, errno: errno) }
  }
}
