import Glibc
import Quantities
import Synchronization

/// The thread that writes a journal.
final class JournalWriter: Sendable {
  private struct State {
    /// Lines that wait to be written.
    var pending: [UInt8] = []
    /// Where the last state among them begins, which a newer one replaces.
    var lastState: Int?
    /// Readings that wait to be written.
    var readings: [PowerReading] = []
    var error: Int32?
    var hasEnded = false
  }

  /// While the disk hangs no more readings are held than these: 16 MB of them.
  private static let mostReadings = 1 << 20
  /// A disk that takes longer than this to take the last lines is not waited for.
  private static let longestWait = Seconds(5)

  private let path: String
  private let wakeUp: (read: Int32, write: Int32)
  /// Its writing end is closed when the thread has ended.
  private let end: (read: Int32, write: Int32)
  private let state = Mutex(State())

  init(path: String, header: [UInt8]) throws(JournalFailure) {
    self.path = path
    var ends: [Int32] = [-1, -1, -1, -1]
    let isOpen = ends.withUnsafeMutableBufferPointer { ends in
      ends.baseAddress.map { pipe($0) == 0 && pipe($0 + 2) == 0 } ?? false
    }
    for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (wakeUp, end) = ((ends[0], ends[1]), (ends[2], ends[3]))
    let descriptor = isOpen ? Self.open(path) : -1
    let count = descriptor < 0 ? -1 : Glibc.write(descriptor, header, header.count)
    // A journal without its first line brings nothing back.
    guard count == header.count else {
      let code = count < 0 ? errno : ENOSPC
      for end in ends + [descriptor] where end >= 0 { Glibc.close(end) }
      if descriptor >= 0 { unlink(path) }
      throw JournalFailure(path: path, errno: code)
    }
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

  /// Hands over readings, which are written with the next line; never waits for the disk.
  func append(_ readings: [PowerReading]) {
    state.withLock { state in
      if state.readings.count + readings.count <= Self.mostReadings { state.readings += readings }
    }
  }

  /// What waits to be written; nil when the journal has ended and nothing waits.
  func take() -> (lines: [UInt8], readings: [PowerReading])? {
    var byte: UInt8 = 0
    while read(wakeUp.read, &byte, 1) < 0, errno == EINTR {}
    return state.withLock { state in
      if state.hasEnded, state.pending.isEmpty, state.readings.isEmpty { return nil }
      defer {
        state.pending = []
        state.readings = []
        state.lastState = nil
      }
      return (state.pending, state.readings)
    }
  }

  func failed(_ code: Int32?) { state.withLock { $0.error = code } }

  var writeError: Int32? { state.withLock { $0.error } }

  /// Has what waits written and the thread ended. A disk that hangs is waited for a few seconds.
  func finish() {
    let isFirst = state.withLock { state in
      defer { state.hasEnded = true }
      return !state.hasEnded
    }
    guard isFirst else { return }
    // One for what waits, one for the end.
    wake()
    wake()
    _ = Poll.wait(for: [end.read], until: MonotonicClock.now() + Self.longestWait)
    Glibc.close(end.read)
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = Glibc.write(wakeUp.write, &byte, 1)
  }

  func closePipe() {
    Glibc.close(wakeUp.read)
    Glibc.close(wakeUp.write)
    Glibc.close(end.write)
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
  var readings: ReadingsFile

  init(writer: JournalWriter, descriptor: Int32, path: String, kept: [UInt8]) {
    self.writer = writer
    self.descriptor = descriptor
    self.path = path
    self.kept = kept
    readings = ReadingsFile(path: JournalReadings.path(ofJournal: path))
  }

  mutating func run() {
    while let (lines, readings) = writer.take() {
      self.readings.append(readings)
      guard !lines.isEmpty else { continue }
      for line in lines.split(separator: UInt8(ascii: "\n")) where Self.isMark(line) {
        kept += line + [UInt8(ascii: "\n")]
      }
      if size > CrashJournal.largestFile { beginAnew() }
      write(lines)
    }
    close(descriptor)
    readings.close()
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
