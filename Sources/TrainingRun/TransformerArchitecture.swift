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

  /// An architecture.
  public init(family: String, stacks: [TransformerStack], embedding: Embedding, head: OutputHead) {
    self.family = family
    self.stacks = stacks
    self.embedding = embedding
    self.head = head
  }

  /// The width of the last stack.
  public var hiddenSize: Int { stacks.last?.hiddenSize ?? 0 }
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

/// Self-attention.
public struct Attention: Sendable, Equatable {
  /// How queries, keys and values are made.
  public enum Projection: Sendable, Equatable {
    /// Query heads share key and value heads (multi-head, grouped-query, multi-query).
    case grouped(queryHeads: Int, keyValueHeads: Int, headDimension: Int)
    /// Keys and values through a low-rank vector (multi-head latent attention of DeepSeek-V2, arXiv 2405.04434).
    case latent(
      heads: Int, queryRank: Int?, keyValueRank: Int, plainDimension: Int, rotaryDimension: Int, valueDimension: Int)
  }
  /// How queries, keys and values are made.
  public var projection: Projection
  /// Whether a token sees only those before it.
  public var isCausal: Bool
  /// Whether their projections have a bias.
  public var queryKeyValueBias = false
  /// Whether the output's projection has a bias.
  public var outputBias = false
  /// A norm of head dimension on queries and one on keys.
  public var queryKeyNorm = false
  /// Tokens that a windowed layer looks back at.
  public var window: Int?
  /// Of so many layers, one attends to everything; 1 when none is windowed, 0 when all are.
  public var fullAttentionPeriod = 1
  /// Buckets of a learned relative bias, one table a stack.
  public var relativeBiasBuckets = 0

  /// Plain attention.
  public init(projection: Projection, isCausal: Bool) {
    self.projection = projection
    self.isCausal = isCausal
  }

  /// Heads on the query side.
  public var heads: Int {
    switch projection {
    case .grouped(let queryHeads, _, _): queryHeads
    case .latent(let heads, _, _, _, _, _): heads
    }
  }
}

/// A feed-forward network.
public struct FeedForward: Sendable, Equatable {
  /// Its inner width.
  public var size: Int
  /// Whether a third matrix gates the inner width.
  public var isGated: Bool
  /// Whether its matrices have biases.
  public var bias: Bool

  /// A network.
  public init(size: Int, isGated: Bool, bias: Bool = false) {
    self.size = size
    self.isGated = isGated
    self.bias = bias
  }
}

/// Experts of which each token uses a few.
public struct MixtureOfExperts: Sendable, Equatable {
  /// How many there are to choose from.
  public var experts: Int
  /// How many each token uses.
  public var expertsPerToken: Int
  /// The inner width of one expert.
  public var expertSize: Int
  /// Experts that every token uses.
  public var sharedExperts: Int
  /// Layers at the bottom that keep the plain feed-forward network.
  public var denseLayers: Int
  /// A learned bias of the router for each expert.
  public var routerBias: Bool

  /// Experts.
  public init(
    experts: Int, expertsPerToken: Int, expertSize: Int, sharedExperts: Int = 0, denseLayers: Int = 0,
    routerBias: Bool = false
  ) {
    self.experts = experts
    self.expertsPerToken = expertsPerToken
    self.expertSize = expertSize
    self.sharedExperts = sharedExperts
    self.denseLayers = denseLayers
    self.routerBias = routerBias
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
}
