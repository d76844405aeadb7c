import AcceleratorProbe
import Foundation
import Quantities
import Testing
import TrainingRun

@testable import PowerMeter

/// Failures that other meters were seen to have; the meter that failed so stands in parentheses in each name.
///
/// `cases` are those of counters: what one shows over time, and what it counted. Those that are about processes,
/// libraries or boards are tested where these are, as `elsewhere` says.
@Suite struct PeerFailureTests {
  /// What fails elsewhere, the file of its test and the test.
  static let elsewhere: [(failure: String, file: String, test: String)] = [
    (
      "two monitors on one host each claim the whole machine", "TrainCostCommandsTests/MeasureProcessTests",
      "of two measures at once one counts the package, the other refers to it (codecarbon)"
    ),
    (
      "N ranks record N times the node", "TrainCostCommandsTests/MeasureProcessTests",
      "eight ranks that start at once count each joule once when they are merged (codecarbon)"
    ),
    (
      "banner lines on the job's standard output", "TrainCostCommandsTests/MeasureProcessTests",
      "nothing is said to a job's output when no terminal is there (codecarbon)"
    ),
    (
      "SIGTERM orphans the job, and its end by a signal is told as 0", "TrainCostCommandsTests/MeasureProcessTests",
      "SIGTERM reaches the job, and its end is the job's (codecarbon, perf stat)"
    ),
    ("the exit code is always 0", "PowerMeterTests/JobMeterTests", "the exit code is the child's (carbontracker)"),
    (
      "a monitor killed by SIGKILL leaves nothing behind", "TrainCostCommandsTests/MeasureProcessTests",
      "what a killed measurement noted is recovered, and the job lives on (codecarbon, carbontracker)"
    ),
    (
      "a MIG slice is given its parent's whole energy", "LinuxProbeTests/Sensors/NVMLSensorsTests",
      "a GPU split into instances is refused with an explanation, not given the whole's energy (dcgm-exporter)"
    ),
    (
      "MI200's second die is read as a second card", "LinuxProbeTests/Sensors/SensorFamiliesTests",
      "the second die of an MI250X is covered by the first, not a card of 0 W (codecarbon)"
    ),
  ]

