import Quantities
import TrainingRun

/// What frameworks keep of a parameter and beside it, in bytes. The figures of the states are those of the frameworks'
/// sources; the others were fitted on published peaks, as each says.
struct MemoryConventions: Sendable, Equatable {
  /// Frameworks that keep alike.
  enum Framework: Sendable {
    /// Megatron-LM and Megatron-Core.
    case megatron
    /// Megatron-DeepSpeed and DeepSpeed.
    case deepSpeed
    /// PyTorch's FSDP, such as torchtitan and llm-foundry.
    case shardedData
    /// JAX and other users of XLA.
    case compiler
  }

  /// What a program may use of the memory that a maker names: 79.65 of an H100's 80 GiB and 79.15 of an A100's by
  /// nvidia-smi and PyTorch; the driver and error correction keep the rest.
  static let usableShare = 0.992

  /// A weight as it is multiplied.
  var weight: Double
  /// A gradient as it is accumulated.
  var gradient: Double
  /// The optimizer's states of a weight, its full-precision copy included.
  var optimizer: Double
  /// A logit at the peak: Megatron's loss works in place on the 32-bit copy, a fused one needs the 16-bit logits too, a
  /// plain one a gradient beside both.
  var logit: Double
  /// Of a layer's weights, their 16-bit gradients before they are added to 32-bit ones and the workspace of products;
  /// 2.4 to 3.4 bytes over 21 allocated peaks of Llama 3 70B and 405B on B200 (SimuMax 1.2).
  var layerWorkspace: Double
  /// Outputs of a pipeline stage that are kept for each micro-batch in flight, in layers' inputs.
  var stageOutputs: Double
  /// Context, kernels and communicators: 1 to 3 GB on CUDA with NCCL.
  var libraries = 2e9
  /// What a framework's pipelines keep on top: DeepSpeed's buckets and buffers, by 59 peaks of BLOOM's tuning.
  var pipelineBuffers = 0.0
  /// Share of reserved memory that is really allocated: 0.94 for pipelines (66.6 of 70.9 GiB measured, SimuMax's
  /// `mem_factor` alike); 0.98 for FSDP, whose allocations repeat step by step, by 220 runs tuned to fill the memory
  /// (llm-foundry).
  var allocatedShare: Double
  /// Whether a layer's selective recompute keeps half of its matrix products' outputs (torchtitan) rather than all but
  /// the attention's inner tensors.
  var selectiveKeepsHalf: Bool

  init(precision: Precision, optimizer: Optimizer, software: SoftwareStack, shardsWeights: Bool) {
    let framework = Framework(software, shardsWeights: shardsWeights)
    let isFull = precision.bytes >= 4
    weight = isFull ? 4 : 2  // fp8 and fp4 products keep 16-bit weights.
    // Mixed precision keeps a 32-bit copy of the weights beside the optimizer's states.
    self.optimizer = 4 * optimizer.statesPerParameter + (isFull ? 0 : 4)
    let sharded = framework == .shardedData
    allocatedShare = sharded ? 0.98 : 0.94
    stageOutputs = framework == .deepSpeed ? 1 : 0
    selectiveKeepsHalf = sharded && software.framework != nil
    switch framework {
    case .megatron:
      gradient = precision == .fp16 ? 2 : 4
      layerWorkspace = gradient == 4 && !isFull ? 3 : 0
      logit = 4
    case .deepSpeed:
      // 16-bit gradients, and in bf16 32-bit ones that accumulate them.
      gradient = precision == .bf16 ? 6 : isFull ? 4 : 2
      layerWorkspace = 0
      pipelineBuffers = 6e9
      logit = 4
    case .shardedData, .compiler:
      gradient = 4
      layerWorkspace = isFull ? 0 : 2
      logit = software.fusesCrossEntropy ? 6 : 10
    }
    if sharded || framework == .compiler || shardsWeights, !isFull {
      // The 32-bit shard is the only one: what is multiplied is gathered in 16 bits.
      weight = 0
    }
  }
}

extension MemoryConventions.Framework {
  /// The framework that a name means; without one, FSDP where weights are sharded and Megatron elsewhere.
  init(_ software: SoftwareStack, shardsWeights: Bool) {
    let name = (software.framework ?? "").lowercased()
    func isAny(of words: String...) -> Bool { words.contains(where: name.contains) }
    self =
      if isAny(of: "deepspeed") {
        .deepSpeed
      } else if isAny(of: "megatron", "nemo") {
        .megatron
      } else if isAny(of: "titan", "fsdp", "pytorch", "composer", "foundry") {
        .shardedData
      } else if isAny(of: "maxtext", "jax", "xla", "neuron") {
        .compiler
      } else {
        shardsWeights ? .shardedData : .megatron
      }
  }
}

extension SoftwareStack {
  /// Whether the loss works on the logits in place, as the run file says; else as the framework does unless told
  /// otherwise: llm-foundry's `loss_fn` is `fused_crossentropy`.
  var fusesCrossEntropy: Bool {
    fusedCrossEntropy ?? (framework ?? "").lowercased().contains("foundry")
  }
}
