import Foundation
import Quantities
import Testing

@testable import RunLedger

@Suite struct PowerCurveTests {
  private let folder: LedgerFolder

  init() throws { folder = try LedgerFolder() }

  /// A sawtooth at 1 Hz.
  private func points(_ count: Int, from start: Double) -> [PowerPoint] {
    (0..<count).map { PowerPoint(time: start + Double($0), power: Watts(Double(100 + $0 % 7))) }
  }

  @Test(arguments: [1, 2, 3, 100, 1000, 4097])
  func `buckets stay within their bound and lose neither peak nor mean`(count: Int) throws {
    var curve = BucketedCurve(bound: 64)
    let points = points(count, from: 1_795_484_401.5)
    for point in points.shuffled() { curve.add(point) }
    let buckets = curve.buckets
    #expect(buckets.count <= 64)
    #expect(buckets.map(\.readings).reduce(0, +) == count)
    #expect(buckets.map(\.high).max() == points.map(\.power).max())
    #expect(buckets.map(\.low).min() == points.map(\.power).min())
    let mean = buckets.reduce(0) { $0 + $1.mean.value * Double($1.readings) } / Double(count)
    #expect(abs(mean - points.map(\.power).sum().value / Double(count)) < 1e-9)
    for (bucket, next) in zip(buckets, buckets.dropFirst()) { #expect(bucket.start + bucket.width.value <= next.start) }
  }

  /// The ledger as a program of a given time opens it.
  private func ledger(at time: Double) throws -> RunLedger { try RunLedger(file: folder.file) { time } }

  private func readings(of curve: [PowerBucket]) -> Int { curve.map(\.readings).reduce(0, +) }

  @Test func `a curve stays at full rate for a day and is folded after that`() throws {
    let start = 1_795_484_400.0
    let ledger = try ledger(at: start + 7300)
    try ledger.add(sampleRecord("a"))
    try ledger.addCurve(points(7300, from: start), device: "gpu0", to: "a")
    let before = try ledger.curves(of: "a", buckets: 20_000)
    #expect(before["gpu0"]?.count == 7300)
    try self.ledger(at: start + 7300 + 86_000).compactCurves()
    // Of the three segments of an hour the first two are over a day old.
    let mixed = try #require(try ledger.curves(of: "a", buckets: 20_000)["gpu0"])
    #expect(readings(of: mixed) == 7300)
    #expect(mixed.contains { $0.readings == 1 } && mixed.contains { $0.readings == 10 })
    try self.ledger(at: start + 1e6).compactCurves()
    let after = try #require(try ledger.curves(of: "a", buckets: 20_000)["gpu0"])
    #expect(after.count <= 731 && readings(of: after) == 7300)
    #expect(after.map(\.high).max() == Watts(106))
    #expect(try ledger.verify().faults == [])
    #expect(try ledger.curves(of: "a", buckets: 20)["gpu0"].map { $0.count <= 20 } == true)
  }

  @Test func `adding a run folds what has grown a day old`() throws {
    let start = 1_795_484_400.0
    let young = try ledger(at: start)
    try young.add([sampleRecord("a"), sampleRecord("b")])
    for device in ["gpu0", "gpu1"] { try young.addCurve(points(20_000, from: start), device: device, to: "a") }
    #expect(try young.verify().curveSegments == 12)
    let old = try ledger(at: start + 1e7)
    try old.add(sampleRecord("c"))
    #expect(try old.verify().curveSegments == 2)
    for curve in try old.curves(of: "a", buckets: 500).values { #expect(readings(of: curve) == 20_000) }
  }

  @Test func `folding ends with the stretch that brings it to the readings that it is given`() throws {
    let start = 1_795_484_400.0
    let young = try ledger(at: start)
    try young.add(sampleRecord("a"))
    for device in ["gpu0", "gpu1"] { try young.addCurve(points(20_000, from: start), device: device, to: "a") }
    let old = try ledger(at: start + 1e7)
    // Of one device two hours; then of the other, whose are the oldest now, four.
    for (readings, segments) in [(3601, 11), (10_801, 8), (.max, 2)] {
      try old.compactCurves(atMost: readings)
      #expect(try old.verify().curveSegments == segments)
    }
    for curve in try old.curves(of: "a", buckets: 500).values { #expect(self.readings(of: curve) == 20_000) }
  }

  @Test func `readings of an old log go into buckets at once`() throws {
    let start = 1_795_484_400.0
    let ledger = try ledger(at: start + 100_000)
    try ledger.add(sampleRecord("a"))
    // The first 13,600 of 20,000 seconds are over a day old.
    try ledger.addCurve(points(20_000, from: start), device: "gpu", to: "a")
    try ledger.addCurve(points(10, from: start + 20_000), device: "gpu", to: "a")
    let curve = try #require(try ledger.curves(of: "a", buckets: 40_000)["gpu"])
    #expect(readings(of: curve) == 20_010)
    #expect(curve.filter { $0.readings == 1 }.count == 6410)
    #expect(try ledger.verify().faults == [])
  }

  @Test func `a curve of a run that is not there is refused`() throws {
    let ledger = try RunLedger(file: folder.file)
    #expect { try ledger.addCurve([], device: "gpu", to: "none") } throws: {
      ($0 as? LedgerError)?.code == .unknownRun
    }
    #expect(throws: LedgerError.self) { try ledger.curves(of: "none", buckets: 10) }
  }
}
