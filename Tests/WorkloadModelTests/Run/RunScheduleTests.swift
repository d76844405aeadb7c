import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct RunScheduleTests {
  private func predict(_ operations: Operations, volume: Bytes? = nil, count: Int = 64) throws -> RunPrediction {
    let profile = try ProfileCatalog().profile(named: "nvidia-h100-sxm5-80gb")
    let config = try #require(PublicModels.all.first { $0.name == "Llama 3.1 8B" }).config
    var run = RunSpecification(name: "test")
    run.model = .transformer(try TransformerArchitecture(configuration: Section(parsing: config, file: "c")))
    run.data = DataSpecification(amount: .tokens(Count(1e12)))
    run.data?.sequenceLength = 8192
    run.data?.volume = volume
    run.training.globalBatchSize = 1024
    run.operations = operations
    run.cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: 8, network: profile.network)
    let network = try profile.network.map { id throws(DocumentError) in try ProfileCatalog().network(named: id) }
    return try WorkloadModel(run, profile: profile, network: network).predict()
  }

  @Test func `what the run file leaves open is assumed and said, and what it gives is not`() throws {
    let keys = ["accelerator_hours_between_failures", "checkpoint_time", "restart", "startup", "evaluation"]
    let open = Set(try predict(Operations()).assumptions.map(\.key))
    #expect(open.isSuperset(of: keys.map { "operations.\($0)" }))
    var operations = Operations()
    operations.failureInterval = Seconds(hours: 10_000)
    operations.checkpointTime = Seconds(10)
    operations.checkpointInterval = Seconds(600)
    operations.restart = Seconds(60)
    operations.startup = Seconds(60)
    operations.evaluation = .init(everySteps: 1000, samples: 1024)
    let given = try predict(operations)
    #expect(!given.assumptions.contains { $0.key.hasPrefix("operations.") })
    #expect(given.goodput.isExact)
    // A checkpoint of 10 s every 600 s of work alone leaves 600 of 610.
    #expect(given.goodput.mid < 600.0 / 610 && given.goodput.mid > 0.95)
  }

  @Test func `a given goodput overrides the schedule`() throws {
    var operations = Operations()
    operations.goodput = 0.8
    let prediction = try predict(operations)
    #expect(prediction.goodput.mid == 0.8)
    #expect(
      abs(prediction.usage.wallTime!.mid.value * 0.8 / (prediction.stepTime.mid.value * prediction.steps) - 1) < 1e-9)
  }

  @Test func `storage that is too slow for the data stretches the run and is warned of`() throws {
    var operations = Operations()
    operations.storageBandwidth = BytesPerSecond(1e9)
    let quick = try predict(operations, volume: Bytes(4e12))
    let slow = try predict(operations, volume: Bytes(4e18))
    #expect(!quick.warnings.contains { $0.contains("storage is too slow") })
    #expect(slow.warnings.contains { $0.contains("storage is too slow") })
    // 4 EB at 1 GB/s take 4e9 s whatever computes.
    #expect(slow.usage.wallTime!.mid.value >= 4e9)
  }

  @Test func `evaluation takes a third of a step's time a sample`() throws {
    var operations = Operations()
    operations.startup = .zero
    operations.failureInterval = Seconds(hours: 1e12)
    operations.checkpointTime = .zero
    operations.restart = .zero
    operations.evaluation = .init(everySteps: 10, samples: 1024)
    let prediction = try predict(operations)
    #expect(abs(prediction.goodput.mid - 1 / (1 + 1.0 / 30)) < 1e-4)
  }
}
