import Quantities
import TrainingRun

/// The memory of a model under any layout: what does not depend on the layout is worked out once, and a layout then
/// takes a few dozen operations.
///
/// The first stage of a pipeline holds the embedding and the most micro-batches in flight, the second (of three or
/// more) a full share of layers, the last the head and the logits; the fullest of the three decides.
struct MemoryModel: Sendable {
  let conventions: MemoryConventions
  /// Layers, and those at the bottom that have no experts.
  private var layers = 1.0
  private var denseLayers = 1.0
  /// Multi-token modules, each a layer beside the head.
  private var modules = 0.0
  /// Weights of one layer: in dense parts, and in routed experts of layers that have them.
  private var denseLayer = 0.0
  private var sparseLayer = 0.0
  private var expertLayer = 0.0
  /// Weights before the first layer and after the last.
  private var embedding = 0.0
  private var head = 0.0
  /// Weights in tables that are spread over all accelerators.
  private var tables = 0.0
  /// Weights that only run forward.
  private var frozen = 0.0
  /// The share of the weights that are trained, in dense parts and experts; bytes of one that is not.
  private var trainedDense = 1.0
  private var trainedExperts = 1.0
  private var weightBytes = 0.0
  /// What a layer keeps of a token.
  private var denseTerms = ActivationTerms()
  private var sparseTerms = ActivationTerms()
  /// Tokens of a sample on one context-parallel rank of one, and rows of the logits' table.
  private var tokens = 1.0
  private var vocabulary = 0.0
  /// Accelerators among which ZeRO stage 3 spreads weights.
  private var shardingSpan = Double.infinity
  /// Bytes of an activation over two.
  private var activationScale = 1.0

  init(
    _ model: ModelSpecification, options: TrainingOptions, sequenceLength: Int, targetLength: Int,
    shardsWeights: Bool
  ) {
    let precision = options.precision ?? .bf16
    conventions = MemoryConventions(
      precision: precision, optimizer: options.optimizer, software: options.software, shardsWeights: shardsWeights)
    activationScale = max(precision.bytes / 2, 1)
    weightBytes = conventions.weight
    shardingSpan = options.shardingSpan.map(Double.init) ?? .infinity
    switch model {
    case .opaque(let opaque): read(opaque)
    case .transformer(let architecture):
      read(architecture, options: options, sequenceLength: sequenceLength, targetLength: targetLength)
    }
  }

  private mutating func read(_ opaque: OpaqueModel) {
    tables = Double(opaque.tableParameters)
    denseLayer = Double(opaque.parameters) - tables
    frozen = Double(opaque.frozenParameters)
    denseTerms.inner = 2 * (opaque.activationsPerSample?.value ?? 0)
    // A network whose layers are not known is recomputed in as many pieces as each holds layers: about a sixth is kept.
    denseTerms.input = denseTerms.inner / 6
    denseTerms.half = denseTerms.inner / 2
    sparseTerms = denseTerms
  }

  private mutating func read(
    _ architecture: TransformerArchitecture, options: TrainingOptions, sequenceLength: Int, targetLength: Int
  ) {
    let inventory = WeightInventory(architecture, adaptation: options.adaptation)
    layers = Double(max(1, architecture.layerCount))
    let sparse = Double(architecture.stacks.reduce(0) { $0 + ($1.experts?.sparseLayers(of: $1.layers) ?? 0) })
    denseLayers = layers - sparse
    func parameters(_ parts: [WeightInventory.Group.Part]) -> Double {
      Double(inventory.parameters { parts.contains($0.part) })
    }
    embedding = parameters([.embedding])
    head = parameters([.head, .multiToken])
    modules = Double(architecture.multiTokenModules)
    let routed = parameters([.experts])
    let shared = Double(
      architecture.stacks.reduce(0) { sum, stack in
        guard let experts = stack.experts else { return sum }
        return sum + experts.sparseLayers(of: stack.layers) * stack.hiddenSize * experts.sharedWidth
          * (stack.feedForward.isGated ? 3 : 2)
      })
    let feedForward = parameters([.feedForward]) - shared
    let common = parameters([.attention, .normalization, .conditioning, .adapters]) / layers
    denseLayer = common + (denseLayers > 0 ? feedForward / denseLayers : 0)
    if sparse > 0 {
      sparseLayer = common + (parameters([.router]) + shared) / sparse
      expertLayer = routed / sparse
      // A module's layer is like the last, and its experts are spread like those of the layers.
      head -= modules * expertLayer
    } else {
      sparseLayer = denseLayer
    }
    readTrained(inventory, routed: routed, options: options)

    let isImage = architecture.isImage
    tokens = Double(isImage ? architecture.embedding.positions : sequenceLength)
    if case .language = architecture.head { vocabulary = Double(architecture.embedding.vocabularySize) }
    if case .maskedLanguage = architecture.head { vocabulary = Double(architecture.embedding.vocabularySize) }
    let isUnfused = options.software.attention == .unfused
    for (index, stack) in architecture.stacks.enumerated() {
      let share = Double(stack.layers) / layers
      // The terms count tokens of the input; a decoder's own sequence is shorter or longer.
      let length = index > 0 ? Double(targetLength) : tokens
      let scale = tokens > 0 ? share * length / tokens : share
      let context = isUnfused ? length : 0
      let dropout = isUnfused && !stack.feedForward.isGated
      denseTerms =
        denseTerms + stack.activationTerms(sparse: false, context: context, dropout: dropout) * scale
      sparseTerms =
        sparseTerms
        + stack.activationTerms(sparse: stack.experts != nil, context: context, dropout: dropout) * scale
    }
    if architecture.stacks.count > 1, tokens > 0 { vocabulary *= Double(targetLength) / tokens }
  }

