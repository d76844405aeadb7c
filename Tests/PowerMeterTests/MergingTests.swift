import Quantities
import Testing
import TrainingRun

@Suite struct MergingTests {
  private func job(
    _ node: String, _ devices: [(String, Double)], from start: Double = 0, for wall: Double = 100,
    accelerators: Int? = nil
  ) -> MeasuredJob {
    var job = MeasuredJob(
      command: ["train"], exitCode: 0, signal: nil, startedAt: start, wallTime: Seconds(wall), isComplete: true,
      energy: devices.map { id, joules in
        DomainEnergy(
          domain: id.hasPrefix("cpu") ? .cpuPackage : .accelerator, id: id, energy: Range90(exactly: Joules(joules)),
          method: .counter)
      }, acceleratorCount: accelerators ?? devices.filter { !$0.0.hasPrefix("cpu") }.count, overhead: nil)
    job.node = node
    return job
  }

  @Test func `nodes add up, though their devices have the same addresses`() {
    let merged = MeasuredJob.merging([
      ("a", job("node1", [("gpu0", 1000), ("cpu0", 100)])), ("b", job("node2", [("gpu0", 2000), ("cpu0", 200)])),
    ])
    #expect(merged.job.energy.total?.mid == Joules(3300))
    #expect(merged.job.acceleratorCount == 2)
    #expect(merged.job.acceleratorTime == Seconds(200))
    #expect(merged.job.mergedFrom == ["a", "b"])
    #expect(merged.warnings.isEmpty)
  }

  @Test func `eight ranks of a node that each own a GPU, and one of them the processor, count each device once`() {
    let ranks = (0..<8).map { rank in
      ("r\(rank)", job("node1", [("gpu\(rank)", 1000)] + (rank == 0 ? [("cpu0", 500)] : [])))
    }
    let merged = MeasuredJob.merging(ranks)
    #expect(merged.job.energy.total?.mid == Joules(8500))
    #expect(merged.job.acceleratorCount == 8)
    #expect(merged.job.acceleratorTime == Seconds(800))
  }

  @Test func `domains that different ranks of a node counted still lie in each other`() {
    func rank(_ domain: EnergyDomain, _ joules: Double) -> MeasuredJob {
      var job = job("node1", [])
      job.energy = [
        DomainEnergy(domain: domain, id: domain.rawValue, energy: Range90(exactly: Joules(joules)), method: .counter)
      ]
      return job
    }
    var idle = job("node1", [])
    idle.energy = [
      DomainEnergy(
        domain: .node, id: DomainEnergy.nothingMetered, energy: nil, method: .missing, note: "counted by run a")
    ]
    let merged = MeasuredJob.merging([
      ("a", rank(.psys, 780)), ("b", rank(.cpuPackage, 450)), ("c", rank(.cpuCore, 270)), ("d", rank(.dram, 60)),
      ("e", idle),
    ])
    #expect(merged.job.energy.total?.mid == Joules(780))
    #expect(
      merged.job.energy.map(\.containedIn) == [nil, "node1/psys", "node1/cpu_package", "node1/psys"])
  }

  @Test func `phases keep their place in time, whichever rank told them`() {
    var late = job("node2", [("gpu0", 1000)], from: 4)
    late.phases = [
      JobPhase(name: "train", start: Seconds(0.5), duration: Seconds(9), energy: nil, acceleratorEnergy: nil)
    ]
    let merged = MeasuredJob.merging([("a", job("node1", [("gpu0", 1000)])), ("b", late)])
    #expect(merged.job.phases.map(\.start) == [Seconds(4.5)])
    #expect(merged.job.phases.map(\.duration) == [Seconds(9)])
  }

  @Test func `a device counted twice at once counts once, and the user is told`() {
    let merged = MeasuredJob.merging([
      ("a", job("node1", [("gpu0", 1000)])), ("b", job("node1", [("gpu0", 990)], from: 0.2)),
    ])
    #expect(merged.job.energy.total?.mid == Joules(1000))
    #expect(merged.warnings.count == 1)
    #expect(merged.warnings.first?.contains("node1/gpu0") == true)
  }

  @Test func `parts that took over from each other add up`() {
    var second = job("node1", [("gpu0", 500)], from: 50, for: 100)
    second.energy[0].countedFrom = Seconds(50)
    let merged = MeasuredJob.merging([("a", job("node1", [("gpu0", 1000)])), ("b", second)])
    #expect(merged.job.energy.total?.mid == Joules(1500))
    #expect(merged.job.wallTime == Seconds(150))
    #expect(merged.job.acceleratorTime == Seconds(150))
  }

  @Test func `one failed node fails the job, and one cut short makes it incomplete`() {
    var failed = job("node2", [("gpu0", 10)])
    failed.exitCode = 7
    failed.isComplete = false
    let merged = MeasuredJob.merging([("a", job("node1", [("gpu0", 10)])), ("b", failed)])
    #expect(merged.job.exitCode == 7)
    #expect(!merged.job.isComplete)
  }

  @Test func `containers stay those of their own node`() {
    var node = job("node1", [("cpu0", 100)])
    node.energy.append(
      DomainEnergy(
        domain: .cpuCore, id: "core0", energy: Range90(exactly: Joules(60)), method: .counter, containedIn: "cpu0"))
    let merged = MeasuredJob.merging([("a", node), ("b", job("node2", [("cpu0", 50)]))])
    #expect(merged.job.energy.total?.mid == Joules(150))
    #expect(merged.job.energy.first { $0.id == "node1/core0" }?.containedIn == "node1/cpu0")
  }

  @Test func `a part of which nothing is known is said to be missing from the sums`() {
    var killed = job("node2", [("gpu0", 0)], for: 0)
    killed.isComplete = false
    killed.energy[0].energy = nil
    let merged = MeasuredJob.merging([("a", job("node1", [("gpu0", 1000)])), ("b", killed)])
    #expect(merged.warnings.contains { $0.hasPrefix("run b was killed before anything was noted") })
    #expect(!merged.job.isComplete)
  }

  @Test func `the time between runs that never overlap is not charged, and said`() {
    let merged = MeasuredJob.merging([
      ("a", job("node1", [("gpu0", 1000)], from: 0, for: 100)),
      ("b", job("node1", [("gpu0", 1000)], from: 500, for: 100)),
    ])
    #expect(merged.job.acceleratorTime == Seconds(200))
    #expect(merged.job.wallTime == Seconds(600))
    #expect(merged.warnings.contains { $0.contains("no parts of one job") })
  }
}
