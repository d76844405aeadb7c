import Quantities
import TrainingRun

/// The sizes of an architecture that step time depends on, averaged over its layers once, so that a layout is evaluated
/// by plain arithmetic.
///
/// A matrix of n outputs and k inputs that works on m tokens takes 2mnk operations, and its tiles and waves waste a share
/// that grows with 1/m + 1/n + 1/k. Summed over a layer's matrices that needs Σnk and Σ(n + k) alone, each apart for what
/// tensor parallelism splits and what it does not.
struct ModelShape: Sendable {
  /// Layers of all stacks, multi-token modules among them, each of which is one.
  var layers = 0.0
  /// The width of the residual stream.
  var hidden = 0.0
  /// Rows of the output table; 0 without one.
  var vocabulary = 0.0
  /// How often a token's logits are computed: once, and once more for each multi-token module.
  var logitPasses = 1.0
  /// Σnk over a layer's matrices: those that tensor parallelism splits, and those it does not.
  var splitProducts = 0.0
  var wholeProducts = 0.0
  /// What of the split products are the attention's projections.
  var attentionProducts = 0.0
  /// Σ of the sides that tensor parallelism splits, and of those it does not.
  var splitSides = 0.0
  var wholeSides = 0.0
  /// The share of layers that have routed experts.
  var routedShare = 0.0
  /// Experts, and how many places in them a token takes: the experts that it uses, times their capacity.
  var experts = 0.0
  var expertsPerToken = 0.0
  /// Σnk, split sides and whole sides of one expert.
  var expertProducts = 0.0
  var expertSplitSides = 0.0
  var expertWholeSides = 0.0
  /// Inner widths of the feed-forward network and of one expert.
  var feedForwardWidth = 0.0
  var expertWidth = 0.0
  /// Query and value widths of all heads together, as they enter the attention's products.
  var pairWidth = 0.0
  /// Widths of the keys and values of all their heads together.
  var keyValueWidth = 0.0
  /// Query width alone.
  var queryWidth = 0.0
  /// Tokens of context that a token of the input sees on average, over all layers.
  var meanContext = 0.0
  /// The sequence.
  var sequence = 0.0
  var heads = 0.0
  var headDimension = 0.0
  /// Widths that elementwise operators read and write beside the residual stream: projections and inner tensors.
  var innerWidth = 0.0
  /// The width of the residual stream in layers with root-mean-square norms, which have no bias.
  var rootNormWidth = 0.0
  /// The same times the vectors that a condition makes to shift, scale and gate with.
  var modulatedWidth = 0.0
  /// Weights of a layer that every data-parallel rank holds, and of all its routed experts.
  var denseWeights = 0.0
  var expertWeights = 0.0
  /// Bytes that each pass moves for each weight to bring frozen ones of few bits to 16: read, written, and read again.
  var bytesPerFrozenWeight = 0.0
  /// Whether a learned sink keeps libraries' fused attention kernels from being used.
  var hasSinks = false

  /// The sizes of an architecture at a sequence length; `targetLength` is the decoder's in an encoder-decoder.
  init(
    _ architecture: TransformerArchitecture, sequenceLength: Int, targetLength: Int,
    adaptation: Adaptation = Adaptation()
  ) {
    let main = architecture.isImage ? architecture.embedding.positions : sequenceLength
    sequence = Double(main)
    let modules = architecture.multiTokenModules
    layers = Double(max(1, architecture.layerCount + modules))
    logitPasses = Double(1 + modules)
    hidden = Double(architecture.hiddenSize)
    switch architecture.head {
    case .language, .maskedLanguage: vocabulary = Double(architecture.embedding.vocabularySize)
    default: vocabulary = 0
    }
    for (index, stack) in architecture.stacks.enumerated() {
      var stack = stack
      if index == architecture.stacks.count - 1 { stack.layers += modules }
      let length = Double(architecture.stacks.count > 1 && index > 0 ? max(1, targetLength) : main)
      add(stack, share: Double(stack.layers) / layers, length: length / sequence)
    }
    if let lora = adaptation.lora { add(lora, to: architecture) }
  }

  /// Adds adapters, whose two thin products take a tile's width of 64 where their rank is less, and three passes where the
  /// frozen matrices beside them take two.
  private mutating func add(_ lora: LowRankAdaptation, to architecture: TransformerArchitecture) {
    var tiled = Adaptation()
    tiled.lora = lora
    tiled.lora?.rank = max(lora.rank, 64)
    let inventory = WeightInventory(architecture, adaptation: tiled)
    let products = inventory.groups.reduce(0.0) { $1.part == .adapters ? $0 + Double($1.multiplyAccumulates) : $0 }
    splitProducts += products / layers * 3 / 2
    if let base = lora.basePrecision, base.bytes < 2 { bytesPerFrozenWeight = base.bytes + 4 }
  }

