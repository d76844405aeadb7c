import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The layout with the least model parallelism that fits in memory: tensor parallelism within a node first, then
  /// pipeline stages. When none fits, the one that comes nearest.
  func chooseLayout(options: TrainingOptions, sequenceLength: Int) -> ParallelLayout {
    var candidates: [ParallelLayout] = []
    for tensor in powersOfTwo(upTo: min(cluster.acceleratorsPerNode, cluster.count)) where headsDivide(tensor) {
      for pipeline in powersOfTwo(upTo: min(max(1, layerCount), cluster.count / tensor)) {
        guard cluster.count % (tensor * pipeline) == 0 else { continue }
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
    func memory(_ layout: ParallelLayout) -> Bytes {
      MemoryFootprint(
        model, options: options, layout: layout, sequenceLength: sequenceLength, batches: 4 * layout.pipeline
      ).total
    }
    let capacity = profile.memoryCapacity.value
    return candidates.first { memory($0) <= capacity } ?? candidates.min { memory($0) < memory($1) } ?? ParallelLayout()
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
