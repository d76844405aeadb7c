import Glibc
import Quantities

/// A program that was started in our process group with our streams, and is waited for on a thread of its own.
///
/// The thread writes one byte to a pipe when the child has ended, and the signal handlers write theirs, so that the
/// sampler can sleep on one descriptor.
struct ChildProcess {
  /// How it ended.
  struct Ending: Sendable, Equatable {
    var exitCode: Int32?
    var signal: Int32?
  }

  /// The program could not be started.
  struct LaunchFailure: Error {
    /// The system's error code.
    let code: Int32
  }

  /// The child's process id.
  let id: pid_t

  /// Starts a program, looked up on the PATH.
  init(_ command: [String]) throws(LaunchFailure) {
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that we handle are at their defaults in the child by the rules of exec, and those that were ignored when
    // we started (nohup) stay ignored in it.
    var child: pid_t = 0
    var code = posix_spawnp(&child, command[0], nil, &attributes, &arguments, environ)
    if code == ENOEXEC {
      // A script without an interpreter line runs in the shell, as execvp does it.
      var shell = [strdup("/bin/sh")] + arguments
      code = posix_spawn(&child, "/bin/sh", nil, &attributes, &shell, environ)
      free(shell[0])
    }
    guard code == 0 else { throw LaunchFailure(code: code) }
    id = child
  }

  /// Waits for the end on a thread and writes the raw status as four bytes to a descriptor.
  func reportEnd(to descriptor: Int32) {
    let box = UnsafeMutablePointer<(pid_t, Int32)>.allocate(capacity: 1)
    box.initialize(to: (id, descriptor))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        guard let box = argument?.assumingMemoryBound(to: (pid_t, Int32).self) else { return nil }
        let (child, descriptor) = box.pointee
        box.deallocate()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        var message = SignalPipe.Message.ended(status: status).bytes
        _ = write(descriptor, &message, message.count)
        return nil
      }, box)
    pthread_detach(thread)
  }
}
