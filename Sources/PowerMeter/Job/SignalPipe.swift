import CSystemCalls
import Glibc
import Quantities
import Synchronization

/// The pipe into which signals to us are written, that of a child's end among them.
struct SignalPipe {
  enum Message: Equatable {
    /// A child has ended.
    case childEnded
    /// A signal, and whether a program sent it to us. What a terminal sends reaches the child too, which is in our group.
    case signal(Int32, isSent: Bool)
  }

  /// What ends a measurement that has no child.
  static let endings = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
  /// What schedulers and people send to a job beside those, and what would end or stop us alone.
  private static let others = [
    SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPIPE, SIGXCPU, SIGXFSZ, SIGTSTP, SIGCONT, SIGURG, SIGWINCH,
  ]

  let readEnd: Int32
  private let writeEnd: Int32
  private let previous: [(signal: Int32, action: sigaction)]

  /// Opens the pipe and takes over the signals that a job may be sent, where they are not ignored.
  ///
  /// ^C and ^Z reach the child too, since it is in our process group: the first must not end us, the second stops us as
  /// well. What a program sends comes to us alone and is passed on.
  ///
  /// - Parameter endsOnInterrupt: there is no child and SIGINT is how the job ends, so it is taken even where it is
  ///   ignored, as a shell does it for what runs in the background.
  init?(endsOnInterrupt: Bool = false) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A handler must not wait: where so many messages pile up, one more says nothing new.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    (readEnd, writeEnd) = (ends[0], ends[1])
    // Both before a handler runs, which must not be the first to ask for them.
    signalDescriptor.store(ends[1], ordering: .releasing)
    hasJob.store(false, ordering: .releasing)
    var previous: [(Int32, sigaction)] = []
    for signal in Self.endings + (endsOnInterrupt ? [] : Self.others + [SIGCHLD]) {
      var old = sigaction()
      sigaction(signal, nil, &old)
      let isIgnored =
        unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      // Where SIGCHLD is ignored the system throws a child's exit status away.
      if isIgnored, signal != SIGCHLD, !(endsOnInterrupt && signal == SIGINT) { continue }
      var new = sigaction()
      new.__sigaction_handler.sa_sigaction = { signal, information, _ in
        // Only write() and kill() here: little else may be called in a handler.
        let saved = errno
        defer { errno = saved }
        let descriptor = signalDescriptor.load(ordering: .acquiring)
        let isSent = information.map { $0.pointee.si_code <= 0 } ?? true
        if signal == SIGCHLD {
          guard hasJob.load(ordering: .acquiring) else { return }
          var message: (UInt8, UInt8) = (0, 0)
          _ = write(descriptor, &message, 2)
        } else if isSent, information.map({ $0.pointee._sifields._kill.si_pid == getpid() }) ?? false {
          // Our own write to a pipe that nobody reads.
        } else if signal == SIGTSTP, !isSent {
          kill(getpid(), SIGSTOP)
        } else {
          var message: (UInt8, UInt8) = (isSent ? 2 : 1, UInt8(truncatingIfNeeded: signal))
          _ = write(descriptor, &message, 2)
        }
      }
      new.sa_flags = SA_RESTART | SA_SIGINFO | SA_NOCLDSTOP
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

  /// From now on ends of children are told. Who started us by exec may have left us some that are no job's.
  func jobStarts() { hasJob.store(true, ordering: .releasing) }

  /// The next message, which must be there.
  func take() -> Message? {
    var bytes: (UInt8, UInt8) = (0, 0)
    guard read(readEnd, &bytes, 2) == 2 else { return nil }
    return bytes.0 == 0 ? .childEnded : .signal(Int32(bytes.1), isSent: bytes.0 == 2)
  }

  /// Gives the signals back and closes the pipe.
  func close() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
    if var mask = inheritedMask { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    signalDescriptor.store(-1, ordering: .releasing)
    hasJob.store(false, ordering: .releasing)
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }
}

/// Where the signal handlers write, which may run in any thread. Set before they are installed.
private let signalDescriptor = Atomic<Int32>(-1)

/// Whether a child's end may be the job's; read by the signal handlers.
private let hasJob = Atomic(false)

/// Set when the signals are taken over, before any child is started.
private nonisolated(unsafe) var inheritedMask: sigset_t?
