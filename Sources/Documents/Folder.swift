import Glibc

/// Makes the folders that files are written to.
public enum Folder {
  /// Why a folder cannot be made.
  public struct Failure: Error, Equatable, Sendable {
    /// The folder, of those on the way, that cannot be.
    public let path: String
    /// The system's code, `ENOTDIR` where there is something else of the name.
    public let code: Int32
  }

  /// Makes a folder and those above it that are missing, for the user alone.
  ///
  /// - Throws: `Failure` for the first that cannot be made.
  public static func make(_ path: String) throws(Failure) {
    for (index, character) in zip(path.indices, path) where character == "/" && index > path.startIndex {
      try makeOne(String(path[..<index]))
    }
    try makeOne(path)
  }

  private static func makeOne(_ path: String) throws(Failure) {
    guard mkdir(path, 0o700) != 0 else { return }
    let code = errno
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw Failure(path: path, code: code == EEXIST ? ENOTDIR : code)
  }
}
