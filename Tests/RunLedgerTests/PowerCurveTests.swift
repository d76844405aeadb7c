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

  @Test func `a curve stays at full rate for a day and is folded after that`() throws {
    let ledger = try RunLedger(file: folder.file)
    try ledger.add(sampleRecord("a"))
    let start = 1_795_484_400.0
    try ledger.addCurve(points(7300, from: start), device: "gpu0", to: "a")
    let before = try ledger.curves(of: "a", buckets: 20_000)
    #expect(before["gpu0"]?.count == 7300)
    try ledger.compactCurves(now: start + 7300 + 86_000)
    // Of the three segments of an hour the first two are over a day old.
    let mixed = try #require(try ledger.curves(of: "a", buckets: 20_000)["gpu0"])
    #expect(mixed.map(\.readings).reduce(0, +) == 7300)
    #expect(mixed.contains { $0.readings == 1 } && mixed.contains { $0.readings == 10 })
    try ledger.compactCurves(now: start + 1e6)
    let after = try #require(try ledger.curves(of: "a", buckets: 20_000)["gpu0"])
    #expect(after.count <= 731 && after.map(\.readings).reduce(0, +) == 7300)
    #expect(after.map(\.high).max() == Watts(106))
    #expect(try ledger.verify().faults == [])
    #expect(try ledger.curves(of: "a", buckets: 20)["gpu0"].map { $0.count <= 20 } == true)
  }

  @Test func `a curve of a run that is not there is refused`() throws {
    let ledger = try RunLedger(file: folder.file)
    #expect { try ledger.addCurve([], device: "gpu", to: "none") } throws: {
      ($0 as? LedgerError)?.code == .unknownRun
    }
    #expect(throws: LedgerError.self) { try ledger.curves(of: "none", buckets: 10) }
  }
}
