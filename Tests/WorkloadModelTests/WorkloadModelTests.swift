import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct WorkloadModelTests {
  private func predict(
    _ accelerator: String = "nvidia-h100-sxm5-80gb", count: Int = 64, model: String = "Llama 3.1 8B",
    _ change: (inout RunSpecification) -> Void = { _ in }
  ) throws -> RunPrediction {
    let profile = try ProfileCatalog().profile(named: accelerator)
    let config = try #require(PublicModels.all.first { $0.name == model }).config
    var run = RunSpecification(name: "test")
    run.model = .transformer(try TransformerArchitecture(configuration: Section(parsing: config, file: "c")))
    run.data = DataSpecification(amount: .tokens(Count(1e12)))
    run.data?.sequenceLength = 8192
    run.training.globalBatchSize = 1024
    run.cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: profile.acceleratorsPerNode, network: profile.network)
    change(&run)
    let network = try profile.network.map { id throws(DocumentError) in try ProfileCatalog().network(named: id) }
    return try WorkloadModel(run, profile: profile, network: network).predict()
  }

  @Test func `time, work and utilization agree with each other`() throws {
    let prediction = try predict()
    let peak = 64 * 989.4e12
    #expect(
      abs(prediction.mfu.mid - prediction.work.perSample.value * 1024 / prediction.stepTime.mid.value / peak) < 1e-9)
    #expect(prediction.mfu.low <= prediction.mfu.mid && prediction.mfu.mid <= prediction.mfu.high)
    let usage = prediction.usage
    let hours = try #require(usage.wallTime).mid.hours
    #expect(abs(usage.acceleratorTime.mid.hours / (64 * hours) - 1) < 1e-12)
    #expect(abs(prediction.steps * prediction.stepTime.mid.hours / prediction.goodput.mid / hours - 1) < 1e-9)
    #expect(abs(prediction.steps - 1e12 / 8192 / 1024) < 1e-6)
  }

  @Test(arguments: [Precision.int8, .fp64, .fp4])
  func `a format in which this accelerator trains nothing is refused, whatever its peak`(precision: Precision) throws {
    let error = #expect(throws: WorkloadError.self) { try predict { $0.training.precision = precision } }
    #expect(error?.key == "training.precision")
    #expect(error?.message.hasSuffix("in \(precision.rawValue); expected one of fp32, tf32, fp16, bf16, fp8") == true)
  }

  /// Four million tokens are 3,907 sequences of 1,024, a prime number, and 489 of 8,192.
  @Test(arguments: [
    (1, 1024, 4096), (8, 1024, 4096), (24, 1024, 3072), (72, 1024, 4608), (64, 8192, 512), (96, 8192, 384),
    (768, 8192, 768), (1536, 8192, 384),
  ])
  func `an open batch is near four million tokens and splits in many ways`(
    count: Int, length: Int, batch: Int
  ) throws {
    let prediction = try predict(count: count) {
      $0.training.globalBatchSize = nil
      $0.data?.sequenceLength = length
    }
    #expect(prediction.globalBatchSize == batch)
    let tokens = Double(batch * length)
    #expect(tokens > 4e6 / 1.7 && tokens < 4e6 * 1.7)
  }

  @Test func `a given MFU overrides the time model`() throws {
    let prediction = try predict { $0.training.mfu = 0.4 }
    #expect(abs(prediction.mfu.mid - 0.4) < 1e-12)
    #expect(prediction.mfu.isExact)
  }

  @Test func `a pipeline's bubble stretches the step, and virtual stages shrink it`() throws {
    func step(_ pipeline: Int, _ virtual: Int) throws -> Double {
      try predict {
        var layout = ParallelLayout()
        (layout.pipeline, layout.virtualPipeline, layout.data) = (pipeline, virtual, 64 / pipeline)
        $0.training.layout = layout
        $0.training.globalBatchSize = 64
      }.stepTime.mid.value
    }
    #expect(try step(8, 1) > step(8, 4))
    #expect(try step(8, 4) > step(2, 4))
  }

  @Test func `more data never takes less time, energy or memory`() throws {
    let small = try predict()
    let large = try predict { $0.data?.epochs = 2 }
    #expect(try #require(large.usage.wallTime).mid > #require(small.usage.wallTime).mid)
    #expect(try #require(large.usage.itEnergy).mid > #require(small.usage.itEnergy).mid)
    #expect(large.memory == small.memory)
  }

  @Test func `the layout left open is the least model parallelism that fits`() throws {
    let small = try predict()
    #expect(small.layout.modelParallelSize == 1)
    #expect(small.fits == true)
    let large = try predict(count: 1024, model: "Llama 3.1 405B")
    #expect(large.layout.acceleratorCount == 1024)
    #expect(large.fits == true)
    #expect(large.assumptions.contains { $0.key == "training.parallelism" })
  }

  @Test(arguments: [("nvidia-v100-sxm2-32gb", Precision.fp16), ("google-tpu-v5p", .bf16), ("nvidia-gb200", .bf16)])
  func `each accelerator has a precision to train in`(accelerator: String, precision: Precision) throws {
    let prediction = try predict(accelerator)
    #expect(prediction.assumptions.contains { $0.key == "training.precision" && $0.value == precision.rawValue })
  }

  @Test func `ZeRO stages never take more memory, full recompute less activations`() throws {
    func memory(_ stage: Int, _ recompute: ActivationRecompute = .none) throws -> MemoryFootprint {
      try predict {
        var layout = ParallelLayout()
        (layout.data, layout.zeroStage) = (64, stage)
        $0.training.layout = layout
        $0.training.recompute = recompute
      }.memory
    }
    let stages = try (0...3).map { try memory($0).total }
    #expect(stages == stages.sorted(by: >))
    // Adam in mixed precision takes 18 bytes a parameter: 2 of weights, 4 of gradients, 12 of optimizer.
    let plain = try memory(0)
    let states = plain.weights + plain.gradients + plain.optimizer
    #expect(abs(states.value / (18 * 8_030_261_248) - 1) < 1e-9)
    #expect(try memory(1, .full).activations < memory(1).activations)
  }

  @Test func `GPT-3's layer keeps 34 bytes a token and width less its dropout masks`() throws {
    let gpt = #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":51200}"#
    let profile = try ProfileCatalog().profile(id: "nvidia-a100-sxm4-80gb")
    var run = RunSpecification(name: "gpt-3")
    run.model = .transformer(try TransformerArchitecture(configuration: Section(parsing: gpt, file: "c")))
    run.data = DataSpecification(amount: .tokens(Count(1e11)))
    run.training.globalBatchSize = 64
    run.training.software.attention = .flash
    var layout = ParallelLayout()
    (layout.tensor, layout.pipeline, layout.data) = (8, 8, 1)
    run.training.layout = layout
    run.cluster = ClusterSpecification(accelerator: profile.id, count: 64, acceleratorsPerNode: 8, network: nil)
    let memory = try WorkloadModel(run, profile: profile, network: nil).predict().memory
    let kept = 96.0 * 2048 * 12288 * 32 / 8
    // Beside them: the layer's input and output that are gathered, and a layer's 16-bit gradients.
    let gathered = 2.0 * 2 * 2048 * 12288
    let gradients = 3.0 * 12 * 12288 * 12288 / 8
    let working = gathered + gradients
    #expect(abs(memory.activations.value / (kept + working) - 1) < 0.001)
  }

  @Test func `a batch that its layout cannot split is refused`() throws {
    #expect {
      try predict {
        $0.training.layout = ParallelLayout()
        $0.training.layout?.data = 64
        $0.training.globalBatchSize = 100
      }
    } throws: {
      ($0 as? WorkloadError)?.key == "training.global_batch_size"
    }
    #expect { try predict { $0.training.precision = .fp4 } } throws: {
      ($0 as? WorkloadError)?.key == "training.precision"
    }
  }

  @Test func `a single accelerator has almost no failures, sixteen thousand have many`() throws {
    #expect(try predict(count: 1) { $0.training.globalBatchSize = 1 }.goodput.mid > 0.99)
    let large = try predict(count: 16_384, model: "Llama 3.1 405B") { $0.training.globalBatchSize = 16_384 }
    // Meta reports more than 90 % effective training time at this size (arXiv 2407.21783).
    #expect(large.goodput.mid > 0.85 && large.goodput.mid < 0.95)
  }

  @Test
  func `what attention does where nothing is said is the same in time and memory, and the range reaches to today's`()
    throws
  {
    let profile = try ProfileCatalog().profile(id: "nvidia-a100-sxm4-80gb")
    func predict(_ attention: AttentionKernel?, compiled: Bool? = nil) throws -> RunPrediction {
      var run = RunSpecification(name: "7b")
      run.model = .transformer(try #require(TransformerArchitecture.usual(parameters: 7_000_000_000)))
      run.data = DataSpecification(amount: .tokens(Count(1e12)))
      run.data?.sequenceLength = 4096
      run.training.software.attention = attention
      run.training.software.compiled = compiled
      run.cluster = ClusterSpecification(accelerator: profile.id, count: 8, acceleratorsPerNode: 8, network: nil)
      return try WorkloadModel(run, profile: profile, network: nil).predict()
    }
    let (open, unfused) = (try predict(nil), try predict(.unfused))
    #expect(open.layout == unfused.layout && open.recompute == unfused.recompute)
    #expect(open.memory.total == unfused.memory.total)
    let today = try predict(.flash, compiled: true)
    #expect(open.stepTime.contains(today.stepTime.mid))
    #expect(open.warnings.contains { $0.contains("attention: flash") })
    #expect(!today.warnings.contains { $0.contains("attention: flash") })
  }

  @Test(arguments: ["nvidia-a100-sxm4-80gb", "nvidia-h100-sxm5-80gb"], [64, 1024])
  func `a layout that is left open splits layers within a node and no short sequence`(
    accelerator: String, count: Int
  ) throws {
    let profile = try ProfileCatalog().profile(id: accelerator)
    var run = RunSpecification(name: "175b")
    run.model = .transformer(try #require(TransformerArchitecture.usual(parameters: 175_000_000_000)))
    run.data = DataSpecification(amount: .tokens(Count(3e11)))
    run.data?.sequenceLength = 2048
    run.cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: 8, network: profile.network)
    let network = try profile.network.map { try ProfileCatalog().network(named: $0) }
    let layout = try WorkloadModel(run, profile: profile, network: network).predict().layout
    #expect(layout.tensor <= 8 && layout.context == 1)
    let prediction = try WorkloadModel(run, profile: profile, network: network).predict()
    let microBatches = prediction.globalBatchSize / (layout.data * prediction.microBatchSize)
    #expect(layout.pipeline <= microBatches)
  }
}
