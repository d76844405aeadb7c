public import Quantities

/// What one device drew at a moment of a job.
public struct PowerReading: Sendable, Equatable {
  /// Which device, by its place among those of the journal.
  public var device: Int
  /// Time since the job's start.
  public var time: Seconds
  /// The power: of a counter the mean since the reading before.
  public var power: Watts

  /// A reading.
  public init(device: Int, time: Seconds, power: Watts) {
    self.device = device
    self.time = time
    self.power = power
  }

  /// Bytes of a reading in a file: the time as `Double`, the device as `UInt32`, the watts as `Float`.
  static let size = 16

  /// Appends the bytes of the reading.
  func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: time.value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: UInt32(device).littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: Float(power.value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// The reading that begins at an offset of bytes.
  init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    func word(_ place: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }
    let time = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    self.init(
      device: Int(word(offset + 8)), time: Seconds(Double(bitPattern: time)),
      power: Watts(Double(Float(bitPattern: word(offset + 12)))))
  }
}
