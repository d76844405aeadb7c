import Glibc
import Quantities
import Testing
import WorkloadModel

@Suite struct FailureModelTests {
  private func cluster(hours: Double, checkpoint: Double = 30, restart: Double = 300) -> FailureModel {
    FailureModel(
      meanTimeBetweenFailures: Seconds(hours: hours), checkpointTime: Seconds(checkpoint), restart: Seconds(restart))
  }

  @Test(arguments: [1.0, 3.1, 24, 500])
  func `no other interval loses less than the best one`(hours: Double) {
    let failures = cluster(hours: hours)
    let best = failures.bestInterval
    let reached = failures.efficiency(interval: best)
    for factor in [0.25, 0.5, 0.8, 1.25, 2, 4] {
      #expect(failures.efficiency(interval: best * factor) <= reached + 1e-6)
    }
  }

  /// The exact optimum of Daly's complete model solves (1 - τ/M) exp((τ + δ)/M) = 1 (2006, section 4, by Lambert's W).
  @Test(arguments: [(1.0, 60.0), (10, 60), (3.1, 300), (24, 600), (100, 30), (2, 1800)])
  func `the interval is Daly's exact optimum to two hundredths`(hours: Double, checkpoint: Double) {
    let between = 3600 * hours
    var (low, high) = (0.0, between)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if log(1 - middle / between) + (middle + checkpoint) / between > 0 { low = middle } else { high = middle }
    }
    let best = cluster(hours: hours, checkpoint: checkpoint).bestInterval.value
    #expect(abs(best / low - 1) < 0.02, "\(best) against \(low)")
  }

  @Test func `rare failures give Young's interval and first-order loss`() {
    let failures = cluster(hours: 1000, checkpoint: 10, restart: 60)
    let between = 3600.0 * 1000
    let young = (2 * 10 * between).squareRoot()
    #expect(abs(failures.bestInterval.value / young - 1) < 0.01)
    let loss = 10 / young + young / 2 / between + 60 / between
    #expect(abs((1 - failures.efficiency(interval: failures.bestInterval)) / loss - 1) < 0.02)
  }

  @Test func `Llama 3's cluster keeps more than nine tenths of its time, as was reported`() {
    // 419 interruptions in 54 days on 16,384 accelerators.
    let failures = cluster(hours: 54.0 * 24 / 419, checkpoint: 20, restart: 240)
    let share = failures.efficiency(interval: failures.bestInterval)
    #expect(share > 0.9 && share < 0.95)
  }

  @Test func `a checkpoint that outlasts the time between failures still gives a share`() {
    let failures = cluster(hours: 0.01, checkpoint: 600)
    let share = failures.efficiency(interval: failures.bestInterval)
    #expect(share > 0 && share < 0.1)
  }
}
