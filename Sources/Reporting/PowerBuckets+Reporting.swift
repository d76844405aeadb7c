import Quantities
import RunLedger

extension [String: [PowerBucket]] {
  /// The least, mean and largest power of each device; nothing where no readings are kept.
  var powerBlocks: [Report.Block] {
    var table = TextTable([
      .init("Power of"), .init("Least", .right), .init("Mean", .right), .init("Largest", .right),
      .init("Readings", .right),
    ])
    for (device, buckets) in sorted(by: { $0.key < $1.key }) {
      let readings = buckets.map(\.readings).reduce(0, +)
      guard readings > 0, let low = buckets.map(\.low).min(), let high = buckets.map(\.high).max() else { continue }
      let sum = buckets.map { $0.mean * Double($0.readings) }.reduce(.zero, +)
      table.add(device, low.formatted, (sum / Double(readings)).formatted, high.formatted, "\(readings)")
    }
    return table.rows.isEmpty ? [] : [.table(table)]
  }

  /// The power of each device over time, in buckets of one width.
  ///
  /// - Parameter start: when the run started, in seconds since 1970-01-01 UTC.
  func json(since start: Double) -> JSONValue {
    .array(
      sorted { $0.key < $1.key }.map { device, buckets in
        [
          "device": .string(device),
          "buckets": .array(
            buckets.map { bucket in
              [
                "start_seconds": .number(bucket.start - start), "seconds": .number(bucket.width.value),
                "low_watts": .number(bucket.low.value), "mean_watts": .number(bucket.mean.value),
                "high_watts": .number(bucket.high.value), "readings": .integer(bucket.readings),
              ]
            }),
        ]
      })
  }
}
