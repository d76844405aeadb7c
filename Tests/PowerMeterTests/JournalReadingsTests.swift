import AcceleratorProbe
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@testable import PowerMeter

@Suite struct JournalReadingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func readings(_ count: Int) -> [PowerReading] {
    (0..<count).flatMap { tick in
      (0..<2).map {
        PowerReading(device: $0, time: Seconds(Double(tick) / 10), power: Watts(Double(100 * $0 + tick % 7)))
      }
    }
  }

  private func read(_ path: String) -> [PowerReading] {
    var all: [PowerReading] = []
    JournalReadings.forEachPart(of: path) { all += $0 }
    return all
  }

  @Test func `readings come back as they were written, and one cut short is passed over`() throws {
    var file = ReadingsFile(path: folder.path(of: "readings"))
    for part in [readings(3), [], readings(2)] { file.append(part) }
    file.close()
    #expect(read(folder.path(of: "readings")) == readings(3) + readings(2))
    let handle = try #require(FileHandle(forWritingAtPath: folder.path(of: "readings")))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([1, 2, 3]))
    try handle.close()
    #expect(read(folder.path(of: "readings")).count == 10)
  }

  @Test func `a full file keeps its newest half as it was and the mean of all`() throws {
    var file = ReadingsFile(path: folder.path(of: "readings"), largest: 1000 * PowerReading.size)
    let all = readings(1500)
    for start in stride(from: 0, to: all.count, by: 100) { file.append(Array(all[start..<start + 100])) }
    file.close()
    let kept = read(folder.path(of: "readings"))
    #expect(kept.count <= 1100)
    #expect(Array(kept.suffix(500)) == Array(all.suffix(500)))
    #expect(kept.first.map { $0.time < Seconds(75) } == true)
    for device in 0..<2 {
      let times = kept.filter { $0.device == device }.map(\.time)
      #expect(times == times.sorted())
      #expect(kept.filter { $0.device == device }.allSatisfy { abs($0.power.value - Double(100 * device + 3)) <= 3 })
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path(of: "readings.tmp")))
  }

  @Test func `a journal hands out the readings of each device, and leaves no file when its run is in the ledger`()
    throws
  {
    var job = MeasuredJob(
      command: ["train"], exitCode: nil, signal: nil, startedAt: 1000, wallTime: .zero, isComplete: false, energy: [],
      acceleratorCount: 2, overhead: nil)
    job.energy = ["gpu0", "gpu1"].map { DomainEnergy(domain: .accelerator, id: $0, energy: nil, method: .counter) }
    let header = JournalHeader(id: "run", name: "train", accelerator: nil, runFile: nil, job: job)
    let journal = try CrashJournal(folder: folder.path(of: "journals"), header: header)
    journal.write(readings(4))
    var seen: [String: Int] = [:]
    journal.finish().forEachStretch { for (device, readings) in $0 { seen[device, default: 0] += readings.count } }
    #expect(seen == ["gpu0": 4, "gpu1": 4])
    guard case .run(let recovered, let beside) = JournalRecovery.read(journal.path) else {
      Issue.record("nothing recovered")
      return
    }
    #expect(recovered.devices == ["gpu0", "gpu1"])
    #expect(beside.devices == ["gpu0", "gpu1"])
    journal.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "journals")).isEmpty)
  }

  @Test func `a counter's readings are the means between its renewals, and of a wave none is lost`() {
    // 100 W and 300 W by turns of a second, a counter renewed every 100 ms, looked at ten times as often.
    let sensor = Wave()
    var meter = SensorMeter(sensor, startsAt: .zero)
    var series = PowerSeries()
    var powers: [Double] = []
    for tick in 1...400 {
      sensor.time = Double(tick) / 100
      meter.sample(at: Seconds(sensor.time))
      if let (_, power) = series.next(of: meter) { powers.append(power.value.rounded()) }
    }
    #expect(powers.count == 39)
    #expect(Set(powers) == [100, 300])
  }

  private final class Wave: EnergySensor {
    let description = SensorDescription(
      id: "wave", domain: .accelerator, quantity: .counter(wrapsAfter: nil), source: "test",
      updatePeriod: Seconds(0.1))
    var time = 0.0
    func read() -> SensorReading {
      let seen = (time * 10 + 1e-6).rounded(.down) / 10
      let whole = (seen / 2).rounded(.down)
      let rest = seen - whole * 2
      return .counter(Joules(whole * 400 + min(rest, 1) * 100 + max(rest - 1, 0) * 300))
    }
  }
}
