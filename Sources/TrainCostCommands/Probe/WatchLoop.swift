import Glibc
import Quantities

/// Draws a view again and again until the user or a count ends it.
///
/// On a terminal the view has a screen of its own, so that the one before it comes back unchanged, whatever ends the
/// loop. Signals are waited for instead of handled: one that comes ends the wait for the next drawing.
struct WatchLoop {
  /// How long a drawing stands.
  var interval: Seconds
  /// How many drawings there are; nil until a signal.
  var count: Int?

  private let signals: sigset_t

  /// A loop. From here on signals wait for it, so make it before whatever starts threads.
  init(interval: Seconds, count: Int?) {
    self.interval = interval
    self.count = count
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signals = set
  }

  /// Draws until the end and returns the exit status: ^C is how one leaves a view.
  ///
  /// - Parameters:
  ///   - screen: draws on a terminal of so many columns and rows.
  ///   - line: writes what follows what was written before, where there is no terminal.
  func run(
    _ context: CommandContext, screen: (_ columns: Int, _ rows: Int) throws -> [String], line: () throws -> String
  ) throws -> Int32 {
    let isTerminal = context.terminalSize() != nil
    if isTerminal { try context.standardOutput.write(Self.enter) }
    defer {
      if isTerminal { try? context.standardOutput.write(Self.leave) }
      var set = signals
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
    var drawn = 0
    while true {
      if let size = context.terminalSize(), isTerminal {
        // Each line ends by clearing what a longer one before it left there.
        let lines = try screen(size.columns, size.rows).prefix(size.rows)
        try context.standardOutput.write("\u{1B}[H" + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K\u{1B}[J")
      } else {
        try context.standardOutput.write(try line())
      }
      drawn += 1
      if let count, drawn >= count { return ExitStatus.success }
      switch wait() {
      case SIGINT: return ExitStatus.success
      case SIGTERM, SIGHUP, SIGQUIT: return 128 + SIGTERM
      case SIGTSTP: try suspend(context, isTerminal: isTerminal)
      default: break
      }
    }
  }

  /// The signal that ended the wait, or 0 when its time was over.
  private func wait() -> Int32 {
    var set = signals
    var time = timespec(
      tv_sec: Int(interval.value), tv_nsec: Int(interval.value.truncatingRemainder(dividingBy: 1) * 1e9))
    let signal = sigtimedwait(&set, nil, &time)
    return signal > 0 ? signal : 0
  }

  /// Gives the terminal back, stops until the shell goes on with us, and takes it again.
  private func suspend(_ context: CommandContext, isTerminal: Bool) throws {
    if isTerminal { try context.standardOutput.write(Self.leave) }
    raise(SIGSTOP)
    if isTerminal { try context.standardOutput.write(Self.enter) }
  }

  // The alternate screen without a cursor, and back.
  private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[2J"
  private static let leave = "\u{1B}[?25h\u{1B}[?1049l"
}
