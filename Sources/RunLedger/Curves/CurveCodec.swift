import Quantities

/// Curves as bytes, little-endian.
enum CurveCodec {
  /// Readings: for each the offset from the first in seconds and the watts, both as `Float`. Over an hour, the longest
  /// stretch that is written, an offset is good to 0.2 ms.
  static func bytes(of points: some Collection<PowerPoint>, from start: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(points.count * 8)
    for point in points {
      append(Float(point.time - start).bitPattern, to: &bytes)
      append(Float(point.power.value).bitPattern, to: &bytes)
    }
    return bytes
  }

  /// How many readings so many bytes hold.
  static func pointCount(ofBytes count: Int) -> Int { count / 8 }

  /// The readings of bytes, handed one by one to a closure; nil when there is half of one.
  static func forEachPoint(in bytes: [UInt8], from start: Double, _ body: (PowerPoint) -> Void) -> Bool {
    guard bytes.count % 8 == 0 else { return false }
    bytes.withUnsafeBytes { buffer in
      for offset in stride(from: 0, to: buffer.count, by: 8) {
        let time = Float(
          bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        let power = Float(
          bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)))
        body(PowerPoint(time: start + Double(time), power: Watts(Double(power))))
      }
    }
    return true
  }

  /// A bucketed curve: its width, then for each bucket low, mean and high as `Float` and the count of readings.
  static func bytes(of curve: BucketedCurve) -> [UInt8] {
    var bytes: [UInt8] = []
    append(curve.width.bitPattern, to: &bytes)
    for bucket in curve.content {
      let mean = bucket.readings > 0 ? Float(bucket.sum / Double(bucket.readings)) : 0
      for value in [bucket.low, mean, bucket.high] { append(value.bitPattern, to: &bytes) }
      append(UInt32(clamping: bucket.readings), to: &bytes)
    }
    return bytes
  }

  /// The bucketed curve of bytes; nil when they are none.
  static func curve(of bytes: [UInt8], start: Double, bound: Int) -> BucketedCurve? {
    guard bytes.count >= 8, (bytes.count - 8) % 16 == 0 else { return nil }
    return bytes.withUnsafeBytes { buffer -> BucketedCurve? in
      func word(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      }
      let width = Double(
        bitPattern: UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)))
      guard width.isFinite, width > 0 else { return nil }
      let content = stride(from: 8, to: buffer.count, by: 16).map { offset in
        let readings = Int(word(offset + 12))
        return BucketedCurve.Bucket(
          low: Float(bitPattern: word(offset)), high: Float(bitPattern: word(offset + 8)),
          sum: Double(Float(bitPattern: word(offset + 4))) * Double(readings), readings: readings)
      }
      return BucketedCurve(bound: bound, width: width, start: start, content: content)
    }
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
