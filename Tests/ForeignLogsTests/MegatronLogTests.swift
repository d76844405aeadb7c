import ForeignLogs
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct MegatronLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String) throws -> ForeignLog.Job {
    try #require(try ForeignLog.megatronLog.read(folder.write(text, to: "log")).first)
  }

  private static let log = """
    using world size: 8, data-parallel size: 8, tensor-model-parallel size: 1
      seq_length ...................................... 4096
     [2024-11-05 10:00:20] iteration      10/     100 | consumed samples: 80 | elapsed time per iteration (ms): 2000.0 | throughput per GPU (TFLOP/s/GPU): 400.0 | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0 | learning rate: 1e-4 | global batch size:     8 | lm loss: 9.1E+00 |
     [2024-11-05 10:00:40] iteration      20/     100 | consumed samples: 160 | elapsed time per iteration (ms): 2000.0 | throughput per GPU (TFLOP/s/GPU): 410.0 | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0 | learning rate: 1e-4 | global batch size:     8 | lm loss: 8.1E+00 |
    """

  @Test func `lines give steps, time and tokens, and energy where they print it`() throws {
    let job = try read(Self.log).job
    #expect(job.wallTime == Seconds(40))
    #expect(job.startedAt == 1_730_800_800)
    #expect(job.acceleratorCount == 8)
    #expect(job.energy.total?.mid == Joules(8 * 20 * 1000))
    let training = try #require(job.training)
    #expect(training.steps == 20)
    #expect(training.stepTime == Seconds(2))
    #expect(training.samples == Count(160))
    #expect(training.tokens == Count(160 * 4096))
    #expect(training.tokensPerSecond == 160 * 4096 / 40.0)
    #expect(training.workRate == FLOPsPerSecond(405e12))
    #expect(training.acceleratorCount == 8)
  }

  @Test func `without --log-energy the energy is unknown, with a reason`() throws {
    let silent = Self.log.replacing(" | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0", with: "")
    let job = try read(silent).job
    #expect(job.energy.total == nil)
    #expect(job.energy[0].method == .missing)
    #expect(job.energy[0].note?.contains("--log-energy") == true)
  }

  @Test func `a restart is told, and steps done twice count twice`() throws {
    let lines = [10, 20, 30, 20, 30, 40].enumerated().map { index, iteration in
      " [2024-11-05 10:0\(index):00] iteration \(iteration)/ 100 | elapsed time per iteration (ms): 6000.0 | global batch size: 4 |"
    }
    let job = try read(lines.joined(separator: "\n"))
    #expect(job.job.training?.steps == 60)
    #expect(job.warnings.contains { $0.contains("line 4") && $0.contains("from iteration 30 to 20") })
    #expect(job.acceleratorCount == nil)
    #expect(job.warnings.contains { $0.contains("world size") })
  }

  @Test func `a resumed run begins at its own first interval`() throws {
    let lines = [5010, 5020].map {
      "7: iteration \($0)/ 9000 | elapsed time per iteration (ms): 500.0 | consumed samples: \($0 * 2) |"
    }
    let job = try read(lines.joined(separator: "\n")).job
    #expect(job.training?.steps == 20)
    #expect(job.wallTime == Seconds(10))
    #expect(job.training?.samples == Count(40))
  }
}
