import Documents
import TrainingRun

extension HuggingFaceConfiguration {
  static func bert(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var embedding = Embedding()
    embedding.vocabularySize = try config.size("vocab_size", default: 30_522)
    embedding.positions = try config.size("max_position_embeddings", default: 512)
    embedding.tokenTypes = try config.size("type_vocab_size", default: 2)
    embedding.norm = true
    // The class that `architectures` names decides the head; training from scratch needs the masked-language one.
    let head: OutputHead =
      switch try config.scalars("architectures").first?.text {
      case "BertModel": .pooler
      case "BertForPreTraining": .maskedLanguage(nextSentence: true)
      default: .maskedLanguage(nextSentence: false)
      }
    return TransformerArchitecture(
      family: "bert", stacks: [try biasedEncoder(config, finalNorms: 0)], embedding: embedding, head: head)
  }

  static func vit(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let image = try config.size("image_size", default: 224)
    let patch = try config.size("patch_size", default: 16)
    guard patch <= image else { throw config.wrong("patch_size = \(patch) is above image_size = \(image)") }
    var embedding = Embedding()
    embedding.patchInputs = try config.size("num_channels", default: 3) * patch * patch
    embedding.extraTokens = 1
    // What does not fill a patch is left out, as the transformers library does.
    embedding.positions = (image / patch) * (image / patch) + 1
    let labelNames = try config.section("id2label")?.keys.count
    let labels = try config.size("num_labels", default: labelNames ?? 2)
    let isBare = try config.scalars("architectures").first?.text == "ViTModel"
    return TransformerArchitecture(
      family: "vit", stacks: [try biasedEncoder(config, finalNorms: 1)], embedding: embedding,
      head: isBare ? .pooler : .classifier(labels: labels))
  }

  /// The encoder of BERT and ViT: full attention, biases and LayerNorms everywhere.
  private static func biasedEncoder(_ config: Section, finalNorms: Int) throws(DocumentError) -> TransformerStack {
    let hidden = try config.size("hidden_size", default: 768)
    let heads = try config.size("num_attention_heads", default: 12)
    var attention = Attention(
      projection: .grouped(
        queryHeads: heads, keyValueHeads: heads, headDimension: try config.headDimension(hidden: hidden, heads: heads)),
      isCausal: false)
    attention.queryKeyValueBias = try config.flag("qkv_bias", default: true)
    attention.outputBias = true
    return TransformerStack(
      role: .encoder, layers: try config.size("num_hidden_layers", default: 12), hiddenSize: hidden,
      attention: attention,
      feedForward: FeedForward(
        size: try config.size("intermediate_size", default: 3072), isGated: false, bias: true),
      normalization: Normalization(perLayer: 2, final: finalNorms, bias: true))
  }

  static func t5(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let hidden = try config.size("d_model", default: 512)
    let heads = try config.size("num_heads", default: 8)
    let projection = Attention.Projection.grouped(
      queryHeads: heads, keyValueHeads: heads, headDimension: try config.size("d_kv", default: 64))
    let activation = try config.scalar("feed_forward_proj")?.text ?? "relu"
    let feedForward = FeedForward(
      size: try config.size("d_ff", default: 2048), isGated: activation.hasPrefix("gated-"))
    let layers = try config.size("num_layers", default: 6)

    func stack(_ role: TransformerStack.Role, layers: Int) throws(DocumentError) -> TransformerStack {
      var attention = Attention(projection: projection, isCausal: role == .decoder)
      attention.relativeBiasBuckets = try config.size("relative_attention_num_buckets", default: 32)
      var stack = TransformerStack(
        role: role, layers: layers, hiddenSize: hidden, attention: attention, feedForward: feedForward,
        normalization: Normalization(perLayer: role == .decoder ? 3 : 2, final: 1, bias: false))
      stack.crossAttention = role == .decoder
      return stack
    }
    var embedding = Embedding()
    embedding.vocabularySize = try config.size("vocab_size", default: 32_128)
    return TransformerArchitecture(
      family: "t5",
      stacks: [
        try stack(.encoder, layers: layers),
        try stack(.decoder, layers: try config.size("num_decoder_layers", default: layers)),
      ],
      embedding: embedding,
      head: .language(tied: try config.flag("tie_word_embeddings", default: true), bias: false))
  }
}