  /// Adds a stack's share of the layers; its tokens are `length` times those of the first.
  private mutating func add(_ stack: TransformerStack, share: Double, length: Double) {
    let width = Double(stack.hiddenSize)
    if !stack.normalization.bias { rootNormWidth += share * width }
    modulatedWidth += share * width * Double(stack.modulations)
    let attentions = share * (stack.crossAttention ? 2 : 1)
    let others = splitProducts
    addAttention(stack, share: attentions, length: length)
    attentionProducts += splitProducts - others

    let gate = stack.feedForward.isGated ? 2.0 : 1
    let sparse = stack.experts.map { Double($0.sparseLayers(of: stack.layers)) / Double(max(1, stack.layers)) } ?? 0
    addFeedForward(
      width, inner: Double(stack.feedForward.size), gate: gate, share: share * (1 - sparse), length: length)
    guard let mixture = stack.experts, sparse > 0 else { return }
    addFeedForward(width, inner: Double(mixture.sharedWidth), gate: gate, share: share * sparse, length: length)
    let expert = Double(mixture.expertSize)
    routedShare += share * sparse
    experts = Double(mixture.experts)
    expertsPerToken = Double(mixture.expertsPerToken) * (mixture.capacityFactor ?? 1)
    expertProducts = (gate + 1) * expert * width
    expertWidth = expert
    expertSplitSides = (gate + 1) * expert
    expertWholeSides = 2 * width
    innerWidth += share * sparse * expertsPerToken * expert * gate
    expertWeights += share * sparse * Double(mixture.experts) * (gate + 1) * expert * width
  }

  private mutating func addFeedForward(
    _ width: Double, inner: Double, gate: Double, share: Double, length: Double
  ) {
    guard inner > 0 else { return }
    feedForwardWidth = max(feedForwardWidth, inner)
    splitProducts += share * length * (gate + 1) * inner * width
    splitSides += share * (gate + 1) * inner
    wholeSides += share * 2 * width
    innerWidth += share * inner * gate
    denseWeights += share * (gate + 1) * inner * width
  }

  private mutating func addAttention(_ stack: TransformerStack, share: Double, length: Double) {
    let attention = stack.attention
    let width = Double(stack.hiddenSize)
    let linear = Double(stack.linearAttention?.layers ?? 0) / Double(max(1, stack.layers))
    let quadratic = share * (1 - linear)
    heads = max(heads, Double(attention.heads))
    hasSinks = hasSinks || attention.sinks
    let windowed = Double(attention.windowedLayers(of: stack.layers)) / Double(max(1, stack.layers))
    let tokens = sequence * length
    let context =
      windowed * attention.meanContext(sequenceLength: tokens, windowed: true)
      + (1 - windowed) * attention.meanContext(sequenceLength: tokens, windowed: false)
    meanContext += quadratic * context * length
    switch attention.projection {
    case .grouped(let queryHeads, let keyValueHeads, let dimension):
      let query = Double(queryHeads * dimension)
      let keyValue = 2 * Double(keyValueHeads * dimension)
      let queryOutputs = attention.outputGate ? 2 * query : query
      headDimension = Double(dimension)
      queryWidth = max(queryWidth, query)
      pairWidth = max(pairWidth, 2 * query)
      keyValueWidth = max(keyValueWidth, keyValue)
      addMatrix(split: queryOutputs + keyValue, whole: width, share: quadratic, length: length)
      addMatrix(split: query, whole: width, share: quadratic, length: length)
      innerWidth += share * (queryOutputs + keyValue)
    case .latent(let headCount, let queryRank, let keyValueRank, let plain, let rotary, let value):
      let query = Double(headCount * (plain + rotary))
      let values = Double(headCount * value)
      headDimension = Double(plain + rotary)
      queryWidth = max(queryWidth, query)
      pairWidth = max(pairWidth, query + values)
      keyValueWidth = max(keyValueWidth, query + values)
      let narrow = Double((queryRank ?? 0) + keyValueRank + rotary)
      wholeProducts += quadratic * length * narrow * width
      wholeSides += quadratic * (narrow + width)
      denseWeights += quadratic * narrow * width
      addMatrix(split: query, whole: queryRank.map(Double.init) ?? width, share: quadratic, length: length)
      addMatrix(
        split: Double(headCount * (plain + value)), whole: Double(keyValueRank), share: quadratic, length: length)
      addMatrix(split: values, whole: width, share: quadratic, length: length)
      innerWidth += share * (query + Double(headCount * (plain + value)))
    }
    if let other = stack.linearAttention {
      let weights = Double(other.weights(width: stack.hiddenSize).matrices)
      splitProducts += share * linear * length * (weights + Double(other.multiplyAccumulatesPerToken))
      splitSides += share * linear * Double(2 * other.keyWidth + 3 * other.valueWidth)
      wholeSides += share * linear * 2 * width
      denseWeights += share * linear * weights
      innerWidth += share * linear * Double(2 * other.keyWidth + 2 * other.valueWidth)
    }
  }

  private mutating func addMatrix(split: Double, whole: Double, share: Double, length: Double) {
    splitProducts += share * length * split * whole
    splitSides += share * split
    wholeSides += share * whole
    denseWeights += share * split * whole
  }
}
