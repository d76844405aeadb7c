import TrainingRun

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
