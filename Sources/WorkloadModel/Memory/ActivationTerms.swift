import Quantities
import TrainingRun

/// Bytes that one layer keeps of each token for the backward pass, in 16 bits.
///
/// The inputs and outputs of two norms (8h), queries and the attention's output (4q), keys and values (4κ), and the
/// inner tensors of the feed-forward network (4f, gated 6f); with q = κ = h and f = 4h that is the 34h of
/// arXiv 2205.05198 less its 2h of dropout masks.
struct ActivationTerms: Sendable, Equatable {
  /// What tensor parallelism splits only together with sequence parallelism.
  var residual = 0.0
  /// What tensor parallelism always splits.
  var inner = 0.0
  /// The attention's scores, their softmax and its mask, which only an unfused kernel keeps, and no recompute does.
  var scores = 0.0
  /// What selective recompute keeps where it keeps half of the products' outputs.
  var half = 0.0
  /// The layer's input, which full recompute keeps.
  var input = 0.0

  static func * (terms: Self, factor: Double) -> Self {
    Self(
      residual: terms.residual * factor, inner: terms.inner * factor, scores: terms.scores * factor,
      half: terms.half * factor, input: terms.input * factor)
  }

  static func + (left: Self, right: Self) -> Self {
    Self(
      residual: left.residual + right.residual, inner: left.inner + right.inner, scores: left.scores + right.scores,
      half: left.half + right.half, input: left.input + right.input)
  }

  /// Bytes of a token for a recompute and a split.
  @inline(__always)
  func bytes(_ recompute: ActivationRecompute, tensor: Double, split: Double, keepsHalf: Bool) -> Double {
    switch recompute {
    case .none: residual / split + (inner + scores) / tensor
    case .selective: keepsHalf ? half / tensor + input / split : residual / split + inner / tensor
    case .full: input / split
    }
  }
}

extension TransformerStack {
  /// The terms of a layer of the stack, with or without experts, mean over its kinds of attention.
  ///
  /// - Parameter context: tokens that the scores of an unfused attention are kept for; 0 for a fused one.
  func activationTerms(sparse: Bool, context: Double, dropout: Bool) -> ActivationTerms {
    let width = Double(hiddenSize)
    var terms = ActivationTerms(residual: 8 * width, inner: 0, scores: 0, half: 0, input: 2 * width)
    if dropout { terms.residual += 2 * width }
    let linearShare = Double(linearAttention?.layers ?? 0) / Double(max(1, layers))
    let (attentionBytes, latentBytes, products) = attentionTerms
    terms.inner += (1 - linearShare) * attentionBytes
    terms.residual += (1 - linearShare) * latentBytes
    terms.scores = 5 * Double(attention.heads) * context * (1 - linearShare)
    if let linear = linearAttention {
      // Projections, the convolution's output, the rule's output and the gated one.
      terms.inner +=
        linearShare * 2 * Double(2 * (2 * linear.keyWidth + linear.valueWidth) + 3 * linear.valueWidth)
    }
    if crossAttention {
      terms.inner += attentionBytes
      terms.residual += 4 * width
    }
    let perUnit = feedForward.isGated ? 6.0 : 4.0
    var outputs = (feedForward.isGated ? 4.0 : 2.0) * Double(feedForward.size)
    if sparse, let experts {
      // Each token's copies for its experts going in and coming out, and the experts' inner tensors.
      let copies = Double(experts.expertsPerToken) * (experts.capacityFactor ?? 1)
      terms.inner += copies * (4 * width + perUnit * Double(experts.expertSize))
      terms.inner += perUnit * Double(experts.sharedWidth) + 8 * Double(experts.experts)
      outputs = 4 * copies * Double(experts.expertSize)
    } else {
      terms.inner += perUnit * Double(feedForward.size)
    }
    terms.half = products.attentionOutput + (products.outputs + 4 * width + outputs) / 2
    return terms
  }

  /// Bytes of queries, keys, values and output; of latent vectors, which no parallelism but the sequence's splits; and
  /// of the projections' outputs.
  private var attentionTerms: (Double, Double, (attentionOutput: Double, outputs: Double)) {
    switch attention.projection {
    case .grouped(let queryHeads, let keyValueHeads, let dimension):
      let (query, keyValue) = (Double(queryHeads * dimension), Double(keyValueHeads * dimension))
      return (4 * (query + keyValue), 0, (2 * query, 2 * query + 4 * keyValue))
    case .latent(let heads, let queryRank, let keyValueRank, let plain, let rotary, let value):
      let (key, output) = (Double(heads * (plain + rotary)), Double(heads * value))
      let latent = Double((queryRank ?? 0) + keyValueRank + rotary)
      return (4 * (key + output), 4 * latent, (2 * output, 4 * key + 2 * output))
    }
  }
}
