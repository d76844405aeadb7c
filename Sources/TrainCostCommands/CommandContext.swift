import Glibc
import Reporting

/// Every side effect that a command may have: what it reads of its surroundings and where it writes.
public struct CommandContext {
  /// Environment variables.
  public var environment: [String: String]
  /// Where results go.
  public var standardOutput: any OutputSink
  /// Where messages go.
  public var standardError: any OutputSink
  /// Seconds since 1970-01-01 UTC.
  public var now: () -> Double
  /// Columns of the terminal behind standard output; nil when there is none.
  public var terminalWidth: Int?
  /// Columns and rows of that terminal as they are at this moment; nil when there is none.
  public var terminalSize: () -> (columns: Int, rows: Int)? = { nil }
  /// Seconds on a clock that does not jump.
  public var uptime: () -> Double
  /// Whether messages go to a terminal.
  public var standardErrorIsTerminal = false

  /// Surroundings, given one by one.
  public init(
    environment: [String: String], standardOutput: any OutputSink, standardError: any OutputSink,
    now: @escaping () -> Double, terminalWidth: Int?
  ) {
    self.environment = environment
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.now = now
    self.terminalWidth = terminalWidth
    uptime = now
  }

  /// The surroundings of this process.
  public static var process: CommandContext {
    var context = CommandContext(
      environment: processEnvironment(), standardOutput: FileDescriptorSink(STDOUT_FILENO),
      standardError: FileDescriptorSink(STDERR_FILENO),
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      },
      terminalWidth: sizeOfTerminal(STDOUT_FILENO)?.columns)
    context.standardErrorIsTerminal = isatty(STDERR_FILENO) == 1
    context.terminalSize = { sizeOfTerminal(STDOUT_FILENO) }
    context.uptime = {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    return context
  }

  private static func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var pointer = environ
    while let entry = pointer.pointee {
      let text = String(cString: entry)
      if let separator = text.firstIndex(of: "=") {
        variables[String(text[..<separator])] = String(text[text.index(after: separator)...])
      }
      pointer += 1
    }
    return variables
  }

  private static func sizeOfTerminal(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), max(1, Int(size.ws_row)))
  }

  /// A variable that is set and not empty.
  func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A message to the user, on standard error.
  func note(_ message: String) {
    // A message that cannot be written has nowhere else to go.
    try? standardError.write(message + "\n")
  }
}

/// Something that takes text.
public protocol OutputSink {
  /// Writes all of the text.
  ///
  /// - Throws: `OutputError` when not all of it could be written.
  func write(_ text: String) throws(OutputError)
}

/// Text that could not be written.
public struct OutputError: Error, CustomStringConvertible {
  /// What could not be written.
  let target: String
  /// The system's error code.
  let code: Int32

  init(_ target: String, errno code: Int32) {
    self.target = target
    self.code = code
  }

  public var description: String { "\(target) cannot be written: \(String(cString: strerror(code)))" }
}

/// A file descriptor that takes text.
public struct FileDescriptorSink: OutputSink {
  private let descriptor: Int32

  /// A sink that leaves the descriptor open.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  public func write(_ text: String) throws(OutputError) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw OutputError("the output", errno: errno)
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
