import TrainingRun

extension WeightInventory {
  /// Marks what an adaptation leaves as it is, and adds its adapters.
  mutating func freeze(_ architecture: TransformerArchitecture, _ adaptation: Adaptation) {
    let frozenShare = Double(adaptation.frozenLayers) / Double(max(1, architecture.layerCount))
    for index in groups.indices {
      let group = groups[index]
      let isFrozen = adaptation.lora != nil || group.part.frozenName.map(adaptation.frozen.contains) ?? false
      let inLayers = group.stack != nil && group.part != .multiToken
      let share = isFrozen ? 0 : inLayers ? 1 - frozenShare : group.part == .embedding && frozenShare > 0 ? 0 : 1
      groups[index].trainableParameters = Int((Double(group.parameters) * share).rounded())
      if inLayers { groups[index].forwardOnlyShare = frozenShare }
    }
    guard let lora = adaptation.lora else { return }
    for (index, stack) in architecture.stacks.enumerated() {
      let adapters = lora.adapters(of: stack)
      groups.append(
        Group(
          part: .adapters, stack: index, parameters: adapters.parameters, activeParameters: adapters.active,
          multiplyAccumulates: adapters.active, trainableParameters: adapters.parameters))
    }
  }
}

extension WeightInventory.Group {
  /// Whether the published count of the model's parameters has these among them.
  var belongsToModel: Bool { part != .multiToken && part != .adapters }

  /// The share of the matrix products whose weights need a gradient; a tied head has the embedding's weights.
  func weightGradientShare(_ adaptation: Adaptation) -> Double {
    if parameters > 0 { return Double(trainableParameters) / Double(parameters) }
    return adaptation.lora == nil && !adaptation.frozen.contains(.head) && !adaptation.frozen.contains(.embedding)
      ? 1 : 0
  }
}

extension WeightInventory.Group.Part {
  /// The name under which a run file freezes it.
  fileprivate var frozenName: ModelPart? {
    switch self {
    case .embedding, .conditioning: .embedding
    case .attention: .attention
    case .feedForward: .feedForward
    case .experts, .router: .experts
    case .head: .head
    case .normalization, .multiToken, .adapters: nil
    }
  }
}

extension LowRankAdaptation {
  /// The weights of a stack's adapters, and those that one token uses: rank x (inputs + outputs) beside each matrix,
  /// each routed expert's included.
  fileprivate func adapters(of stack: TransformerStack) -> (parameters: Int, active: Int) {
    let width = stack.hiddenSize
    func adapter(_ target: Target, _ inputs: Int, _ outputs: Int) -> Int {
      targets.contains(target) ? rank * (inputs + outputs) : 0
    }
    var attention = 0
    switch stack.attention.projection {
    case .grouped(let queryHeads, let keyValueHeads, let dimension):
      let (query, keyValue) = (queryHeads * dimension, keyValueHeads * dimension)
      attention =
        adapter(.query, width, query) + adapter(.key, width, keyValue) + adapter(.value, width, keyValue)
        + adapter(.output, query, width)
    case .latent(let heads, let queryRank, let keyValueRank, let plain, let rotary, let value):
      attention =
        adapter(.query, queryRank ?? width, heads * (plain + rotary)) + adapter(.key, width, keyValueRank + rotary)
        + adapter(.value, keyValueRank, heads * (plain + value)) + adapter(.output, heads * value, width)
    }
    func feedForward(_ inner: Int) -> Int {
      (stack.feedForward.isGated ? adapter(.gate, width, inner) : 0) + adapter(.up, width, inner)
        + adapter(.down, inner, width)
    }
    let attentions = (stack.layers - (stack.linearAttention?.layers ?? 0)) * (stack.crossAttention ? 2 : 1)
    let sparse = stack.experts?.sparseLayers(of: stack.layers) ?? 0
    let common = attentions * attention + (stack.layers - sparse) * feedForward(stack.feedForward.size)
    guard let experts = stack.experts else { return (common, common) }
    let shared = experts.sharedWidth > 0 ? sparse * feedForward(experts.sharedWidth) : 0
    let expert = sparse * feedForward(experts.expertSize)
    return (common + shared + experts.experts * expert, common + shared + experts.expertsPerToken * expert)
  }
}
