import Documents
import Glibc
import TrainingRun

extension TransformerArchitecture {
  /// The architecture of a row; nil where it has no layers or width.
  init?(_ cells: RowCells) throws {
    guard let hidden = try cells.whole("hidden"), hidden > 0 else { return nil }
    let heads = try cells.whole("heads") ?? Self.usualHeads(width: hidden, tensor: cells.whole("tp") ?? 1)
    // A plain layer has 12 h² weights.
    let vocabulary = Double(try cells.whole("vocab") ?? 32_000)
    let inferred = try cells.number("params_total").map {
      ($0 - vocabulary * Double(hidden)) / (12 * Double(hidden) * Double(hidden))
    }
    guard let layers = try cells.whole("layers") ?? inferred.flatMap({ $0 < 1e9 ? Int($0.rounded()) : nil }), layers > 0
    else { return nil }
    let dimension = try cells.whole("head_dim") ?? max(1, hidden / heads)
    let isCausal = try cells.flag("causal") ?? true
    var attention: Attention
    if let ranks = cells.row["mla"]?.split(separator: ";").compactMap({ Int($0) }), ranks.count == 2 {
      let value = try cells.whole("v_head_dim") ?? dimension
      let rotary = max(0, dimension - value)
      attention = Attention(
        projection: .latent(
          heads: heads, queryRank: ranks[0], keyValueRank: ranks[1], plainDimension: dimension - rotary,
          rotaryDimension: rotary, valueDimension: value), isCausal: isCausal)
    } else {
      attention = Attention(
        projection: .grouped(
          queryHeads: heads, keyValueHeads: try cells.whole("kv_heads") ?? heads, headDimension: dimension),
        isCausal: isCausal)
    }
    let name = (cells.row["name"] ?? "").lowercased()
    if name.contains("gpt-oss") || name.contains("gpt oss") || name.contains("gpt_oss") {
      // Every second layer looks back at 128 tokens, and every head has a sink (its model card).
      (attention.sinks, attention.window, attention.fullAttentionPeriod) = (true, 128, 2)
    }
    let isGated = try cells.flag("gated_ffn") ?? false
    let experts = try cells.whole("experts", from: 0).flatMap { $0 > 0 ? $0 : nil }
    let dense = try cells.whole(experts == nil ? "ffn" : "first_dense_ffn") ?? (experts == nil ? 4 * hidden : 0)
    var stack = TransformerStack(
      role: isCausal ? .decoder : .encoder, layers: layers, hiddenSize: hidden, attention: attention,
      feedForward: FeedForward(size: dense, isGated: isGated),
      normalization: Normalization(perLayer: 2, final: 1, bias: !isGated))
    if let experts {
      stack.experts = MixtureOfExperts(
        experts: experts, expertsPerToken: try cells.whole("experts_per_token") ?? 1,
        expertSize: try cells.whole("expert_ffn") ?? cells.whole("ffn") ?? 4 * hidden,
        sharedExperts: try cells.whole("shared_experts", from: 0) ?? 0,
        denseLayers: try cells.whole("first_dense_layers", from: 0) ?? 0)
    }
    // In floating point, where absurd sizes do not overflow.
    let routed = stack.experts.map { Double($0.experts) * Double($0.expertSize) } ?? 0
    let width = Double(heads) * Double(dimension) + Double(dense) + routed
    guard Double(layers) * Double(hidden) * width < 1e16 else {
      throw RowRefusal(.lacksInput, "the sizes give more than 1e15 parameters")
    }
    var embedding = Embedding()
    embedding.vocabularySize = try cells.whole("vocab") ?? 32_000
    self.init(
      family: "measured", stacks: [stack], embedding: embedding, head: .language(tied: false, bias: false))
  }

  /// The heads of a model of which only the width is known.
  ///
  /// Heads of 128 are the rule. A width that 128 does not divide, or not into as many as tensor parallelism splits, is
  /// taken to have the roundest number of heads, in multiples of 32 where there is one, whose dimension is near 128.
  static func usualHeads(width: Int, tensor: Int) -> Int {
    if width % 128 == 0, (width / 128) % tensor == 0 { return width / 128 }
    let possible = (1...max(1, width / 64)).filter { width % $0 == 0 && $0 % tensor == 0 && width / $0 <= 256 }
    let distance = { (heads: Int) in abs(log(Double(width) / Double(heads) / 128)) }
    for unit in [32, 16, 8, 4, 2, 1] {
      let round = possible.filter { $0 % unit == 0 }
      if let best = round.min(by: { distance($0) < distance($1) }) { return best }
    }
    return max(1, width / 128)
  }
}
