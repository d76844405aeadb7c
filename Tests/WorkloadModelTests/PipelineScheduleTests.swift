import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainingRun

@testable import WorkloadModel

/// The schedules of Qi et al., Zero Bubble Pipeline Parallelism (arXiv 2401.10241), against what they publish.
///
/// The figures of their evaluation stand here from memory and are to be compared with the paper's tables; that is why the
/// README states none of them.
@Suite struct PipelineScheduleTests {
  /// A model of the paper's evaluation: its shape, its pipeline, the milliseconds of its passes and of sending as they
  /// were profiled, the bubble of 1F1B and ZB-H1, and what that of ZB-2p stays
  /// under, as shares of the step with the fewest micro-batches.
  struct Published: Sendable, CustomTestStringConvertible {
    var name: String
    var (layers, heads, hidden, stages, microBatch, microBatches) = (0, 0, 0, 0, 0, 0)
    var (forward, activations, weights, sending) = (0.0, 0.0, 0.0, 0.0)
    var (plainBubble, splitBubble, doubleBubble) = (0.0, 0.0, 0.0)
    /// Samples a GPU and second, and the peak in GB, of 1F1B, ZB-1p (the automatic schedule of the memory of ZB-H1) and
    /// ZB-2p.
    var throughput = [0.0]
    var memory = [0.0]

    var testDescription: String { name }

    static let all = [
      Published(
        name: "1.5B", layers: 22, heads: 24, hidden: 2304, stages: 8, microBatch: 6, microBatches: 24, forward: 18.522,
        activations: 18.086, weights: 9.337, sending: 0.601, plainBubble: 0.2431, splitBubble: 0.1585,
        doubleBubble: 0.0434,
        throughput: [11.8, 12.9, 14.5], memory: [30, 32, 59]),
      Published(
        name: "6.2B", layers: 30, heads: 32, hidden: 4096, stages: 8, microBatch: 3, microBatches: 24, forward: 29.718,
        activations: 29.444, weights: 19.927, sending: 0.527, plainBubble: 0.2347, splitBubble: 0.1323,
        doubleBubble: 0.01,
        throughput: [3.50, 3.88, 4.32], memory: [39, 42, 70]),
      Published(
        name: "14.6B", layers: 46, heads: 40, hidden: 5120, stages: 16, microBatch: 1, microBatches: 48,
        forward: 11.347, activations: 11.248, weights: 8.132, sending: 0.377, plainBubble: 0.2552, splitBubble: 0.1397,
        doubleBubble: 0.01,
        throughput: [1.40, 1.61, 1.81], memory: [32, 33, 51]),
      Published(
        name: "28.3B", layers: 62, heads: 48, hidden: 6144, stages: 32, microBatch: 1, microBatches: 96,
        forward: 10.419, activations: 10.207, weights: 7.715, sending: 0.408, plainBubble: 0.2646, splitBubble: 0.1421,
        doubleBubble: 0.01,
        throughput: [0.76, 0.87, 0.99], memory: [43, 44, 74]),
    ]

    var passes: StagePasses {
      // Scores are kept: the paper's implementation is Megatron-LM's without flash attention.
      StagePasses(
        forward: forward + sending, activations: activations + sending, weights: weights,
        kept: 1 + 5 * Double(heads * 1024) / Double(34 * hidden))
    }

    /// The bubble's share of a step under a schedule.
    func rate(_ schedule: PipelineSchedule) -> Double {
      let wait = passes.wait(schedule, stages: Double(stages), microBatches: Double(microBatches))
      let work = Double(microBatches) * (forward + activations + weights)
      return wait / (work + wait)
    }
  }

  private func prediction(_ row: Published, _ schedule: PipelineSchedule) throws -> RunPrediction {
    let profile = try ProfileCatalog().profile(named: "nvidia-a100-sxm4-80gb")
    let network = try ProfileCatalog().network(named: "infiniband-hdr-200")
    let config =
      #"{"model_type":"gpt2","n_embd":\#(row.hidden),"n_head":\#(row.heads),"n_layer":\#(row.layers),"#
      + #""n_positions":1024,"vocab_size":50304}"#
    var run = RunSpecification(name: row.name)
    run.model = .transformer(try TransformerArchitecture(configuration: Section(parsing: config, file: "c")))
    var data = DataSpecification(amount: .tokens(Count(1e9)))
    data.sequenceLength = 1024
    run.data = data
    run.training.precision = .fp16
    run.training.microBatchSize = row.microBatch
    run.training.globalBatchSize = row.microBatch * row.microBatches
    run.training.recompute = ActivationRecompute.none
    run.training.software.framework = "megatron-lm"
    run.training.software.attention = .unfused
    var layout = ParallelLayout()
    layout.pipeline = row.stages
    layout.schedule = schedule
    layout.virtualPipeline = schedule.chunks ?? 1
    layout.zeroStage = 0
    run.training.layout = layout
    run.cluster = ClusterSpecification(
      accelerator: profile.id, count: row.stages, acceleratorsPerNode: 8, network: network.id)
    return try WorkloadModel(run, profile: profile, network: network).predict()
  }

