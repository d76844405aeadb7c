import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainCostTestSupport
import TrainingRun
import WorkloadModel

@Suite struct OffloadTests {
  /// The 10-billion-parameter GPT-2 of ZeRO-Offload's evaluation and its neighbours in size.
  static func gpt(layers: Int, hidden: Int = 4096) -> String {
    #"{"model_type":"gpt2","n_embd":\#(hidden),"n_head":32,"n_layer":\#(layers),"n_positions":1024,"vocab_size":50304}"#
  }

  private func prediction(
    _ config: String, accelerator: String = "nvidia-v100-sxm3-32gb", offload: Offload, zeroStage: Int = 2,
    microBatch: Int = 1, batch: Int = 512, count: Int = 1, tensor: Int = 1,
    host: HostSpecification = HostSpecification()
  ) throws -> RunPrediction {
    let catalog = try ProfileCatalog()
    let profile = try catalog.profile(named: accelerator)
    var run = RunSpecification(name: "offload")
    run.model = .transformer(try TransformerArchitecture(configuration: Section(parsing: config, file: "c")))
    var data = DataSpecification(amount: .tokens(Count(1e9)))
    data.sequenceLength = 1024
    run.data = data
    run.training.precision = .fp16
    run.training.microBatchSize = microBatch
    run.training.globalBatchSize = batch
    run.training.recompute = .full
    run.training.offload = offload
    run.training.software.framework = "deepspeed"
    var layout = ParallelLayout()
    layout.tensor = tensor
    layout.data = count / tensor
    layout.zeroStage = zeroStage
    run.training.layout = layout
    var cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: profile.acceleratorsPerNode, network: nil)
    cluster.host = host
    run.cluster = cluster
    return try WorkloadModel(run, profile: profile, network: nil).predict()
  }

  @Test(arguments: [
    // arXiv 2101.06840, abstract: over 13 B parameters train on one V100 of 32 GB with offloading, 1.4 B without; one
    // DGX-2 trains 70 B with offloading and model parallelism.
    (24, Offload([]), 1, 1, true), (40, Offload([]), 1, 1, false), (50, Offload.optimizer, 1, 1, true),
    (60, .optimizer, 1, 1, true), (90, .optimizer, 1, 1, false),
  ])
  func `what ZeRO-Offload's paper trains on one V100 fits, and no more`(
    layers: Int, offload: Offload, count: Int, tensor: Int, fits: Bool
  ) throws {
    // Without offloading, the paper's models of that size are 2,048 wide.
    let config = Self.gpt(layers: layers, hidden: offload.isEmpty ? 2048 : 4096)
    let prediction = try prediction(config, offload: offload, count: count, tensor: tensor)
    #expect(prediction.fits == fits, "\(prediction.memory)")
  }

  @Test func `seventy billion parameters train on one DGX-2 with offloading and model parallelism`() throws {
    let config =
      #"{"model_type":"gpt2","n_embd":8192,"n_head":64,"n_layer":87,"n_positions":1024,"vocab_size":50304}"#
    #expect(try prediction(config, offload: .optimizer, count: 16, tensor: 16).fits == true)
    #expect(try prediction(config, offload: [], count: 16, tensor: 16).fits == false)
  }

  @Test func `ten billion parameters with offloading run at least at the rate of the largest model without`() throws {
    // 40 TFLOP/s against 30 of the 1.4 B model that fits without (abstract), at a batch of 512.
    let large = try prediction(Self.gpt(layers: 50), offload: .optimizer, microBatch: 8).ratePerAccelerator.mid
    let small = try prediction(Self.gpt(layers: 24, hidden: 2048), offload: []).ratePerAccelerator.mid
    #expect(large > small)
  }

  @Test(arguments: [0, 1, 2, 3], [1, 8])
  func `each part that is offloaded frees memory, fills the host's and takes no less time`(
    zeroStage: Int, count: Int
  ) throws {
    let config = Self.gpt(layers: 16)
    var before = try prediction(
      config, accelerator: "nvidia-a100-sxm4-80gb", offload: [], zeroStage: zeroStage, count: count)
    for offload in [Offload.activations, [.activations, .optimizer], [.activations, .optimizer, .weights]] {
      let after = try prediction(
        config, accelerator: "nvidia-a100-sxm4-80gb", offload: offload, zeroStage: zeroStage, count: count)
      #expect(after.memory.total <= before.memory.total)
      #expect(after.memory.host >= before.memory.host)
      #expect(after.stepTime.mid >= before.stepTime.mid)
      before = after
    }
    #expect(before.memory.host > Bytes(1e9))
  }

  @Test func `a faster link to the host hides more`() throws {
    var slow = HostSpecification()
    slow.linkBandwidth = BytesPerSecond(5e9)
    var fast = HostSpecification()
    fast.linkBandwidth = BytesPerSecond(400e9)
    let all = Offload([.weights, .activations])
    let config = Self.gpt(layers: 16)
    let plain = try prediction(config, offload: []).stepTime.mid
    #expect(try prediction(config, offload: all, host: slow).stepTime.mid > plain * 1.5)
    #expect(try prediction(config, offload: all, host: fast).stepTime.mid == plain)
  }

  @Test func `what the host's memory cannot hold does not fit`() throws {
    var small = HostSpecification()
    small.memory = Bytes(64e9)
    let prediction = try prediction(Self.gpt(layers: 50), offload: .optimizer, host: small)
    #expect(prediction.fits == false)
    #expect(prediction.warnings.contains { $0.contains("share of its host") })
  }

  @Test func `an accelerator whose host is not known asks for it`() throws {
    #expect {
      try prediction(Self.gpt(layers: 2), accelerator: "google-tpu-v4", offload: .optimizer)
    } throws: { error in
      "\(error)".contains("training.offload") && "\(error)".contains("cluster.host")
    }
  }
}
