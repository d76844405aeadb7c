import Glibc
import Quantities

/// The file of a run's readings as its writer sees it: only ever appended to, and of bounded size.
///
/// When it is full, every two neighbours of a device among the older half become one, so that the last day stays as it
/// was read however long a job runs, and what is older gets coarser.
struct ReadingsFile {
  /// A day of twelve devices at 10 Hz, and as much again of older readings.
  static let largestFile = 512 << 20

  private let path: String
  private let largest: Int
  private var descriptor: Int32 = -1
  private var size = 0

  /// A file that is made when there is something to write.
  init(path: String, largest: Int = largestFile) {
    self.path = path
    self.largest = largest
  }

  /// Appends readings. What cannot be written is dropped, whole readings alone.
  mutating func append(_ readings: [PowerReading]) {
    guard !readings.isEmpty else { return }
    if descriptor < 0 { descriptor = Self.open(path) }
    guard descriptor >= 0 else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(readings.count * PowerReading.size)
    for reading in readings { reading.append(to: &bytes) }
    let count = write(descriptor, bytes, bytes.count)
    if count > 0 { size += count }
    if size % PowerReading.size != 0 {
      size -= size % PowerReading.size
      ftruncate(descriptor, off_t(size))
    }
    if size > largest { thin() }
  }

  mutating func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  private static func open(_ path: String) -> Int32 {
    Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
  }

  private mutating func thin() {
    let temporary = "\(path).tmp"
    var fresh = ReadingsFile(path: temporary, largest: .max)
    var pending: [Int: PowerReading] = [:]
    var left = size / PowerReading.size / 2
    JournalReadings.forEachPart(of: path) { part in
      var kept: [PowerReading] = []
      for reading in part {
        left -= 1
        guard left > 0 else {
          if let alone = pending.removeValue(forKey: reading.device) { kept.append(alone) }
          kept.append(reading)
          continue
        }
        if let earlier = pending.removeValue(forKey: reading.device) {
          kept.append(
            PowerReading(
              device: reading.device, time: (earlier.time + reading.time) / 2,
              power: (earlier.power + reading.power) / 2
            ))
        } else {
          pending[reading.device] = reading
        }
      }
      fresh.append(kept)
    }
    guard rename(temporary, path) == 0 else {
      fresh.close()
      unlink(temporary)
      return
    }
    close()
    (descriptor, size) = (fresh.descriptor, fresh.size)
  }
}
