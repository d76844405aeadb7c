public import Quantities
public import TrainingRun

/// The floating-point work of training, by the exact formula of the architecture rather than by 6ND.
///
/// Forward work is two operations a multiply-accumulate of every matrix, plus the attention's products with the mean
/// context that a token sees (half the sequence under a causal mask). The backward pass takes as much again for the
/// gradients of what flows through, and once more for those of the weights that are trained. These are model FLOPs: work
/// repeated by activation recompute is in `executedPerSample` alone.
public struct TrainingWork: Sendable, Equatable {
  /// All parameters.
  public var parameters: Int
  /// The parameters that one token uses.
  public var activeParameters: Int
  /// The parameters that training changes.
  public var trainableParameters: Int
  /// Tokens of a sample as they are counted in the data; 1 for data without sequences.
  public var tokensPerSample: Double
  /// Model work of a sample, forward and backward.
  public var perSample: FLOPs
  /// The forward part of it, for full recompute.
  public var forward: FLOPs
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
    case .full: perSample + forward
    }
  }

  /// The work of a model on sequences of a length.
  ///
  /// - Parameters:
  ///   - model: its architecture, or its figures.
  ///   - sequenceLength: tokens of a sequence; images have their own number of patches.
  ///   - targetLength: tokens of the decoder's side of an encoder-decoder.
  ///   - adaptation: which weights are trained; a model known by its figures is trained whole.
  public init(
    _ model: ModelSpecification, sequenceLength: Int, targetLength: Int, adaptation: Adaptation = Adaptation()
  ) {
    switch model {
    case .opaque(let opaque): self.init(opaque)
    case .transformer(let architecture):
      self.init(
        architecture, sequenceLength: sequenceLength, targetLength: targetLength, adaptation: adaptation)
    }
  }

  private init(_ opaque: OpaqueModel) {
    parameters = opaque.parameters
    activeParameters = opaque.parameters
    trainableParameters = opaque.parameters
    tokensPerSample = 1
    perSample = opaque.flopsPerSample + opaque.frozenFlopsPerSample
    forward = opaque.flopsPerSample / 3
    attentionForward = .zero
    countsTokens = false
  }

  private init(
    _ architecture: TransformerArchitecture, sequenceLength: Int, targetLength: Int, adaptation: Adaptation
  ) {
    let inventory = WeightInventory(architecture, adaptation: adaptation)
    let isImage = architecture.isImage
    let inputLength = isImage ? architecture.embedding.positions : sequenceLength
    let isEncoderDecoder = architecture.stacks.count > 1
    // Embedding and head work on the tokens of the last stack; for images the patches of the only one.
    let lastLength = Double(isEncoderDecoder ? targetLength : inputLength)
    var forward = 0.0
    var backward = 0.0
    for group in inventory.groups {
      let tokens = group.stack.map { Double(isEncoderDecoder && $0 > 0 ? targetLength : inputLength) } ?? lastLength
      // What conditions a denoiser, its time step and label, is one vector a sample.
      let length = group.part == .conditioning ? 1 : tokens
      let work = 2 * length * Double(group.multiplyAccumulates)
      forward += work
      backward += work * (1 - group.forwardOnlyShare + group.weightGradientShare(adaptation))
    }
    var attention = 0.0
    for (index, stack) in architecture.stacks.enumerated() {
      let length = Double(isEncoderDecoder && index > 0 ? targetLength : inputLength)
      let isLast = index == architecture.stacks.count - 1
      let layers =
        stack.layers - (stack.linearAttention?.layers ?? 0) + (isLast ? architecture.multiTokenModules : 0)
      let windowed = stack.linearAttention == nil ? stack.attention.windowedLayers(of: stack.layers) : 0
      var pairs =
        Double(windowed) * stack.attention.meanContext(sequenceLength: length, windowed: true)
        + Double(layers - windowed) * stack.attention.meanContext(sequenceLength: length, windowed: false)
      if stack.crossAttention { pairs += Double(stack.layers) * Double(inputLength) }
      attention += 2 * length * pairs * Double(stack.attention.multiplyAccumulatesPerPair)
    }
    let trainedLayers = 1 - Double(adaptation.frozenLayers) / Double(max(1, architecture.layerCount))
    parameters = inventory.parameters
    activeParameters = inventory.activeParameters
    trainableParameters = inventory.trainableParameters
    tokensPerSample = isImage ? 1 : Double(inputLength)
    self.forward = FLOPs(forward + attention)
    perSample = FLOPs(forward + backward + attention * (1 + 2 * trainedLayers))
    attentionForward = FLOPs(attention)
    countsTokens = !isImage
  }
}
