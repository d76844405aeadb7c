import Glibc

extension TransformerArchitecture {
  private static let usualFamily = "usual"

  /// Whether its proportions are those of models of its size rather than its own.
  public var isUsual: Bool { family == Self.usualFamily }

  /// The architecture that models of so many parameters usually have, for a model of which nothing else is known.
  ///
  /// Heads are 128 wide and the feed-forward network is four times as wide as the model. A layer has 64 units of width for
  /// each layer of the model below a billion parameters, 80 below five and 128 above: the medians of GPT-3 (arXiv
  /// 2005.14165, table 2.1), OPT (2205.01068) and Llama (2302.13971, 2307.09288, 2407.21783). The feed-forward network
  /// takes what is left of the parameters in multiples of 128, so that they add up to within a hundredth.
  ///
  /// - Parameters:
  ///   - parameters: all of them, from 10 million to 100 trillion.
  ///   - isCausal: whether it is a decoder, with a language head, or an encoder that fills in masked tokens.
  /// - Returns: nil where the parameters are too few or too many for one.
  public static func usual(parameters: Int, isCausal: Bool = true) -> TransformerArchitecture? {
    let count = Double(parameters)
    guard count >= 1e7, count <= 1e14 else { return nil }
    let vocabulary = 32_000
    let aspect = count < 1e9 ? 64.0 : count < 5e9 ? 80 : 128
    // Wide models have widths that many accelerators can share.
    let unit = count < 3e9 ? 128.0 : count < 3e10 ? 512 : 1024
    let tables = isCausal ? 2.0 : 1
    var width = cbrt(count * aspect / 12)
    for _ in 0..<20 { width = cbrt(max(count * 0.3, count - tables * Double(vocabulary) * width) * aspect / 12) }
    width = max(unit, (width / unit).rounded() * unit)
    let body = max(count * 0.1, count - tables * Double(vocabulary) * width)
    let layers = max(1, (body / (12 * width * width)).rounded())
    let inner = max(1, ((body / layers - 4 * width * width) / (2 * width) / 128).rounded()) * 128
    let hidden = Int(width)
    let stack = TransformerStack(
      role: isCausal ? .decoder : .encoder, layers: Int(layers), hiddenSize: hidden,
      attention: Attention(
        projection: .grouped(queryHeads: hidden / 128, keyValueHeads: hidden / 128, headDimension: 128),
        isCausal: isCausal),
      feedForward: FeedForward(size: Int(inner), isGated: false),
      normalization: Normalization(perLayer: 2, final: 1, bias: false))
    var embedding = Embedding()
    embedding.vocabularySize = vocabulary
    return TransformerArchitecture(
      family: usualFamily, stacks: [stack], embedding: embedding,
      head: isCausal ? .language(tied: false, bias: false) : .maskedLanguage(nextSentence: false))
  }
}
