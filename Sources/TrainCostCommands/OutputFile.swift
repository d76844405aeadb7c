import Glibc

/// A file that a command writes whole or not at all.
enum OutputFile {
  /// Replaces a file at once, so that a failure leaves the old one or none.
  static func replace(_ path: String, with text: String) throws(OutputError) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputError(path, errno: errno) }
    do {
      try FileDescriptorSink(descriptor).write(text)
    } catch {
      close(descriptor)
      unlink(temporary)
      throw OutputError(path, errno: ENOSPC)
    }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw OutputError(path, errno: code)
    }
  }
}
