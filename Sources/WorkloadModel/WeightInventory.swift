public import TrainingRun

/// The weights of a model, group by group, with the work that each token makes them do.
public struct WeightInventory: Sendable, Equatable {
  /// Weights that play one part.
  public struct Group: Sendable, Equatable {
    public enum Part: String, Sendable {
      case embedding, conditioning, attention, feedForward, experts, router, normalization, head, multiToken,
        adapters
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
    /// How many of them training changes.
    public var trainableParameters: Int
    /// The share of the work that needs no backward pass at all, since nothing below it is trained.
    public var forwardOnlyShare = 0.0
  }

  /// All groups.
  public internal(set) var groups: [Group] = []

  /// All parameters of the model, which modules that only training needs are not among.
  public var parameters: Int { parameters { $0.belongsToModel } }
  /// The parameters that one token uses.
  public var activeParameters: Int {
    groups.lazy.filter(\.belongsToModel).reduce(0) { $0 + $1.activeParameters }
  }
  /// The parameters that training changes, adapters and multi-token modules included.
  public var trainableParameters: Int { groups.reduce(0) { $0 + $1.trainableParameters } }

  /// Multiply-accumulates of one token in the groups of a stack, or outside all stacks.
  func multiplyAccumulates(stack: Int?) -> Int {
    groups.lazy.filter { $0.stack == stack }.reduce(0) { $0 + $1.multiplyAccumulates }
  }

  /// Parameters in groups that satisfy a condition.
  func parameters(where condition: (Group) -> Bool) -> Int {
    groups.lazy.filter(condition).reduce(0) { $0 + $1.parameters }
  }

  private init() {}

  /// Counts the weights of an architecture, all of them trained or as an adaptation says.
  public init(_ architecture: TransformerArchitecture, adaptation: Adaptation = Adaptation()) {
    addEmbedding(architecture)
    for (index, stack) in architecture.stacks.enumerated() { add(stack, index: index) }
    addHead(architecture)
    addMultiTokenModules(architecture)
    for companion in architecture.companions {
      add(.embedding, parameters: WeightInventory(companion).parameters, multiplyAccumulates: 0)
    }
    if !adaptation.isFull { freeze(architecture, adaptation) }
  }

  private mutating func add(
    _ part: Group.Part, stack: Int? = nil, parameters: Int, active: Int? = nil, multiplyAccumulates: Int
  ) {
    guard parameters > 0 || multiplyAccumulates > 0 else { return }
    groups.append(
      Group(
        part: part, stack: stack, parameters: parameters, activeParameters: active ?? parameters,
        multiplyAccumulates: multiplyAccumulates, trainableParameters: parameters))
  }

  private mutating func addEmbedding(_ architecture: TransformerArchitecture) {
    let embedding = architecture.embedding
    let width = architecture.stacks.first?.hiddenSize ?? 0
    let rows = embedding.vocabularySize + embedding.positions + embedding.tokenTypes + embedding.extraTokens
    add(.embedding, parameters: rows * width, multiplyAccumulates: 0)
    if embedding.patchInputs > 0 {
      let projection = embedding.patchInputs * width
      add(.embedding, parameters: projection + (embedding.patchBias ? width : 0), multiplyAccumulates: projection)
    }
    if embedding.classes > 0 {
      add(.conditioning, parameters: embedding.conditionings * embedding.classes * width, multiplyAccumulates: 0)
    }
    if embedding.timeInputs > 0 {
      let network = (embedding.timeInputs + 1) * width + (width + 1) * width
      add(
        .conditioning, parameters: embedding.conditionings * network,
        multiplyAccumulates: embedding.conditionings * (embedding.timeInputs + width) * width)
    }
    if embedding.norm { add(.normalization, parameters: 2 * width, multiplyAccumulates: 0) }
  }

  private mutating func add(_ stack: TransformerStack, index: Int) {
    addAttention(stack, index: index)
    addFeedForward(stack, index: index)
    let norm = stack.hiddenSize * (stack.normalization.bias ? 2 : 1)
    add(
      .normalization, stack: index,
      parameters: norm * (stack.layers * stack.normalization.perLayer + stack.normalization.final),
      multiplyAccumulates: 0)
    let modulations = stack.modulations * stack.hiddenSize
    add(
      .conditioning, stack: index, parameters: stack.layers * (stack.hiddenSize + 1) * modulations,
      multiplyAccumulates: stack.layers * stack.hiddenSize * modulations)
  }

  private mutating func addAttention(_ stack: TransformerStack, index: Int) {
    let attention = stack.attention.weights(width: stack.hiddenSize)
    let linearLayers = stack.linearAttention?.layers ?? 0
    // Cross-attention has the same four matrices; the encoder's side of them works on the encoder's tokens, which are
    // as many as the decoder's only on average, so its work is counted with the decoder's.
    let attentions = (stack.layers - linearLayers) * (stack.crossAttention ? 2 : 1)
    add(
      .attention, stack: index,
      parameters: attentions * (attention.matrices + attention.vectors)
        + stack.attention.relativeBiasBuckets * stack.attention.heads,
      multiplyAccumulates: attentions * attention.matrices)
    if let linear = stack.linearAttention {
      let weights = linear.weights(width: stack.hiddenSize)
      add(
        .attention, stack: index, parameters: linearLayers * (weights.matrices + weights.vectors),
        multiplyAccumulates: linearLayers * (weights.matrices + linear.multiplyAccumulatesPerToken))
    }
  }

