import Glibc
import Quantities

/// The readings that a run left beside its journal, in order of time.
public struct JournalReadings: Sendable {
  private let path: String
  /// The ids of the devices, by their places in the readings.
  public let devices: [String]

  /// Readings are handed out so many at a time, which together with what is made of them take about a megabyte.
  private static let largestPart = 16_384

  /// The readings beside a journal.
  init(ofJournal journal: String, devices: [String]) {
    path = Self.path(ofJournal: journal)
    self.devices = devices
  }

  /// Where the readings of a journal are.
  static func path(ofJournal journal: String) -> String {
    (journal.hasSuffix(".jsonl") ? String(journal.dropLast(6)) : journal) + ".readings"
  }

  /// Hands out the readings of a bounded stretch of time, then those of the next stretch.
  ///
  /// - Parameter body: takes the devices that were read in it, each with its readings in order of time.
  public func forEachStretch(
    _ body: (_ stretch: [(device: String, readings: [PowerReading])]) throws -> Void
  ) rethrows {
    try Self.forEachPart(of: path) { part in
      var byDevice = [[PowerReading]](repeating: [], count: devices.count)
      for reading in part where byDevice.indices.contains(reading.device) && reading.power.value.isFinite {
        byDevice[reading.device].append(reading)
      }
      try body(zip(devices, byDevice).filter { !$1.isEmpty })
    }
  }

  static func forEachPart(of path: String, _ body: ([PowerReading]) throws -> Void) rethrows {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return }
    let size = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: min(largestPart * PowerReading.size, size))
    var offset = 0
    while offset < size {
      let count = pread(descriptor, &bytes, bytes.count, off_t(offset))
      guard count >= PowerReading.size else { return }
      // The last reading may be cut short.
      let whole = count - count % PowerReading.size
      let part = bytes.withUnsafeBytes { buffer in
        stride(from: 0, to: whole, by: PowerReading.size).map { PowerReading(buffer, at: $0) }
      }
      try body(part)
      offset += whole
    }
  }

  /// Removes the file.
  func remove() { unlink(path) }
}
