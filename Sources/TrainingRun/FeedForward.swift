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
  /// Of so many layers above the dense ones, the last has experts; 1 when all have.
  public var period = 1
  /// The inner width of all shared experts together; nil is that of as many routed ones.
  public var sharedSize: Int?
  /// Whether a learned gate scales the shared experts' output.
  public var sharedGate = false
  /// Whether the experts' matrices have biases.
  public var expertBias = false
  /// Places that an expert has for tokens, as a multiple of its fair share: what exceeds them is dropped, and those that
  /// stay empty are computed and sent all the same (GShard, Switch, DeepSpeed, MaxText). Nil when it takes all tokens that
  /// are sent to it.
  public var capacityFactor: Double?

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

  /// Of a stack's layers, how many have experts.
  public func sparseLayers(of layers: Int) -> Int { max(0, layers - denseLayers) / max(1, period) }
  /// The inner width that all shared experts have together.
  public var sharedWidth: Int { sharedSize ?? sharedExperts * expertSize }
}
