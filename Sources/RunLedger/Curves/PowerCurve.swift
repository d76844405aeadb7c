public import Quantities

/// One reading of a device's power.
public struct PowerPoint: Sendable, Equatable {
  /// Seconds since 1970-01-01 UTC.
  public var time: Double
  /// The power.
  public var power: Watts

  /// A reading.
  public init(time: Double, power: Watts) {
    self.time = time
    self.power = power
  }
}

/// What a device drew in a stretch of time.
public struct PowerBucket: Sendable, Equatable {
  /// Where it starts, in seconds since 1970-01-01 UTC.
  public var start: Double
  /// How long it is.
  public var width: Seconds
  /// The least, mean and largest reading.
  public var low: Watts
  public var mean: Watts
  public var high: Watts
  /// How many readings it holds.
  public var readings: Int
}

/// Readings in buckets of one width, of which there are never more than a bound: when a new reading would need more,
/// the width doubles and neighbours join.
///
/// So a curve of any length takes the same space, no peak is lost, and the mean stays that of all readings.
public struct BucketedCurve: Sendable, Equatable {
  /// One bucket; without readings it is a gap.
  struct Bucket: Equatable {
    var low = Float.infinity
    var high = -Float.infinity
    var sum = 0.0
    var readings = 0

    mutating func add(_ other: Bucket) {
      low = Swift.min(low, other.low)
      high = Swift.max(high, other.high)
      sum += other.sum
      readings += other.readings
    }
  }

  let bound: Int
  private(set) var start: Double?
  private(set) var width: Double
  private(set) var content: [Bucket] = []

  /// An empty curve of at most so many buckets, at first of a width.
  public init(bound: Int, width: Seconds = Seconds(1)) {
    precondition(bound >= 2 && width.value > 0, "a curve has at least two buckets of a width above zero")
    self.bound = bound
    self.width = width.value
  }

  init(bound: Int, width: Double, start: Double?, content: [Bucket]) {
    self.bound = bound
    self.width = width
    self.start = start
    self.content = content
  }

  /// Adds a reading.
  public mutating func add(_ point: PowerPoint) {
    let power = Float(point.power.value)
    add(Bucket(low: power, high: power, sum: point.power.value, readings: 1), at: point.time)
  }

  /// Adds all of another curve, each bucket at its middle.
  mutating func add(_ other: BucketedCurve) {
    guard let first = other.start else { return }
    while width < other.width { coarsen() }
    for (index, bucket) in other.content.enumerated() where bucket.readings > 0 {
      add(bucket, at: first + (Double(index) + 0.5) * other.width)
    }
  }

  private mutating func add(_ bucket: Bucket, at time: Double) {
    guard time.isFinite, time.magnitude < 1e12 else { return }
    // Starts lie on the grid of the width, so that curves of one width meet bucket on bucket.
    var origin = start ?? (time / width).rounded(.down) * width
    while time < origin || (time - origin) / width >= Double(bound) {
      guard time < origin else {
        coarsen()
        origin = start ?? (time / width).rounded(.down) * width
        continue
      }
      let missing = Int(((origin - time) / width).rounded(.up))
      if missing + content.count > bound {
        coarsen()
        origin = start ?? origin
      } else {
        content.insert(contentsOf: [Bucket](repeating: Bucket(), count: missing), at: 0)
        origin -= Double(missing) * width
        start = origin
      }
    }
    start = origin
    let index = Int((time - origin) / width)
    while content.count <= index { content.append(Bucket()) }
    content[index].add(bucket)
  }

  private mutating func coarsen() {
    if let start {
      // An odd start joins half a pair with a gap.
      if Int64((start / width).rounded()) % 2 != 0 {
        content.insert(Bucket(), at: 0)
        self.start = start - width
      }
      var joined: [Bucket] = []
      for index in stride(from: 0, to: content.count, by: 2) {
        var bucket = content[index]
        if index + 1 < content.count { bucket.add(content[index + 1]) }
        joined.append(bucket)
      }
      content = joined
    }
    width *= 2
  }

  /// The buckets that hold readings, in order of time.
  public var buckets: [PowerBucket] {
    guard let start else { return [] }
    return content.enumerated().compactMap { index, bucket in
      guard bucket.readings > 0 else { return nil }
      return PowerBucket(
        start: start + Double(index) * width, width: Seconds(width), low: Watts(Double(bucket.low)),
        mean: Watts(bucket.sum / Double(bucket.readings)), high: Watts(Double(bucket.high)), readings: bucket.readings)
    }
  }
}
