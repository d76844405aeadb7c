public import Quantities
public import TrainingRun

/// The floating-point work of training, by the exact formula of the architecture rather than by 6ND.
///
/// Forward work is two operations a multiply-accumulate of every matrix, plus the attention's products with the mean
/// context that a token sees (half the sequence under a causal mask); backward is twice the forward. These are model
/// FLOPs: work repeated by activation recompute is in `executedPerSample` alone.
public struct TrainingWork: Sendable, Equatable {
  /// All parameters.
  public var parameters: Int
  /// The parameters that one token uses.
  public var activeParameters: Int
  /// Tokens of a sample as they are counted in the data; 1 for data without sequences.
  public var tokensPerSample: Double
  /// Model work of a sample, forward and backward.
  public var perSample: FLOPs
  /// The part of the forward work that is attention's products, for selective recompute.
  var attentionForward: FLOPs
  /// Whether a sample is a sequence of tokens.
  public var countsTokens: Bool

  /// Model work of a token, or of a sample of data without tokens.
  public var perToken: FLOPs { perSample / tokensPerSample }

  /// Work that is really done for a sample: full recompute adds a forward pass, selective the attention's products.
  public func executedPerSample(_ recompute: ActivationRecompute) -> FLOPs {
    switch recompute {
    case .none: perSample
    case .selective: perSample + attentionForward
    case .full: perSample * (4.0 / 3)
    }
  }

  /// The work of a model on sequences of a length; `targetLength` is the decoder's in an encoder-decoder.
  public init(_ model: ModelSpecification, sequenceLength: Int, targetLength: Int) {
    switch model {
    case .opaque(let opaque):
      self.init(
        parameters: opaque.parameters, activeParameters: opaque.parameters, tokensPerSample: 1,
        perSample: opaque.flopsPerSample, attentionForward: .zero, countsTokens: false)
    case .transformer(let architecture):
      self.init(architecture, sequenceLength: sequenceLength, targetLength: targetLength)
    }
  }

  private init(
    parameters: Int, activeParameters: Int, tokensPerSample: Double, perSample: FLOPs, attentionForward: FLOPs,
    countsTokens: Bool
  ) {
    self.parameters = parameters
    self.activeParameters = activeParameters
    self.tokensPerSample = tokensPerSample
    self.perSample = perSample
    self.attentionForward = attentionForward
    self.countsTokens = countsTokens
  }

  private init(_ architecture: TransformerArchitecture, sequenceLength: Int, targetLength: Int) {
    let inventory = WeightInventory(architecture)
    let isImage = architecture.embedding.vocabularySize == 0
    let inputLength = isImage ? architecture.embedding.positions : sequenceLength
    let isEncoderDecoder = architecture.stacks.count > 1
    var matrices = 0.0
    var products = 0.0
    var lastLength = Double(inputLength)
    for (index, stack) in architecture.stacks.enumerated() {
      let length = Double(isEncoderDecoder && index > 0 ? targetLength : inputLength)
      let windowed = stack.attention.windowedLayers(of: stack.layers)
      var pairs =
        Double(windowed) * stack.attention.meanContext(sequenceLength: length, windowed: true)
        + Double(stack.layers - windowed) * stack.attention.meanContext(sequenceLength: length, windowed: false)
      if stack.crossAttention { pairs += Double(stack.layers) * Double(inputLength) }
      matrices += length * Double(inventory.multiplyAccumulates(stack: index))
      products += length * pairs * Double(stack.attention.multiplyAccumulatesPerPair)
      lastLength = length
    }
    // Embedding and head work on the tokens of the last stack; for images the patches of the only one.
    matrices += lastLength * Double(inventory.multiplyAccumulates(stack: nil))
    self.init(
      parameters: inventory.parameters, activeParameters: inventory.activeParameters,
      tokensPerSample: isImage ? 1 : Double(inputLength), perSample: FLOPs(3 * 2 * (matrices + products)),
      attentionForward: FLOPs(2 * products), countsTokens: !isImage)
  }
}
