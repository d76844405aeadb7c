import Glibc
import Synchronization

/// The thread that writes a journal.
final class JournalWriter: Sendable {
  private struct State {
    /// Lines that wait to be written.
    var pending: [UInt8] = []
    /// Where the last state among them begins, which a newer one replaces.
    var lastState: Int?
    var error: Int32?
    var hasEnded = false
  }

  private let path: String
  private let wakeUp: (read: Int32, write: Int32)
  private let state = Mutex(State())

  init(path: String, header: [UInt8]) throws(JournalFailure) {
    self.path = path
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw JournalFailure(path: path, message: String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp = (ends[0], ends[1])
    let descriptor = Self.open(path)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      ends.forEach { _ = Glibc.close($0) }
      throw JournalFailure(path: path, message: "cannot be made: \(reason)")
    }
    _ = Glibc.write(descriptor, header, header.count)
    let box = UnsafeMutablePointer<JournalThread>.allocate(capacity: 1)
    box.initialize(to: JournalThread(writer: self, descriptor: descriptor, path: path, kept: header))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        guard let box = argument?.assumingMemoryBound(to: JournalThread.self) else { return nil }
        var thread = box.move()
        box.deallocate()
        thread.run()
        return nil
      }, box)
    pthread_detach(thread)
  }

  /// Opens and locks a file, so that nobody takes it for that of a dead run.
  static func open(_ path: String) -> Int32 {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
    return descriptor
  }

  /// Hands over a line; never waits for the disk.
  func append(_ line: [UInt8], isState: Bool) {
    let wasEmpty = state.withLock { state in
      let wasEmpty = state.pending.isEmpty
      // While the disk hangs, states replace each other and only marks pile up, of which there are few.
      if isState, let last = state.lastState {
        state.pending.removeSubrange(last...)
        state.lastState = nil
      }
      if isState { state.lastState = state.pending.count } else { state.lastState = nil }
      state.pending += line
      return wasEmpty
    }
    if wasEmpty { wake() }
  }

  /// What waits to be written; nil when the journal has ended and nothing waits.
  func take() -> [UInt8]? {
    var byte: UInt8 = 0
    while read(wakeUp.read, &byte, 1) < 0, errno == EINTR {}
    return state.withLock { state in
      if state.hasEnded { return nil }
      let pending = state.pending
      state.pending = []
      state.lastState = nil
      return pending
    }
  }

  func failed(_ code: Int32?) { state.withLock { $0.error = code } }

  var writeError: Int32? { state.withLock { $0.error } }

  /// Ends the thread; what waits is not written any more.
  func close() {
    let isFirst = state.withLock { state in
      defer { state.hasEnded = true }
      return !state.hasEnded
    }
    if isFirst { wake() }
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = Glibc.write(wakeUp.write, &byte, 1)
  }

  func closePipe() {
    Glibc.close(wakeUp.read)
    Glibc.close(wakeUp.write)
  }
}

/// What the writing thread itself holds.
private struct JournalThread {
  let writer: JournalWriter
  var descriptor: Int32
  let path: String
  /// The header and the marks, which a file that is begun anew starts with.
  var kept: [UInt8]
  var size = 0

  init(writer: JournalWriter, descriptor: Int32, path: String, kept: [UInt8]) {
    self.writer = writer
    self.descriptor = descriptor
    self.path = path
    self.kept = kept
  }

  mutating func run() {
    while let lines = writer.take() {
      for line in lines.split(separator: UInt8(ascii: "\n")) where Self.isMark(line) {
        kept += line + [UInt8(ascii: "\n")]
      }
      if size > CrashJournal.largestFile { beginAnew() }
      write(lines)
    }
    close(descriptor)
    writer.closePipe()
  }

  private static func isMark(_ line: ArraySlice<UInt8>) -> Bool { !line.starts(with: Array("{\"d\":".utf8)) }

  private mutating func write(_ lines: [UInt8]) {
    // After a failure the file may end within a line.
    let bytes = writer.writeError == nil ? lines : [UInt8(ascii: "\n")] + lines
    let count = Glibc.write(descriptor, bytes, bytes.count)
    let isWritten = count == bytes.count && fdatasync(descriptor) == 0
    size += max(0, count)
    writer.failed(isWritten ? nil : (count < 0 ? errno : ENOSPC))
  }

  /// Replaces the file by one without the old states.
  private mutating func beginAnew() {
    let temporary = "\(path).tmp"
    let fresh = JournalWriter.open(temporary)
    guard fresh >= 0 else { return }
    guard Glibc.write(fresh, kept, kept.count) == kept.count, rename(temporary, path) == 0 else {
      close(fresh)
      unlink(temporary)
      return
    }
    close(descriptor)
    (descriptor, size) = (fresh, 0)
  }
}
