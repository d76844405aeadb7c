import Glibc

/// Which run counts a device, among all that measure on this host at once.
///
/// A device has a file that its owner holds locked for as long as it measures, and that names the owner's run. The
/// system gives the lock back when the owner dies, however it does.
public final class DeviceOwnership {
  private let folder: String
  private let run: String
  private let scope: UInt64
  private var held: [String: (path: String, descriptor: Int32)] = [:]

  /// Claims for a run.
  ///
  /// - Parameters:
  ///   - folder: shared by all users of the host; made when it is missing.
  ///   - run: the id of the run.
  ///   - machine: what stands for the machine; a recording of another one has devices of its own.
  public init(folder: String = "/tmp/traincost-devices", run: String, machine: String) {
    self.folder = folder
    self.run = run
    // FNV-1a, which is the same in every process.
    scope = machine.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    if mkdir(folder, 0o1777) == 0 { chmod(folder, 0o1777) }
  }

  deinit {
    for (path, descriptor) in held.values {
      // Removed while it is locked: whoever waits with the file open sees that it has no name any more, and makes its own.
      unlink(path)
      close(descriptor)
    }
  }

  /// Claims a device: nil when it is this run's now, else the id of the run that owns it.
  ///
  /// Where the folder cannot be used, everyone owns everything, as without this class.
  public func claim(_ device: String) -> String? {
    guard held[device] == nil else { return nil }
    let name = String(device.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    let path = "\(folder)/\(name)-\(String(scope, radix: 16))"
    while true {
      let descriptor = Self.open(path)
      guard descriptor >= 0 else { return nil }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        defer { close(descriptor) }
        return errno == EWOULDBLOCK ? Self.owner(in: descriptor) : nil
      }
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
        close(descriptor)
        continue
      }
      fchmod(descriptor, 0o666)
      ftruncate(descriptor, 0)
      let text = Array("\(run)\n".utf8)
      _ = pwrite(descriptor, text, text.count, 0)
      held[device] = (path, descriptor)
      return nil
    }
  }

  /// Opens a device's file. The file of another user may not be opened with O_CREAT in a folder that all share
  /// (fs.protected_regular), so that is tried second.
  private static func open(_ path: String) -> Int32 {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW
    let descriptor = Glibc.open(path, flags)
    return descriptor >= 0 || errno != ENOENT ? descriptor : Glibc.open(path, flags | O_CREAT, 0o666)
  }

  /// The run that a locked file names. Its owner writes that a moment after it has the lock.
  private static func owner(in descriptor: Int32) -> String {
    for _ in 0..<50 {
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = pread(descriptor, &buffer, buffer.count, 0)
      let text = buffer[..<max(0, count)]
      if text.contains(UInt8(ascii: "\n")) { return String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self) }
      usleep(1000)
    }
    return "unknown"
  }
}
