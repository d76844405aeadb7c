public import TrainingRun

/// The weights of a model, group by group, with the work that each token makes them do.
public struct WeightInventory: Sendable, Equatable {
  /// Weights that play one part.
  public struct Group: Sendable, Equatable {
    public enum Part: String, Sendable {
      case embedding, attention, feedForward, experts, router, normalization, head
    }
    /// What they are for.
    public var part: Part
    /// The stack they belong to, counted from 0; nil outside the stacks.
    public var stack: Int?
    /// How many there are.
    public var parameters: Int
    /// How many of them one token uses.
    public var activeParameters: Int
    /// Multiply-accumulates one token makes with them; a table that is looked up makes none.
    public var multiplyAccumulates: Int
  }

  /// All groups.
  public private(set) var groups: [Group] = []

  /// All parameters.
  public var parameters: Int { groups.reduce(0) { $0 + $1.parameters } }
  /// The parameters that one token uses.
  public var activeParameters: Int { groups.reduce(0) { $0 + $1.activeParameters } }

  /// Multiply-accumulates of one token in the groups of a stack, or outside all stacks.
  func multiplyAccumulates(stack: Int?) -> Int {
    groups.lazy.filter { $0.stack == stack }.reduce(0) { $0 + $1.multiplyAccumulates }
  }

  /// Parameters in groups that satisfy a condition.
  func parameters(where condition: (Group) -> Bool) -> Int {
    groups.lazy.filter(condition).reduce(0) { $0 + $1.parameters }
  }

  /// Counts the weights of an architecture.
  public init(_ architecture: TransformerArchitecture) {
    addEmbedding(architecture)
    for (index, stack) in architecture.stacks.enumerated() { add(stack, index: index) }
    addHead(architecture)
    for companion in architecture.companions {
      add(.embedding, parameters: WeightInventory(companion).parameters, multiplyAccumulates: 0)
    }
  }

  private mutating func add(
    _ part: Group.Part, stack: Int? = nil, parameters: Int, active: Int? = nil, multiplyAccumulates: Int
  ) {
    guard parameters > 0 || multiplyAccumulates > 0 else { return }
    groups.append(
      Group(
        part: part, stack: stack, parameters: parameters, activeParameters: active ?? parameters,
        multiplyAccumulates: multiplyAccumulates))
  }

  private mutating func addEmbedding(_ architecture: TransformerArchitecture) {
    let embedding = architecture.embedding
    let width = architecture.stacks.first?.hiddenSize ?? 0
    let rows = embedding.vocabularySize + embedding.positions + embedding.tokenTypes + embedding.extraTokens
    add(.embedding, parameters: rows * width, multiplyAccumulates: 0)
    if embedding.patchInputs > 0 {
      let projection = embedding.patchInputs * width
      add(.embedding, parameters: projection + width, multiplyAccumulates: projection)
    }
    if embedding.norm { add(.normalization, parameters: 2 * width, multiplyAccumulates: 0) }
  }

  private mutating func add(_ stack: TransformerStack, index: Int) {
    let attention = stack.attention.weights(width: stack.hiddenSize)
    // Cross-attention has the same four matrices; the encoder's side of them works on the encoder's tokens, which are
    // as many as the decoder's only on average, so its work is counted with the decoder's.
    let attentions = stack.layers * (stack.crossAttention ? 2 : 1)
    add(
      .attention, stack: index,
      parameters: attentions * (attention.matrices + attention.vectors)
        + stack.attention.relativeBiasBuckets * stack.attention.heads,
      multiplyAccumulates: attentions * attention.matrices)

    let feedForward = stack.feedForward
    let dense = stack.experts.map { min($0.denseLayers, stack.layers) } ?? stack.layers
    let matrices = stack.hiddenSize * feedForward.size * (feedForward.isGated ? 3 : 2)
    let biases = feedForward.bias ? feedForward.size * (feedForward.isGated ? 2 : 1) + stack.hiddenSize : 0
    add(
      .feedForward, stack: index, parameters: dense * (matrices + biases), multiplyAccumulates: dense * matrices)

    if let experts = stack.experts {
      let layers = stack.layers - dense
      let expert = stack.hiddenSize * experts.expertSize * (feedForward.isGated ? 3 : 2)
      let router = stack.hiddenSize * experts.experts
      add(
        .experts, stack: index, parameters: layers * experts.experts * expert,
        active: layers * experts.expertsPerToken * expert,
        multiplyAccumulates: layers * experts.expertsPerToken * expert)
      add(
        .feedForward, stack: index, parameters: layers * experts.sharedExperts * expert,
        multiplyAccumulates: layers * experts.sharedExperts * expert)
      add(
        .router, stack: index, parameters: layers * (router + (experts.routerBias ? experts.experts : 0)),
        multiplyAccumulates: layers * router)
    }

    let norm = stack.hiddenSize * (stack.normalization.bias ? 2 : 1)
    add(
      .normalization, stack: index,
      parameters: norm * (stack.layers * stack.normalization.perLayer + stack.normalization.final),
      multiplyAccumulates: 0)
  }

