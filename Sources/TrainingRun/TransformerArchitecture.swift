/// A transformer, described so that its weights can be counted one by one.
public struct TransformerArchitecture: Sendable, Equatable {
  /// The `model_type` of its configuration.
  public var family: String
  /// Encoder, decoder, or an encoder followed by a decoder.
  public var stacks: [TransformerStack]
  /// How tokens, positions or image patches become vectors.
  public var embedding: Embedding
  /// What comes after the last stack.
  public var head: OutputHead
  /// Networks that belong to the model and that training on its main data leaves idle, such as an image tower.
  public var companions: [TransformerArchitecture] = []
  /// Further modules, each one layer of the last stack, that predict the tokens after the next one and are trained with
  /// the model but not counted as its parameters (DeepSeek-V3, arXiv 2412.19437, section 2.2).
  public var multiTokenModules = 0

  /// An architecture.
  public init(family: String, stacks: [TransformerStack], embedding: Embedding, head: OutputHead) {
    self.family = family
    self.stacks = stacks
    self.embedding = embedding
    self.head = head
  }

  /// The width of the last stack.
  public var hiddenSize: Int { stacks.last?.hiddenSize ?? 0 }
  /// Whether its input is an image, so that a sample has a fixed number of patches and no tokens.
  public var isImage: Bool { embedding.vocabularySize == 0 }
  /// Layers of all stacks.
  public var layerCount: Int { stacks.reduce(0) { $0 + $1.layers } }
}

/// A pile of equal layers.
public struct TransformerStack: Sendable, Equatable {
  /// Which side of a transformer a stack is.
  public enum Role: String, Sendable { case encoder, decoder }
  /// Encoder or decoder.
  public var role: Role
  /// How many layers.
  public var layers: Int
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// Its self-attention.
  public var attention: Attention
  /// Replaces the self-attention in some layers.
  public var linearAttention: LinearAttention?
  /// Vectors that a condition makes for each layer to shift, scale and gate with (six in DiT, arXiv 2212.09748); 0 for
  /// none.
  public var modulations = 0
  /// Whether each layer also attends to the encoder's output.
  public var crossAttention = false
  /// Its feed-forward network.
  public var feedForward: FeedForward
  /// Replaces the feed-forward network in all layers but the first dense ones.
  public var experts: MixtureOfExperts?
  /// Its norms.
  public var normalization: Normalization

  /// A stack.
  public init(
    role: Role, layers: Int, hiddenSize: Int, attention: Attention, feedForward: FeedForward,
    experts: MixtureOfExperts? = nil, normalization: Normalization
  ) {
    self.role = role
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.attention = attention
    self.feedForward = feedForward
    self.experts = experts
    self.normalization = normalization
  }
}

/// The norms of a stack.
public struct Normalization: Sendable, Equatable {
  /// Norms in each layer, cross-attention's included.
  public var perLayer: Int
  /// Norms after the last layer.
  public var final: Int
  /// Whether a norm has a bias beside its weight (LayerNorm has, RMSNorm has not).
  public var bias: Bool

  /// Norms.
  public init(perLayer: Int, final: Int, bias: Bool) {
    self.perLayer = perLayer
    self.final = final
    self.bias = bias
  }
}

/// What turns input into vectors.
public struct Embedding: Sendable, Equatable {
  /// Rows of the token table; 0 for images.
  public var vocabularySize = 0
  /// Learned positions.
  public var positions = 0
  /// Rows of the segment table.
  public var tokenTypes = 0
  /// Learned vectors put before the input, such as a class token.
  public var extraTokens = 0
  /// Inputs of the projection that embeds an image patch; 0 for text.
  public var patchInputs = 0
  /// Whether that projection has a bias.
  public var patchBias = true
  /// Rows of the table of classes or other conditions.
  public var classes = 0
  /// Inputs of a two-layer network that embeds the time step; 0 for none.
  public var timeInputs = 0
  /// How often that table and that network are there: once, or once a layer.
  public var conditionings = 1
  /// A LayerNorm over the sum.
  public var norm = false

  /// Nothing.
  public init() {}
}

/// What comes after the last stack.
public enum OutputHead: Sendable, Equatable {
  /// The hidden state itself.
  case none
  /// Logits over the vocabulary; tied ones share the token table.
  case language(tied: Bool, bias: Bool)
  /// BERT's: a dense layer with a norm, then tied logits with a bias.
  case maskedLanguage(nextSentence: Bool)
  /// One dense layer over the class token.
  case pooler
  /// A classifier over so many labels.
  case classifier(labels: Int)
  /// A norm and a projection to the width of another model.
  case projector(width: Int)
  /// So many weights between a companion and the model it belongs to.
  case adapter(parameters: Int)
  /// A modulated projection to so many values a patch (diffusion).
  case denoiser(outputs: Int)
}
