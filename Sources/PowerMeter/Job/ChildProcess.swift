import Glibc
import Quantities

/// A program that was started in our process group with our streams.
///
/// Its end is told by SIGCHLD, which wakes the sampler like every other signal; no thread waits for it.
final class ChildProcess {
  /// The program could not be started.
  struct LaunchFailure: Error {
    /// The system's error code.
    let code: Int32
  }

  /// The child's process id.
  let id: pid_t
  /// The raw status of the child's end; nil while it runs.
  private(set) var status: Int32?
  /// Processor time of the child and all that it waited for, and of adopted orphans, of those that have ended.
  private(set) var processorTime = Seconds.zero

  /// Starts a program, looked up on the PATH.
  ///
  /// - Parameter variables: set in its environment beside ours.
  init(_ command: [String], variables: [String: String] = [:]) throws(LaunchFailure) {
    var arguments = command.map { CommandText.copy($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var environment = Self.environment(variables)
    defer { environment.forEach { free($0) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that we handle are at their defaults in the child by the rules of exec, and those that were ignored when
    // we started (nohup) stay ignored in it.
    if var mask = SignalPipe.maskForChild {
      posix_spawnattr_setsigmask(&attributes, &mask)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    }
    var child: pid_t = 0
    guard let program = arguments[0] else { throw LaunchFailure(code: ENOENT) }
    var code = posix_spawnp(&child, program, nil, &attributes, &arguments, &environment)
    if code == ENOEXEC {
      // A script without an interpreter line runs in the shell, as execvp does it.
      var shell = [strdup("/bin/sh")] + arguments
      code = posix_spawn(&child, "/bin/sh", nil, &attributes, &shell, &environment)
      free(shell[0])
    }
    guard code == 0 else { throw LaunchFailure(code: code) }
    id = child
  }

  /// Our environment with some variables set, as exec wants it.
  private static func environment(_ variables: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
    let prefixes = variables.keys.map { "\($0)=" }
    var entries: [UnsafeMutablePointer<CChar>?] = []
    var pointer = environ
    while let entry = pointer.pointee {
      if !prefixes.contains(where: { strncmp(entry, $0, $0.utf8.count) == 0 }) { entries.append(strdup(entry)) }
      pointer += 1
    }
    return entries + variables.map { strdup("\($0)=\($1)") } + [nil]
  }

  /// Takes note of what has ended; true when the job is over.
  ///
  /// - Parameter followsOrphans: the job is over only when no adopted descendant is left either.
  func reap(followsOrphans: Bool) -> Bool {
    while true {
      var status: Int32 = 0
      var usage = rusage()
      let ended = wait4(followsOrphans ? -1 : id, &status, WNOHANG, &usage)
      if ended < 0, errno == EINTR { continue }
      guard ended != 0 else { return false }
      guard ended > 0 else { return true }
      func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
      processorTime += Seconds(seconds(usage.ru_utime) + seconds(usage.ru_stime))
      if ended == id { self.status = status }
      if ended == id, !followsOrphans { return true }
    }
  }

  /// Asks the child and its descendants to end, or the orphans it left behind.
  func stop() {
    if status == nil { ProcessTree.send(SIGTERM, to: id) } else { send(SIGTERM) }
  }

  /// Sends a signal to the child, or to the orphans it left behind.
  func send(_ signal: Int32) {
    guard status != nil else {
      kill(id, signal)
      return
    }
    for orphan in ProcessFile.children(of: getpid()) { kill(orphan, signal) }
  }
}
