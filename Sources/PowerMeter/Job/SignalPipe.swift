import CSystemCalls
import Glibc
import Quantities

/// The pipe into which the end of the child and signals to us are written.
struct SignalPipe {
  enum Message: Equatable {
    /// The child, or all that it left behind, has ended.
    case ended
    case signal(Int32)

    /// Two bytes: what it is, and the signal.
    var bytes: [UInt8] {
      switch self {
      case .ended: [0, 0]
      case .signal(let signal): [1, UInt8(truncatingIfNeeded: signal)]
      }
    }
  }

  let readEnd: Int32
  let writeEnd: Int32
  private let previous: [(signal: Int32, action: sigaction)]

  /// Opens the pipe and takes over SIGINT, SIGQUIT, SIGTERM and SIGHUP where they are not ignored.
  ///
  /// ^C reaches the child too, since it is in our process group, so SIGINT and SIGQUIT only must not end us. SIGTERM and
  /// SIGHUP come to us alone and are passed on.
  ///
  /// - Parameter endsOnInterrupt: there is no child and SIGINT is how the job ends, so it is taken even where it is
  ///   ignored, as a shell does it for what runs in the background.
  init?(endsOnInterrupt: Bool = false) {
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
      if isIgnored, !(endsOnInterrupt && signal == SIGINT) { continue }
      var new = sigaction()
      new.__sigaction_handler.sa_handler = { signal in
        // Only write() here: little else may be called in a handler.
        let saved = errno
        var message: (UInt8, UInt8) = (1, UInt8(truncatingIfNeeded: signal))
        _ = write(signalDescriptor, &message, 2)
        errno = saved
      }
      new.sa_flags = SA_RESTART
      sigaction(signal, &new, nil)
      previous.append((signal, old))
    }
    self.previous = previous.map { ($0.0, $0.1) }
    // A parent's thread may have had them blocked, and exec keeps that. The child gets the mask that we were given.
    var taken = sigset_t()
    sigemptyset(&taken)
    for (signal, _) in previous { sigaddset(&taken, signal) }
    var mask = sigset_t()
    pthread_sigmask(SIG_UNBLOCK, &taken, &mask)
    inheritedMask = mask
  }

  /// The signals that were blocked when we started; nil before signals are taken over.
  static var maskForChild: sigset_t? { inheritedMask }

  /// The next message, which must be there.
  func take() -> Message? {
    var bytes: (UInt8, UInt8) = (0, 0)
    guard read(readEnd, &bytes, 2) == 2 else { return nil }
    return bytes.0 == 0 ? .ended : .signal(Int32(bytes.1))
  }

  /// Gives the signals back and closes the pipe.
  func close() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
    if var mask = inheritedMask { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    signalDescriptor = -1
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }
}

/// Where the signal handlers write. Set before they are installed; read by them alone.
private nonisolated(unsafe) var signalDescriptor: Int32 = -1

/// Set when the signals are taken over, before any child is started.
private nonisolated(unsafe) var inheritedMask: sigset_t?
