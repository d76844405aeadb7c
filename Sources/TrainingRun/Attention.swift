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
  /// Whether the window is a chunk of the sequence that tokens do not look out of, rather than one that slides along.
  public var windowIsChunk = false
  /// Whether each head has a learned logit that takes attention away from all tokens (GPT-OSS).
  public var sinks = false
  /// Whether a gate as wide as the queries scales the output (Qwen3-Next).
  public var outputGate = false
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

/// Attention whose cost does not grow with the context: a gated delta rule over a state of fixed size behind a short
/// convolution (Gated DeltaNet, arXiv 2412.06464, as in Qwen3-Next).
public struct LinearAttention: Sendable, Equatable {
  /// Layers of the stack that have it in place of the stack's other attention.
  public var layers: Int
  /// Heads of queries and of keys.
  public var keyHeads: Int
  /// Heads of values and of output gates.
  public var valueHeads: Int
  /// The dimension of a key head.
  public var keyDimension: Int
  /// The dimension of a value head.
  public var valueDimension: Int
  /// Taps of the convolution over queries, keys and values.
  public var convolution: Int

  /// Linear attention in some layers of a stack.
  public init(
    layers: Int, keyHeads: Int, valueHeads: Int, keyDimension: Int, valueDimension: Int, convolution: Int
  ) {
    self.layers = layers
    self.keyHeads = keyHeads
    self.valueHeads = valueHeads
    self.keyDimension = keyDimension
    self.valueDimension = valueDimension
    self.convolution = convolution
  }

  /// The width of queries, and of keys.
  public var keyWidth: Int { keyHeads * keyDimension }
  /// The width of values, and of their gate.
  public var valueWidth: Int { valueHeads * valueDimension }
}
