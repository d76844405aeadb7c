import AcceleratorProbe
import Foundation
import Glibc
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@testable import PowerMeter

@Suite(.serialized) struct JobMeterTests {
  private func measure(_ command: [String], _ sensors: [any EnergySensor] = []) throws -> MeasuredJob {
    var options = JobMeter.Options()
    options.interval = Seconds(0.01)
    return try JobMeter(JobSensors(counted: sensors), options: options)
      .run(.command(command), startedAt: 0, acceleratorCount: 1).job
  }

  @Test(arguments: [(["true"], Int32(0)), (["sh", "-c", "exit 7"], Int32(7))])
  func `the exit code is the child's (carbontracker)`(command: [String], code: Int32) throws {
    let job = try measure(command)
    #expect(job.exitCode == code)
    #expect(job.signal == nil)
  }

  @Test(arguments: [("KILL", SIGKILL), ("SEGV", SIGSEGV)])
  func `a signal that ends the child is told`(name: String, number: Int32) throws {
    let job = try measure(["sh", "-c", "kill -\(name) $$"])
    #expect(job.signal == number)
    #expect(job.exitCode == nil)
  }

  @Test(arguments: [
    ("/nonexistent", Int32(127)), ("no-such-program-anywhere", 127), ("/tmp", 126), ("/etc/passwd", 126),
  ])
  func `a program that cannot start says so as a shell does`(program: String, status: Int32) {
    #expect {
      try measure([program])
    } throws: {
      ($0 as? JobMeter.LaunchFailure)?.exitStatus == status
    }
  }

  @Test func `a steady counter's joules are the power times the job's time, whatever its age at the ends`() throws {
    let sensor = ScriptedSensor(period: 0.05) { 300 * $0 }
    let job = try measure(["sleep", "0.3"], [sensor])
    let energy = try #require(job.energy.first?.energy)
    let truth = 300 * job.wallTime.value
    // Its age alone would be up to a sixth.
    #expect(abs(energy.mid.value - truth) < 0.05 * truth)
    #expect(energy.contains(Joules(truth)))
    #expect(job.energy.first?.method == .counter)
  }

  @Test func `power is integrated over its real times`() throws {
    let sensor = ScriptedSensor(period: nil) { _ in 250 }
    let job = try measure(["sleep", "0.1"], [sensor])
    let energy = try #require(job.energy.first?.energy)
    #expect(abs(energy.mid.value - 250 * job.wallTime.value) < 0.01)
    #expect(job.energy.first?.method == .integrated)
  }

  @Test func `a sensor that fails throughout is missing, not zero`() throws {
    let job = try measure(["true"], [FailingSensor()])
    #expect(job.energy.first?.energy == nil)
    #expect(job.energy.first?.method == .missing)
    #expect(job.energy.first?.note?.contains("error 5") == true)
    #expect(job.energy.total == nil)
  }

  @Test func `a sensor that is lost in the middle tells what it saw, and leaves the rest open`() throws {
    let start = MonotonicClock.now().value
    let sensor = ScriptedSensor(period: 0.02, fails: { $0 - start > 0.4 }) { 300 * $0 }
    let job = try measure(["sleep", "1.2"], [sensor])
    let domain = try #require(job.energy.first)
    let energy = try #require(domain.energy)
    #expect(energy.mid < Joules(0.6 * 300))
    // All of the job at the power seen lies within the range.
    #expect(energy.high.value > 300 * job.wallTime.value * 0.9)
    #expect(domain.note?.contains("stopped answering") == true)
    #expect(try #require(domain.observedShare) < 0.6)
  }

  @Test func `a failed reading in between costs nothing`() throws {
    let start = MonotonicClock.now().value
    let sensor = ScriptedSensor(period: 0.01, fails: { (0.1..<0.2).contains($0 - start) }) { 300 * $0 }
    let job = try measure(["sleep", "0.5"], [sensor])
    let energy = try #require(job.energy.first?.energy?.mid)
    #expect(abs(energy.value - 300 * job.wallTime.value) < 0.03 * 300 * job.wallTime.value)
    #expect(job.energy.first?.note?.contains("bridged") == true)
  }

  @Test func `a counter that stands still is stood in for by the power beside it`() throws {
    let sensor = ScriptedSensor(period: 0.05, power: 200) { _ in 7 }
    let job = try measure(["sleep", "0.8"], [sensor])
    let domain = try #require(job.energy.first)
    #expect(domain.method == .integrated)
    #expect(abs(try #require(domain.energy).mid.value - 200 * job.wallTime.value) < 0.05 * 200 * job.wallTime.value)
  }

  @Test func `the baseline before the job tells idle from net`() throws {
    var options = JobMeter.Options()
    options.interval = Seconds(0.01)
    options.idleTime = Seconds(0.3)
    let sensor = ScriptedSensor(period: nil) { _ in 100 }
    let outcome = try JobMeter(JobSensors(counted: [sensor]), options: options)
      .run(.command(["sleep", "0.2"]), startedAt: 0, acceleratorCount: 0)
    #expect(abs((outcome.baseline?.power["scripted"] ?? .zero).value - 100) < 1)
    #expect(abs((outcome.job.energy.idleTotal ?? .zero).value - 100 * outcome.job.wallTime.value) < 1)
  }

  @Test func `devices of others are listed and never counted`() throws {
    let others = JobSensors(counted: [], others: [ScriptedSensor(period: nil) { _ in 100 }])
    let outcome = try JobMeter(others).run(.command(["sleep", "0.1"]), startedAt: 0, acceleratorCount: 0)
    #expect(outcome.job.energy.isEmpty)
    #expect(outcome.job.others.map(\.id) == ["scripted"])
  }

  @Test(arguments: [0.01, 0.1, 0.5])
  func `phases and what was before them add up to the job, and their ranges hold the truth`(period: Double) throws {
    let folder = try TemporaryFolder()
    var options = JobMeter.Options()
    options.socketFolder = folder.path
    let mark =
      "import os,socket,time;s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\n"
      + "for n,d in ((b'a',.3),(b'b',.4),(b'c',.2)): s.sendto(b'mark '+n,os.environ['TRAINCOST_SOCKET']);time.sleep(d)\n"
    let sensor = ScriptedSensor(period: period) { 300 * $0 }
    let job = try JobMeter(JobSensors(counted: [sensor]), options: options)
      .run(.command(["python3", "-c", mark]), startedAt: 0, acceleratorCount: 1).job
    #expect(job.phases.map(\.name) == ["a", "b", "c"])
    for phase in job.phases {
      let energy = try #require(phase.energy)
      // Before a counter has shown a renewal nothing bounds what it counted.
      guard let doubt = phase.energyDoubt else { continue }
      #expect(abs((energy - Watts(300) * phase.duration).value) <= doubt.value + 1.5, "\(phase)")
    }
    #expect(job.phases.last?.energyDoubt != nil)
    let total = try #require(job.energy.total?.mid)
    #expect(job.phases.compactMap(\.energy).reduce(.zero, +) <= total)
  }

  @Test func `a counter job shorter than its counter's period may have drawn anything up to the limit`() throws {
    let sensor = ScriptedSensor(period: 0.1, power: 100, limit: 500) { _ in 7 }
    let job = try measure(["sleep", "0.02"], [sensor])
    let energy = try #require(job.energy.first?.energy)
    #expect(energy.contains(Watts(450) * job.wallTime) && energy.contains(Watts(10) * job.wallTime))
  }

  @Test func `an observer may stop the job`() throws {
    var options = JobMeter.Options()
    options.observer = { _ in .stop }
    // The thread that runs a test may have SIGTERM blocked, which a job inherits.
    let outcome = try JobMeter(JobSensors(), options: options).run(
      .command(["env", "--default-signal=TERM", "sleep", "30"]), startedAt: 0, acceleratorCount: 0)
    #expect(outcome.wasStopped)
    #expect(outcome.job.signal == SIGTERM)
  }

  /// A sensor whose value is a function of time: a counter renewed every period, or a power.
  private final class ScriptedSensor: EnergySensor {
    let description: SensorDescription
    private let period: Double?
    private let power: Double?
    private let limit: Double?
    private let fails: (Double) -> Bool
    private let value: (Double) -> Double

    init(
      period: Double?, power: Double? = nil, limit: Double? = nil, fails: @escaping (Double) -> Bool = { _ in false },
      value: @escaping (Double) -> Double
    ) {
      self.period = period
      self.power = power
      self.limit = limit
      self.fails = fails
      self.value = value
      description = SensorDescription(
        id: "scripted", domain: .accelerator, quantity: period == nil ? .power : .counter(wrapsAfter: nil),
        source: "test",
        updatePeriod: period.map { Seconds($0) })
    }

    func read() -> SensorReading {
      let now = MonotonicClock.now().value
      if fails(now) { return .failed(code: 15) }
      guard let period else { return .power(Watts(value(now))) }
      return .counter(Joules(value((now / period).rounded(.down) * period)))
    }

    func currentPower() -> Watts? { power.map { Watts($0) } }

    func powerLimit() -> Watts? { limit.map { Watts($0) } }
  }

  private final class FailingSensor: EnergySensor {
    let description = SensorDescription(
      id: "broken", domain: .cpuPackage, quantity: .counter(wrapsAfter: nil), source: "test")
    func read() -> SensorReading { .failed(code: 5) }
  }
}
