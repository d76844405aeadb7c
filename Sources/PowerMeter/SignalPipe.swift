import CSystemCalls
import Glibc
import Quantities

/// The pipe into which the end of the child and signals to us are written.
struct SignalPipe {
  enum Message: Equatable {
    case ended(status: Int32)
    case signal(Int32)

    /// Five bytes: what it is, and a number.
    var bytes: [UInt8] {
      let (kind, number): (UInt8, Int32) =
        switch self {
        case .ended(let status): (0, status)
        case .signal(let signal): (1, signal)
        }
      return [kind] + withUnsafeBytes(of: number) { Array($0) }
    }
  }

  private let readEnd: Int32
  let writeEnd: Int32
  private let previous: [(signal: Int32, action: sigaction)]

  /// Opens the pipe and takes over SIGINT, SIGQUIT, SIGTERM and SIGHUP where they are not ignored.
  ///
  /// ^C reaches the child too, since it is in our process group, so SIGINT and SIGQUIT only must not end us. SIGTERM and
  /// SIGHUP come to us alone and are passed on.
  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
    signalDescriptor = ends[1]
    var previous: [(Int32, sigaction)] = []
    for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] {
      var old = sigaction()
      sigaction(signal, nil, &old)
      let isIgnored =
        unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if isIgnored { continue }
      var new = sigaction()
      new.__sigaction_handler.sa_handler = { signal in
        // Only write() here: little else may be called in a handler.
        let saved = errno
        var message: (UInt8, UInt8, UInt8, UInt8, UInt8) = (1, UInt8(truncatingIfNeeded: signal), 0, 0, 0)
        _ = write(signalDescriptor, &message, 5)
        errno = saved
      }
      new.sa_flags = SA_RESTART
      sigaction(signal, &new, nil)
      previous.append((signal, old))
    }
    self.previous = previous.map { ($0.0, $0.1) }
  }

  /// Waits for a message until a time of the monotonic clock; nil when the time comes first.
  func next(until deadline: Seconds) -> Message? {
    while true {
      let left = deadline - MonotonicClock.now()
      var wait = timespec()
      let nanoseconds = max(0, Int(left.value * 1e9))
      wait.tv_sec = nanoseconds / 1_000_000_000
      wait.tv_nsec = nanoseconds % 1_000_000_000
      let count = wait_readable(readEnd, &wait)
      if count == 0 { return nil }
      guard count > 0 else { continue }
      var bytes: (UInt8, Int32) = (0, 0)
      let read = withUnsafeMutableBytes(of: &bytes) { buffer in
        Glibc.read(readEnd, buffer.baseAddress, 1) == 1
          && Glibc.read(readEnd, buffer.baseAddress?.advanced(by: 4), 4) == 4
      }
      guard read else { continue }
      return bytes.0 == 0 ? .ended(status: bytes.1) : .signal(bytes.1)
    }
  }

  /// Gives the signals back and closes the pipe.
  func close() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
    signalDescriptor = -1
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }
}

/// Where the signal handlers write. Set before they are installed; read by them alone.
private nonisolated(unsafe) var signalDescriptor: Int32 = -1