  /// ZB-1p and ZB-2p as a share of 1F1B: by the model, and in `measured`, which holds the three in this order.
  private func againstPlain(_ row: Published, _ measured: [Double], _ figure: (RunPrediction) -> Double) throws
    -> [(found: Double, measured: Double)]
  {
    let figures = try [PipelineSchedule.oneForwardOneBackward, .zeroBubbleH1, .zeroBubble2P].map {
      figure(try prediction(row, $0))
    }
    return (1...2).map { (figures[$0] / figures[0], measured[$0] / measured[0]) }
  }

  @Test(arguments: Published.all)
  func `bubbles of profiled passes are those published`(row: Published) {
    #expect(abs(row.rate(.oneForwardOneBackward) / row.plainBubble - 1) < 0.07)
    #expect(abs(row.rate(.zeroBubbleH1) / row.splitBubble - 1) < 0.07)
    #expect(row.rate(.zeroBubble2P) < row.doubleBubble)
    #expect(row.rate(.zeroBubbleV) < row.rate(.zeroBubbleH1) / 4)
  }

  @Test(arguments: Published.all)
  func `what the schedules gain over 1F1B is what was measured`(row: Published) throws {
    for (found, measured) in try againstPlain(row, row.throughput, { 1 / $0.stepTime.mid.value }) {
      #expect(abs(found / measured - 1) < 0.1, "\(found) of \(measured)")
    }
  }

  @Test(arguments: Published.all)
  func `what the schedules hold beside 1F1B is what was measured`(row: Published) throws {
    for (found, measured) in try againstPlain(row, row.memory, { $0.memory.total.gigabytes }) {
      #expect(abs(found / measured - 1) < 0.12, "\(found) of \(measured)")
    }
  }

  @Test func `passes that take alike leave a third of the bubble, or none`() {
    let passes = StagePasses(forward: 1, activations: 1, weights: 1)
    for (stages, batches) in [(2.0, 4.0), (8, 24), (32, 256)] {
      let plain = passes.wait(.oneForwardOneBackward, stages: stages, microBatches: batches)
      #expect(plain == 3 * (stages - 1))
      #expect(passes.wait(.zeroBubbleH1, stages: stages, microBatches: batches) == plain / 3)
      #expect(passes.wait(.zeroBubble2P, stages: stages, microBatches: batches) == 0)
      #expect(passes.wait(.zeroBubbleV, stages: stages, microBatches: batches) == 0)
    }
  }

  @Test func `too few micro-batches, or nothing to fill gaps with, bring the bubble back`() {
    let passes = StagePasses(forward: 1, activations: 1, weights: 1)
    #expect(passes.wait(.zeroBubble2P, stages: 8, microBatches: 8) > 0)
    let frozen = StagePasses(forward: 1, activations: 2, weights: 0)
    for schedule in PipelineSchedule.allCases {
      #expect(frozen.wait(schedule, stages: 8, microBatches: 64) <= 7 * 3)
    }
    #expect(frozen.wait(.zeroBubbleH1, stages: 8, microBatches: 64) == 7 * 3)
  }

  @Test func `a pipeline in the shape of a V has both of its ends on one stage`() throws {
    let row = Published.all[1]
    let plain = try prediction(row, .oneForwardOneBackward).memory
    let bent = try prediction(row, .zeroBubbleV).memory
    // Tied tables need no copy, and the logits join the embedding.
    #expect(bent.weights <= plain.weights)
    #expect(bent.activations > plain.activations)
  }

  @Test func `a multi-token module counts as a layer of a pipeline`() throws {
    // DeepSeek-V3 was trained on 16 stages (arXiv 2412.19437, section 3.1): 61 layers, its module, embedding and head.
    let config = try #require(PublicModels.all.first { $0.name == "DeepSeek-V3" }).config
    func staged(_ config: String) throws -> Int? {
      let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "c"))
      return LayoutSpace(architecture, accelerators: 2048, globalBatchSize: 15360, sequenceLength: 4096)
        .stagedLayers(16)
    }
    #expect(try staged(config.replacing("{", with: #"{"num_nextn_predict_layers":1,"#, maxReplacements: 1)) == 64)
    #expect(try staged(config.replacing("{", with: #"{"num_nextn_predict_layers":0,"#, maxReplacements: 1)) == nil)
  }
}