  private mutating func readTrained(
    _ inventory: WeightInventory, routed: Double, options: TrainingOptions
  ) {
    let trainedRouted = inventory.groups.reduce(0) { $0 + ($1.part == .experts ? Double($1.trainableParameters) : 0) }
    let all = inventory.groups.reduce(0) { $0 + Double($1.parameters) }
    trainedExperts = routed > 0 ? trainedRouted / routed : 1
    trainedDense = (Double(inventory.trainableParameters) - trainedRouted) / max(1, all - routed)
    if let base = options.adaptation.lora?.basePrecision { weightBytes = min(weightBytes, base.bytes) }
  }

  /// The footprint of a plan.
  func footprint(_ plan: StepPlan) -> MemoryFootprint {
    let pipeline = Double(plan.layout.pipeline)
    var worst = stage(0, plan)
    if plan.layout.pipeline > 2 { worst.take(stage(1, plan)) }
    if plan.layout.pipeline > 1 { worst.take(stage(pipeline - 1, plan)) }
    return worst
  }

  /// Layers of the first, a middle and the last stage. A count that stages do not divide but would with two more, or
  /// one, is one whose embedding and head count as layers (Llama 3's 126, BLOOM's 70); else the last stage has fewer.
  @inline(__always)
  private func stageLayers(_ stage: Double, pipeline: Double, isV: Bool) -> Double {
    let share = (layers / pipeline).rounded(.up)
    guard share * pipeline > layers, pipeline > 1 else { return share }
    let isLast = stage == pipeline - 1
    if share * pipeline == layers + 2 {
      // Both ends of a V are its first stage.
      return isV ? (stage == 0 ? max(1, share - 2) : share) : stage == 0 || isLast ? share - 1 : share
    }
    return isLast ? max(1, layers - share * (pipeline - 1)) : share
  }

