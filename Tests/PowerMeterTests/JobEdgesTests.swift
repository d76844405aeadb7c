import AcceleratorProbe
import Glibc
import Quantities
import Testing
import TrainingRun

@testable import PowerMeter

@Suite struct JobEdgesTests {
  /// What the kernel would tell of the two.
  private final class Waits {
    var ours: Seconds? = .zero
    var jobs: Seconds? = .zero
  }

  /// A call that took 0.5 ms.
  private func edges(_ waits: Waits) -> JobEdges {
    var edges = JobEdges(callAt: Seconds(10), ourWait: { waits.ours })
    edges.launched(at: Seconds(10.0005), jobsWait: { waits.jobs })
    return edges
  }

  private func expect(_ edges: JobEdges, excess: Double, doubt: Double) {
    #expect(abs(edges.excess.value - excess) < 1e-9)
    #expect(abs(edges.doubt.value - doubt) < 1e-9)
  }

  @Test func `on an idle machine the edges are known to the milliseconds that starting and ending take`() {
    var edges = edges(Waits())
    edges.look(at: Seconds(10.1))
    edges.end()
    expect(edges, excess: 0.0005, doubt: 0.002)
  }

  @Test func `waits in a job's first tenth of a second and after the last look are doubt, those between are not`() {
    let waits = Waits()
    var edges = edges(waits)
    waits.jobs = Seconds(0.02)
    edges.look(at: Seconds(10.1))
    waits.jobs = Seconds(5)
    waits.ours = Seconds(1)
    edges.look(at: Seconds(20))
    waits.jobs = Seconds(5.003)
    waits.ours = Seconds(1.004)
    edges.end()
    // Our own wait for the end was not the job's time.
    expect(edges, excess: 0.0045, doubt: 0.002 + 0.02 + 0.003 + 0.004)
  }

  @Test func `of many wakings since the last look nobody knows which waited for the end`() {
    let waits = Waits()
    var edges = edges(waits)
    edges.look(at: Seconds(10.1))
    edges.look(at: Seconds(10.101))
    waits.ours = Seconds(0.004)
    edges.end()
    expect(edges, excess: 0.0005, doubt: 0.006)
  }

  @Test func `a program is in place before we go on after its call, however long we wait`() {
    let waits = Waits()
    var edges = JobEdges(callAt: Seconds(10), ourWait: { waits.ours })
    waits.ours = Seconds(0.016)
    edges.launched(at: Seconds(10.02), jobsWait: { nil })
    expect(edges, excess: 0.004, doubt: 0.018)
  }

  @Test func `a job too short to be looked at may have waited at either end`() {
    let waits = Waits()
    var edges = edges(waits)
    waits.jobs = Seconds(0.03)
    edges.end()
    expect(edges, excess: 0.0005, doubt: 0.032)
  }

  @Test func `where the kernel counts no waits the least is stated`() {
    let waits = Waits()
    (waits.ours, waits.jobs) = (nil, nil)
    var edges = edges(waits)
    edges.look(at: Seconds(10.1))
    edges.end()
    expect(edges, excess: 0.0005, doubt: 0.002)
  }

  @Test func `the edges' excess is taken off, and their doubt is in the range at the highest power seen`() throws {
    let counter = Counter { $0 * 150 }
    var meter = SensorMeter(counter, startsAt: .zero)
    for tick in 1...100 { counter.read(by: &meter, at: Double(tick) * 0.1) }
    counter.now = 10.1
    var doubtful = meter
    meter.finish(at: Seconds(10.1))
    let waits = Waits()
    var edges = JobEdges(callAt: .zero, ourWait: { nil })
    edges.launched(at: Seconds(0.1), jobsWait: { waits.jobs })
    waits.jobs = Seconds(0.018)
    edges.end()
    doubtful.finish(at: Seconds(10.1), edges)
    let (plain, corrected) = (try #require(meter.result().energy), try #require(doubtful.result().energy))
    #expect(abs((plain.mid - corrected.mid).value - 15) < 0.01)
    #expect(abs((corrected.high - corrected.mid).value - (plain.high - plain.mid).value - 3) < 0.05)
  }

  @Test func `a counter that is late at the end, as on a busy machine, is waited for and drawn back`() throws {
    // 150 W, renewed at every look, but not between 9.99 and 10.02 s.
    let counter = Counter { (9.99..<10.02).contains($0) ? 150 * 9.99 : 150 * $0 }
    var meter = SensorMeter(counter, startsAt: .zero)
    for tick in 1...5 { counter.read(by: &meter, at: Double(tick) * 0.001) }
    for tick in 1..<100 { counter.read(by: &meter, at: Double(tick) * 0.1) }
    counter.now = 10
    meter.finish(at: Seconds(10))
    while meter.isWorthWaiting(at: Seconds(counter.now), since: Seconds(10)) {
      counter.read(by: &meter, at: counter.now + 0.001)
    }
    let energy = try #require(meter.result().energy)
    #expect(abs(energy.mid.value - 1500) < 0.3)
    #expect(energy.contains(Joules(1500)))
    #expect(energy.high - energy.low < Joules(3))
  }

  /// A counter whose value is a function of a time that the test tells it.
  private final class Counter: EnergySensor {
    let description = SensorDescription(
      id: "counter", domain: .cpuPackage, quantity: .counter(wrapsAfter: nil), source: "test",
      updatePeriod: Seconds(0.001))
    var now = 0.0
    private let value: (Double) -> Double

    init(_ value: @escaping (Double) -> Double) { self.value = value }

    func read() -> SensorReading { .counter(Joules(value(now))) }

    func read(by meter: inout SensorMeter, at time: Double) {
      now = time
      meter.sample(at: Seconds(time))
    }
  }
}
