import Glibc

/// The Unix datagram socket on which a job tells its phases and progress.
public final class MarkSocket {
  /// The variable that tells the job where it is.
  public static let variable = "TRAINCOST_SOCKET"

  /// Where sockets are when no other folder is named, or its path is too long for one: a socket's may have 107 bytes.
  public static let commonFolder = "/tmp"

  /// The socket's file.
  public let path: String
  let descriptor: Int32

  private static let (prefix, suffix) = ("traincost-", ".sock")

  /// Opens a socket in a folder, and removes those that killed measurements left there; nil when the system refuses.
  public init?(folder: String) {
    Self.removeDeserted(in: folder)
    var random = SystemRandomNumberGenerator()
    path =
      "\(folder)/\(Self.prefix)\(getpid())-\(String(UInt32.random(in: 0...UInt32.max, using: &random), radix: 36))"
      + Self.suffix
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
    let bound = Self.withAddress(path) { bind(descriptor, $0, $1) } ?? -1
    guard bound == 0 else {
      close(descriptor)
      return nil
    }
    chmod(path, 0o600)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Removes the sockets in a folder that nobody listens on any more. Those of other users stay.
  public static func removeDeserted(in folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { continue }
      let path = "\(folder)/\(name)"
      if isDeserted(path) { unlink(path) }
    }
  }

  /// The system refuses a connection to a socket whose process is gone, and to no other.
  private static func isDeserted(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let status = withAddress(path) { connect(descriptor, $0, $1) } ?? 0
    return status != 0 && errno == ECONNREFUSED
  }

  /// The next message; nil when none waits.
  func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Why a message was not delivered.
  public struct SendFailure: Error, CustomStringConvertible {
    /// The system's error code.
    public let code: Int32
    public var description: String { String(cString: strerror(code)) }
  }

  /// Sends a message to a socket without ever waiting.
  public static func send(_ mark: JobMark, to path: String) throws(SendFailure) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SendFailure(code: errno) }
    defer { close(descriptor) }
    let bytes = Array(mark.message.utf8)
    let sent = withAddress(path) { sendto(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, $1) }
    guard let sent else { throw SendFailure(code: ENAMETOOLONG) }
    guard sent == bytes.count else { throw SendFailure(code: errno) }
  }

  private static func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