  private mutating func addFeedForward(_ stack: TransformerStack, index: Int) {
    let feedForward = stack.feedForward
    let sparse = stack.experts.map { $0.sparseLayers(of: stack.layers) } ?? 0
    let dense = stack.layers - sparse
    let matrices = stack.hiddenSize * feedForward.size * (feedForward.isGated ? 3 : 2)
    let biases = feedForward.bias ? feedForward.size * (feedForward.isGated ? 2 : 1) + stack.hiddenSize : 0
    add(
      .feedForward, stack: index, parameters: dense * (matrices + biases), multiplyAccumulates: dense * matrices)
    guard let experts = stack.experts else { return }

    let perUnit = stack.hiddenSize * (feedForward.isGated ? 3 : 2)
    let expert = perUnit * experts.expertSize
    let bias = experts.expertBias ? experts.expertSize * (feedForward.isGated ? 2 : 1) + stack.hiddenSize : 0
    add(
      .experts, stack: index, parameters: sparse * experts.experts * (expert + bias),
      active: sparse * experts.expertsPerToken * (expert + bias),
      multiplyAccumulates: sparse * experts.expertsPerToken * expert)
    let shared = perUnit * experts.sharedWidth + (experts.sharedGate ? stack.hiddenSize : 0)
    add(.feedForward, stack: index, parameters: sparse * shared, multiplyAccumulates: sparse * shared)
    let router = stack.hiddenSize * experts.experts
    add(
      .router, stack: index, parameters: sparse * (router + (experts.routerBias ? experts.experts : 0)),
      multiplyAccumulates: sparse * router)
  }

  /// Each module is a layer like the last, two norms of its inputs, one of its output, and a matrix that joins the two
  /// inputs; embedding and head are the model's own, and the head works once more.
  private mutating func addMultiTokenModules(_ architecture: TransformerArchitecture) {
    let modules = architecture.multiTokenModules
    guard modules > 0, var layer = architecture.stacks.last else { return }
    let last = architecture.stacks.count - 1
    layer.layers = 1
    layer.linearAttention = nil
    layer.experts?.denseLayers = 0
    layer.experts?.period = 1
    var inventory = WeightInventory()
    inventory.add(layer, index: last)
    let width = layer.hiddenSize
    let head =
      if case .language = architecture.head { architecture.embedding.vocabularySize * width } else { 0 }
    let joining = 2 * width * width
    add(
      .multiToken, stack: last,
      parameters: modules * (inventory.groups.reduce(0) { $0 + $1.parameters } + joining + 2 * width),
      active: modules * (inventory.groups.reduce(0) { $0 + $1.activeParameters } + joining + 2 * width),
      multiplyAccumulates: modules
        * (inventory.groups.reduce(0) { $0 + $1.multiplyAccumulates } + joining + head))
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
    case .adapter(let parameters): add(.head, parameters: parameters, multiplyAccumulates: 0)
    case .denoiser(let outputs):
      add(.head, parameters: width * outputs + outputs, multiplyAccumulates: width * outputs)
      add(.conditioning, parameters: 2 * width * (width + 1), multiplyAccumulates: 2 * width * width)
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
      let queryOutputs = outputGate ? 2 * query : query
      let keyValue = 2 * keyValueHeads * dimension
      let vectors =
        (queryKeyValueBias ? queryOutputs + keyValue : 0) + (outputBias ? width : 0)
        + (queryKeyNorm ? 2 * dimension : 0) + (sinks ? queryHeads : 0)
      return (width * (queryOutputs + keyValue) + query * width, vectors)
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
    if windowIsChunk { return isCausal ? size / 2 : size }
    // The first `window` tokens see half a window on average, all others a whole one.
    return isCausal ? size - size * size / (2 * sequenceLength) : min(2 * size, sequenceLength)
  }

  /// Of so many layers with this attention, how many are windowed.
  func windowedLayers(of layers: Int) -> Int {
    guard window != nil else { return 0 }
    return fullAttentionPeriod == 0 ? layers : layers - layers / fullAttentionPeriod
  }
}

extension LinearAttention {
  /// Weights of one layer: the projections, then convolution, step sizes, decay and norm.
  func weights(width: Int) -> (matrices: Int, vectors: Int) {
    let projections = width * (2 * keyWidth + 2 * valueWidth + 2 * valueHeads) + valueWidth * width
    return (projections, (2 * keyWidth + valueWidth) * convolution + 2 * valueHeads + valueDimension)
  }

  /// Multiply-accumulates of one token beside the weights: the state is read by the key, written, and read by the query.
  var multiplyAccumulatesPerToken: Int {
    3 * valueHeads * keyDimension * valueDimension + (2 * keyWidth + valueWidth) * convolution
  }
}
