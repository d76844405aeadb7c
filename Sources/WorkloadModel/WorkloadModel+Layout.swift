import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The layout and recompute of the options, and where they leave them open, those that fit in memory.
  mutating func resolveLayout(_ options: inout TrainingOptions, sequenceLength: Int) -> ParallelLayout {
    let layouts = options.layout.map { [$0] } ?? candidates()
    let recomputes = options.recompute.map { [$0] } ?? [.none, .full]
    let capacity = profile.memoryCapacity.value
    var best: (layout: ParallelLayout, recompute: ActivationRecompute, memory: Bytes)?
    search: for recompute in recomputes {
      options.recompute = recompute
      for layout in layouts {
        let memory = MemoryFootprint(
          model, options: options, layout: layout, sequenceLength: sequenceLength,
          batches: microBatches(options, layout)
        ).total
        if best.map({ memory < $0.memory }) ?? true { best = (layout, recompute, memory) }
        if memory <= capacity { break search }
      }
    }
    let chosen = best ?? (ParallelLayout(), ActivationRecompute.none, .zero)
    if specification.training.layout == nil {
      assume("training.parallelism", chosen.layout.description, "the least model parallelism that fits in memory")
    }
    if specification.training.recompute == nil, chosen.recompute != .none {
      assume("training.activation_recompute", chosen.recompute.rawValue, "needed to fit in memory")
    }
    options.recompute = chosen.recompute
    return chosen.layout
  }

  /// Micro-batches that a pipeline works on in one step, as far as the options tell.
  private func microBatches(_ options: TrainingOptions, _ layout: ParallelLayout) -> Int {
    options.globalBatchSize.map { max(1, $0 / (layout.data * options.microBatchSize)) } ?? 4 * layout.pipeline
  }

  /// Layouts in the order of their model parallelism: tensor parallelism within a node first, then pipeline stages.
  private func candidates() -> [ParallelLayout] {
    var candidates: [ParallelLayout] = []
    for tensor in powersOfTwo(upTo: min(cluster.acceleratorsPerNode, cluster.count)) where headsDivide(tensor) {
      for pipeline in powersOfTwo(upTo: min(max(1, layerCount), cluster.count / tensor)) {
        guard cluster.count % (tensor * pipeline) == 0, splitsBatch(cluster.count / (tensor * pipeline)) else {
          continue
        }
        // Pipelines only once tensor parallelism fills the node.
        guard pipeline == 1 || tensor * 2 > cluster.acceleratorsPerNode || !headsDivide(tensor * 2) else { continue }
        var layout = ParallelLayout()
        layout.tensor = tensor
        layout.pipeline = pipeline
        layout.data = cluster.count / (tensor * pipeline)
        layout.expert = expertParallelism(layout.data)
        candidates.append(layout)
        layout.zeroStage = 3
        if pipeline == 1, tensor == 1 { candidates.append(layout) }
      }
    }
    candidates.sort { ($0.tensor * $0.pipeline, $0.zeroStage) < ($1.tensor * $1.pipeline, $1.zeroStage) }
    return candidates
  }

  /// Whether a given batch can be shared by so many data-parallel ranks; one that is left open always can.
  private func splitsBatch(_ ranks: Int) -> Bool {
    let options = specification.training
    return options.globalBatchSize.map { $0 % (ranks * options.microBatchSize) == 0 } ?? true
  }

  private var layerCount: Int {
    if case .transformer(let architecture) = model { architecture.layerCount } else { 1 }
  }

  private func headsDivide(_ tensor: Int) -> Bool {
    guard case .transformer(let architecture) = model else { return tensor == 1 }
    return architecture.stacks.allSatisfy { $0.attention.heads % tensor == 0 }
  }

  private func expertParallelism(_ data: Int) -> Int {
    guard case .transformer(let architecture) = model,
      let experts = architecture.stacks.lazy.compactMap(\.experts).first
    else { return 1 }
    return powersOfTwo(upTo: min(data, experts.experts)).last { data % $0 == 0 && experts.experts % $0 == 0 } ?? 1
  }

  private func powersOfTwo(upTo limit: Int) -> [Int] {
    Array(sequence(first: 1) { $0 * 2 <= limit ? $0 * 2 : nil })
  }
}