  private mutating func addHead(_ architecture: TransformerArchitecture) {
    let width = architecture.hiddenSize
    let vocabulary = architecture.embedding.vocabularySize
    switch architecture.head {
    case .none: break
    case .language(let tied, let bias):
      add(
        .head, parameters: (tied ? 0 : vocabulary * width) + (bias ? vocabulary : 0),
        multiplyAccumulates: vocabulary * width)
    case .maskedLanguage(let nextSentence):
      let transform = width * width
      add(.head, parameters: transform + 3 * width + vocabulary, multiplyAccumulates: transform + vocabulary * width)
      if nextSentence { add(.head, parameters: transform + width + 2 * width + 2, multiplyAccumulates: 0) }
    case .pooler: add(.head, parameters: width * width + width, multiplyAccumulates: 0)
    case .classifier(let labels): add(.head, parameters: width * labels + labels, multiplyAccumulates: 0)
    case .projector(let target): add(.head, parameters: width * target + width, multiplyAccumulates: width * target)
    }
  }
}

extension Attention {
  /// Weights of one attention: matrices, which multiply, and vectors (biases and norms), which do not.
  func weights(width: Int) -> (matrices: Int, vectors: Int) {
    switch projection {
    case .grouped(let queryHeads, let keyValueHeads, let dimension):
      let query = queryHeads * dimension
      let keyValue = 2 * keyValueHeads * dimension
      let vectors =
        (queryKeyValueBias ? query + keyValue : 0) + (outputBias ? width : 0) + (queryKeyNorm ? 2 * dimension : 0)
      return (width * (query + keyValue) + query * width, vectors)
    case .latent(let heads, let queryRank, let keyValueRank, let plain, let rotary, let value):
      let queries = heads * (plain + rotary)
      let queryWeights = queryRank.map { width * $0 + $0 * queries } ?? width * queries
      let keyValueWeights = width * (keyValueRank + rotary) + keyValueRank * heads * (plain + value)
      return (queryWeights + keyValueWeights + heads * value * width, (queryRank ?? 0) + keyValueRank)
    }
  }

  /// Multiply-accumulates of one token with one token of its context, scores and weighted values together.
  var multiplyAccumulatesPerPair: Int {
    switch projection {
    case .grouped(let queryHeads, _, let dimension): 2 * queryHeads * dimension
    case .latent(let heads, _, _, let plain, let rotary, let value): heads * (plain + rotary + value)
    }
  }

  /// Context tokens that a token sees on average over a sequence, in a layer that is windowed or not.
  func meanContext(sequenceLength: Double, windowed: Bool) -> Double {
    guard windowed, let window, Double(window) < sequenceLength else {
      return isCausal ? sequenceLength / 2 : sequenceLength
    }
    let size = Double(window)
    // The first `window` tokens see half a window on average, all others a whole one.
    return isCausal ? size - size * size / (2 * sequenceLength) : min(2 * size, sequenceLength)
  }

  /// Of so many layers, how many are windowed.
  func windowedLayers(of layers: Int) -> Int {
    guard window != nil else { return 0 }
    return fullAttentionPeriod == 0 ? layers : layers - layers / fullAttentionPeriod
  }
}