  @Test(arguments: elsewhere) func `a failure that is tested elsewhere is`(failure: String, file: String, test: String)
    throws
  {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: tests.appendingPathComponent("\(file).swift"), encoding: .utf8)
    #expect(text.contains("func `\(test)`"))
  }

  /// A reading that fails is nil.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var range: Double?
    var step: Double
    var readings: [Double?]
    var joules: Double
  }

  private static let steady = (0...10).map { Double($0) * 15 }

  static let cases: [Case] = [
    Case(
      testDescription: "one failed RAPL read is bridged, and no spike of the whole range follows (codecarbon)",
      range: 262_143.328851, step: 0.1, readings: [1000, 1015, nil, 1045, 1060], joules: 60),
    Case(
      testDescription: "a wrap shortly after the start is no -260 kJ (pyJoules, zeus)",
      range: 262_143.328851, step: 0.1, readings: [262_120, 262_135, 6.671149, 21.671149], joules: 45),
    Case(
      testDescription: "a wrap loses no sample (carbontracker)",
      range: 262_143.328851, step: 1, readings: [262_000, 6.671149, 156.671149], joules: 300),
    Case(
      testDescription: "a range of 400 J that wraps between two reads at 1 Hz still gives 1500 J (joule-profiler)",
      range: 400, step: 1, readings: steadyWraps, joules: 1500),
    Case(
      testDescription: "a driver that is reloaded costs what it held, not the sign of the sum",
      range: nil, step: 0.1, readings: [5000, 5030, 3, 33], joules: 63),
    Case(
      testDescription: "a counter that stands still has counted nothing, and does not fail",
      range: nil, step: 0.1, readings: [700, 700, 700], joules: 0),
  ]
  /// 150 W at 1 Hz on a range of 400 J, after a first tenth of a second that shows the power.
  private static let steadyWraps: [Double?] = (0...10).map { (Double($0) * 150).truncatingRemainder(dividingBy: 400) }

  @Test(arguments: cases) func `a counter's joules survive what befell others`(failure: Case) {
    var counter = CounterAccumulator(wrapsAfter: failure.range.map { Joules($0) })
    for (index, reading) in failure.readings.enumerated() {
      if let reading { counter.add(Joules(reading), at: Seconds(Double(index) * failure.step)) }
    }
    #expect(abs(counter.total.value - failure.joules) < 1e-6)
  }

  @Test func `four GPUs at 300 W are four, not their mean (carbontracker)`() {
    let domains = (0..<4).map {
      DomainEnergy(domain: .accelerator, id: "gpu\($0)", energy: Range90(exactly: Joules(3000)), method: .counter)
    }
    #expect(OverlapModel.resolve(domains).total?.mid == Joules(12_000))
  }

  @Test
  func `power that alternates every 2 s needs readings oftener than every 8 s, and then is within its range (eco2ai)`()
  {
    // 100 W and 500 W by turns, 300 W on average.
    func integrated(every step: Double) -> PowerIntegrator {
      var integrator = PowerIntegrator()
      for tick in 0...Int(80 / step) {
        let time = Double(tick) * step
        let isLow = (time / 2).truncatingRemainder(dividingBy: 2) < 1
        integrator.add(Watts(isLow ? 100 : 500), at: Seconds(time))
      }
      return integrator
    }
    let truth = 300.0 * 80
    #expect(integrated(every: 8).total.value < truth / 2)
    // A counter read as seldom misses nothing.
    var counter = CounterAccumulator(wrapsAfter: nil)
    for time in stride(from: 0.0, through: 80, by: 8) { counter.add(Joules(300 * time), at: Seconds(time)) }
    #expect(counter.total.value == truth)
    let fine = integrated(every: 0.125)
    #expect(abs(fine.total.value - truth) < 0.01 * truth)
    #expect(abs(fine.total.value - truth) <= fine.doubt.value)
  }

  @Test func `a sensor that cannot be read is unknown, never zero (scaphandre, codecarbon, zeus)`() throws {
    let missing = DomainEnergy(domain: .cpuPackage, id: "package", energy: nil, method: .missing, note: "denied")
    #expect([missing].total == nil)
    #expect(OverlapModel.resolve([missing])[0].energy == nil)
  }

  @Test
  func `a 32-bit register that is folded on reading alone is read once a minute, however rarely samples are taken`() {
    // i915 and xe: at 1 kW it wraps in 4.4 minutes.
    let interval = Seconds(60)
    let sensor = FoldedCounter(longestReadInterval: interval)
    let bank = MeterBank(JobSensors(counted: [sensor]), startsAt: .zero)
    #expect(bank.longestReadInterval <= interval)
  }

  @Test func `a job shorter than its counter's update is unknown or integrated, never 0 J (NVML)`() {
    for power in [nil, Watts(300)] {
      let sensor = FoldedCounter(longestReadInterval: nil, power: power)
      var meter = SensorMeter(sensor, startsAt: .zero)
      meter.sample(at: Seconds(0.03))
      meter.finish(at: Seconds(0.05))
      let energy = meter.result()
      #expect(energy.method == (power == nil ? .missing : .integrated))
      #expect(energy.energy.map { abs($0.mid.value - 15) < 1 } ?? (power == nil))
    }
  }

  /// A counter that does not move, of a device that may tell its power.
  private final class FoldedCounter: EnergySensor {
    let description: SensorDescription
    private let power: Watts?

    init(longestReadInterval: Seconds?, power: Watts? = nil) {
      description = SensorDescription(
        id: "card", domain: .accelerator, quantity: .counter(wrapsAfter: nil), source: "test",
        updatePeriod: Seconds(0.1), longestReadInterval: longestReadInterval)
      self.power = power
    }

    func read() -> SensorReading { .counter(Joules(5)) }
    func currentPower() -> Watts? { power }
  }

  @Test func `psys beside the packages that it contains counts once (zeus)`() {
    func domain(_ domain: EnergyDomain, _ joules: Double) -> DomainEnergy {
      DomainEnergy(domain: domain, id: domain.rawValue, energy: Range90(exactly: Joules(joules)), method: .counter)
    }
    let resolved = OverlapModel.resolve([domain(.psys, 2600), domain(.cpuPackage, 1500), domain(.dram, 200)])
    #expect(resolved.total?.mid == Joules(2600))
    #expect(resolved.map(\.containedIn) == [nil, "psys", "psys"])
  }
}
