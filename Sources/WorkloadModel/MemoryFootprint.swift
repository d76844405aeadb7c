public import Quantities
import TrainingRun

/// The memory that training takes on the accelerator of the first pipeline stage, which holds the most.
public struct MemoryFootprint: Sendable, Equatable {
  /// Weights in the training precision, with what is gathered of them under ZeRO stage 3.
  public var weights: Bytes
  /// Gradients.
  public var gradients: Bytes
  /// Optimizer states and the full-precision copy of the weights.
  public var optimizer: Bytes
  /// Activations kept for the backward pass.
  public var activations: Bytes
  /// Libraries, communication buffers and fragmentation.
  public var overhead: Bytes

  /// The sum.
  public var total: Bytes { weights + gradients + optimizer + activations + overhead }

  /// Memory that the accelerator's libraries hold whatever is trained: 1 to 3 GB on CUDA with NCCL.
  static let libraries = Bytes(2e9)
  /// Share of reserved memory that is really allocated (SimuMax's `mem_factor`; 70.9 of 66.6 GiB measured).
  static let allocatedShare = 0.94

  /// The footprint of a run's model under a layout.
  ///
  /// - Parameters:
  ///   - model: an opaque model's activations are unknown and count as zero; the caller says so.
  ///   - layout: how the work is split; its data-parallel size shards what its ZeRO stage says.
  ///   - batches: micro-batches that a pipeline works on in one step.
  init(
    _ model: ModelSpecification, options: TrainingOptions, layout: ParallelLayout, sequenceLength: Int, batches: Int
  ) {
    let shard = WeightShard(model, layout: layout)
    let replicas = Double(layout.data * layout.context)
    // An expert's weights exist on data/expert ranks only.
    let expertReplicas = max(1, replicas / Double(layout.expert))
    func sharded(_ bytes: Double, from stage: Int) -> Bytes {
      layout.zeroStage >= stage
        ? Bytes(bytes * (shard.dense / replicas + shard.experts / expertReplicas))
        : Bytes(bytes * (shard.dense + shard.experts))
    }
    let precision = options.precision ?? .bf16
    let isFull = precision.bytes >= 4
    let weightBytes = max(precision.bytes, 2)  // fp8 and fp4 products keep 16-bit weights.
    weights = sharded(weightBytes, from: 3)
    if layout.zeroStage >= 3 { weights += Bytes(2 * weightBytes * shard.largestLayer) }
    gradients = sharded(isFull ? weightBytes : 4, from: 2)
    // Mixed precision keeps a 32-bit copy of the weights beside the optimizer's states.
    optimizer = sharded(4 * options.optimizer.statesPerParameter + (isFull ? 0 : 4), from: 1)
    activations = Self.activations(
      model, options: options, layout: layout, sequenceLength: sequenceLength, batches: batches)
    let used = weights + gradients + optimizer + activations
    overhead = Self.libraries + used * (1 / Self.allocatedShare - 1)
  }

  /// Activations in flight. In 16 bits a layer keeps, for each token: the inputs and outputs of two norms (8h bytes),
  /// queries and the attention's output (4q), keys and values (4κ), and the inner tensors of the feed-forward network
  /// (4f, gated 6f); with q = κ = h and f = 4h that is the 34h of arXiv 2205.05198 less its 2h of dropout masks. Tensor
  /// parallelism splits all but the norms, which sequence parallelism splits too. Full recompute keeps the layer's input
  /// alone, and one layer's worth is alive while it is computed again.
  private static func activations(
    _ model: ModelSpecification, options: TrainingOptions, layout: ParallelLayout, sequenceLength: Int, batches: Int
  ) -> Bytes {
    guard case .transformer(let architecture) = model else { return .zero }
    let isImage = architecture.embedding.vocabularySize == 0
    let length = Double(isImage ? architecture.embedding.positions : sequenceLength) / Double(layout.context)
    let tokens = length * Double(options.microBatchSize)
    let tensor = Double(layout.tensor)
    let split = layout.sequenceParallel ? tensor : 1
    let recompute = options.recompute ?? ActivationRecompute.none
    var kept = 0.0
    var largestLayer = 0.0
    for stack in architecture.stacks {
      var layer = 8 * Double(stack.hiddenSize) / split + Double(stack.innerBytesPerToken) / tensor
      if options.software.attention == "unfused", recompute == .none {
        layer += 5 * Double(stack.attention.heads) * length / tensor  // Scores, their softmax and its dropout mask.
      }
      largestLayer = max(largestLayer, layer)
      kept += Double(stack.layers) * (recompute == .full ? 2 * Double(stack.hiddenSize) / split : layer)
    }
    // Under 1F1B the first stage holds as many micro-batches as there are stages, so a whole model's worth of layers;
    // interleaving adds (p-1)/(pv). No more can be in flight than a step has.
    let stages = Double(layout.pipeline)
    let interleaving = layout.virtualPipeline > 1 ? 1 + (stages - 1) / (stages * Double(layout.virtualPipeline)) : 1
    let inFlight = min(stages * interleaving, max(1, Double(batches))) / stages
    var bytesPerToken = kept * inFlight
    if recompute == .full { bytesPerToken += largestLayer }
    if layout.pipeline == 1 {
      bytesPerToken += 4 * Double(architecture.embedding.vocabularySize) / tensor  // Logits in 32 bits.
    }
    return Bytes(tokens * bytesPerToken * max((options.precision ?? .bf16).bytes / 2, 1))
  }
}

extension TransformerStack {
  /// Bytes in 16 bits that a layer keeps for each token beside its norms, all of them split by tensor parallelism.
  fileprivate var innerBytesPerToken: Int {
    let attentionBytes =
      switch attention.projection {
      case .grouped(let queryHeads, let keyValueHeads, let dimension): 4 * dimension * (queryHeads + keyValueHeads)
      case .latent(let heads, _, _, let plain, let rotary, let value):
        2 * heads * (2 * (plain + rotary) + 2 * value)
      }
    let inner = experts.map { ($0.expertsPerToken + $0.sharedExperts) * $0.expertSize } ?? feedForward.size
    return attentionBytes + (feedForward.isGated ? 6 : 4) * inner
  }
}

/// How many weights one accelerator of the first pipeline stage holds before ZeRO shards them.
struct WeightShard {
  /// Weights that every data-parallel rank holds.
  var dense: Double
  /// Weights of routed experts.
  var experts: Double
  /// The largest layer, which ZeRO stage 3 gathers.
  var largestLayer: Double

  init(_ model: ModelSpecification, layout: ParallelLayout) {
    let tensor = Double(layout.tensor)
    switch model {
    case .opaque(let opaque):
      dense = Double(opaque.parameters) / (tensor * Double(layout.pipeline))
      experts = 0
      largestLayer = 0
    case .transformer(let architecture):
      let inventory = WeightInventory(architecture)
      let layers = max(1, architecture.layerCount)
      // Stages hold whole layers; the fullest decides.
      let stageShare = Double((layers + layout.pipeline - 1) / layout.pipeline) / Double(layers)
      let embedding = Double(inventory.parameters { $0.part == .embedding })
      let head = Double(inventory.parameters { $0.part == .head })
      let routed = Double(inventory.parameters { $0.part == .experts })
      let rest = Double(inventory.parameters) - embedding - head - routed
      dense = (rest * stageShare + embedding + (layout.pipeline == 1 ? head : 0)) / tensor
      experts = routed * stageShare / (tensor * Double(layout.expert))
      largestLayer = (rest / Double(layers) + routed / Double(layers) / Double(layout.expert)) / tensor
    }
  }
}