  private func stage(_ stage: Double, _ plan: StepPlan) -> MemoryFootprint {
    let (layout, recompute) = (plan.layout, plan.recompute)
    let tensor = Double(layout.tensor)
    let pipeline = Double(layout.pipeline)
    let isFirst = stage == 0
    let isLast = stage == pipeline - 1
    let isV = layout.schedule == .zeroBubbleV
    let count = stageLayers(stage, pipeline: pipeline, isV: isV)
    // Dense layers lie at the bottom, so the first stage has them; beyond one stage the others have none of them.
    let dense = pipeline == 1 ? denseLayers : isFirst || expertLayer == 0 ? min(denseLayers, count) : 0
    let sparse = count - dense

    // Weights. Embedding and head are split like matrices; a tied head has a copy of its own on another stage.
    // The two ends of a pipeline in the shape of a V are one stage.
    let hasHead = isV ? isFirst : isLast
    let copiesTable = pipeline > 1 && head == 0 && !isV
    let ends = (isFirst ? embedding : 0) + (hasHead ? head + (copiesTable ? embedding : 0) : 0)
    let ownDense = (dense * denseLayer + sparse * sparseLayer + ends) / tensor
    let ownExperts = (sparse + (hasHead ? modules : 0)) * expertLayer / (tensor * Double(layout.expert))
    let replicas = Double(layout.data * layout.context)
    let expertReplicas = max(1, replicas / Double(layout.expert))
    let copies = layout.zeroStage >= 3 ? max(1, Double(layout.acceleratorCount) / shardingSpan) : 1
    let denseShards = layout.zeroStage >= 1 ? max(1, replicas / copies) : 1
    let expertShards = layout.zeroStage >= 1 ? max(1, expertReplicas / copies) : 1
    let trained = trainedDense * ownDense
    let trainedInExperts = trainedExperts * ownExperts
    var optimizer = conventions.optimizer * (trained / denseShards + trainedInExperts / expertShards)
    var gradients =
      layout.zeroStage >= 2
      ? conventions.gradient * (trained / denseShards + trainedInExperts / expertShards)
      : conventions.gradient * (trained + trainedInExperts)
    var weights = 0.0
    let layer = (sparse > 0 ? sparseLayer : denseLayer) / tensor
    let expert = sparse > 0 ? expertLayer / (tensor * Double(layout.expert)) : 0
    // Two layers are gathered (or fetched from the host) at a time, and the root with embedding and head stays so.
    let fetched = 2 * (2 * (layer + expert) + ends / tensor)
    if layout.zeroStage >= 3 {
      weights = weightBytes * (ownDense / denseShards + ownExperts / expertShards)
      // Frozen weights have no 32-bit shard; those that are trained do.
      let untrained = (1 - trainedDense) * ownDense / denseShards + (1 - trainedExperts) * ownExperts / expertShards
      weights += weightBytes == 0 ? 2 * untrained : 0
      weights += fetched
      gradients += 2 * trainedDense * ends / tensor
    } else {
      weights = max(weightBytes, conventions.weight == 0 ? 2 : 0) * (ownDense + ownExperts)
    }
    if isFirst { weights += 2 * frozen }
    if tables > 0 {
      let spread = tables / Double(layout.acceleratorCount)
      weights += max(weightBytes, 2) * spread
      optimizer += conventions.optimizer * spread
    }

    // Activations of the micro-batches in flight, the layer being worked on, and the logits.
    let split = layout.sequenceParallel ? tensor : 1
    let perRank = tokens * Double(plan.microBatchSize) / Double(layout.context) * activationScale
    let keepsHalf = conventions.selectiveKeepsHalf
    let kept =
      dense * denseTerms.bytes(recompute, tensor: tensor, split: split, keepsHalf: keepsHalf)
      + (sparse + (hasHead ? modules : 0))
      * sparseTerms.bytes(recompute, tensor: tensor, split: split, keepsHalf: keepsHalf)
      + conventions.stageOutputs * denseTerms.input / split * (pipeline > 1 ? 1 : 0)
    let inFlight = inFlight(stage, plan)
    let terms = sparse > 0 ? sparseTerms : denseTerms
    var working = recompute == .full ? terms.bytes(.none, tensor: tensor, split: split, keepsHalf: false) : 0
    // What tensor parallelism gathers of a layer's input and sums of its output.
    if layout.tensor > 1 { working += 2 * terms.input }
    if hasHead { working += conventions.logit * vocabulary / tensor }
    var footprint = MemoryFootprint(
      weights: weights, gradients: gradients, optimizer: optimizer,
      activations: perRank * (kept * inFlight + working) + conventions.layerWorkspace * trainedDense * layer)
    if !plan.offload.isEmpty {
      let layers = max(1, count)
      footprint.move(
        plan.offload, weights: fetched, gradients: layout.zeroStage >= 2 ? 4 * layer : nil,
        // Where the 32-bit shard was the only copy, the 16-bit one takes its place.
        shard: layout.zeroStage >= 3 && conventions.weight == 0
          ? 2 * (trained / denseShards + trainedInExperts / expertShards) : 0,
        kept: perRank * kept * inFlight, keptOfTwoLayers: 2 * perRank * kept / layers)
    }
    footprint.overhead = Bytes(
      conventions.libraries + (pipeline > 1 ? conventions.pipelineBuffers : 0)
        + footprint.allocated.value * (1 / conventions.allocatedShare - 1))
    return footprint
  }

  /// Bytes of a token that a layer keeps, over all layers on average, with the widths that its splits need.
  var meanTerms: ActivationTerms {
    (denseTerms * (denseLayers / layers) + sparseTerms * (1 - denseLayers / layers)) * (tokens * activationScale)
  }

  /// Micro-batches whose activations a stage holds: under 1F1B as many as stages lie from it to the last; interleaving
  /// of v chunks adds to that (arXiv 2104.04473, section 2.2). Zero-bubble schedules hold what the weights' gradients
  /// need until these are computed, so that no stage holds less than the first (arXiv 2401.10241, table 1). Never more
  /// than a step has.
  @inline(__always)
  private func inFlight(_ stage: Double, _ plan: StepPlan) -> Double {
    let pipeline = Double(plan.layout.pipeline)
    guard pipeline > 1 else { return 1 }
    let chunks = Double(plan.layout.virtualPipeline)
    let held =
      switch plan.layout.schedule {
      case .oneForwardOneBackward:
        chunks > 1 ? ((chunks - 1) * pipeline + 2 * (pipeline - 1 - stage) + 1) / chunks : pipeline - stage
      case .zeroBubbleH1, .zeroBubbleV: pipeline
      case .zeroBubble2P: 2 * pipeline
      }
    return min(held, Double(plan.microBatches))
  }
}
