import Documents
import TrainingRun

extension HuggingFaceConfiguration {
  /// What a family's configuration class fills in where the file says nothing.
  struct DecoderDefaults {
    var heads: Int?
    var keyValueHeads: Int?
    var headDimension: Int?
    var window: Int?
    var vocabularySize: Int?
    var isTied = false
  }

  /// The decoder that Llama made common: RMSNorm before attention and a gated feed-forward network, no biases.
  static func gatedDecoder(
    _ config: Section, defaults: DecoderDefaults = DecoderDefaults()
  ) throws(DocumentError) -> TransformerArchitecture {
    let hidden = try config.size("hidden_size")
    let bias = try config.flag("attention_bias", default: false)
    var attention = Attention(
      projection: try groupedProjection(config, hidden: hidden, defaults: defaults), isCausal: true)
    attention.queryKeyValueBias = bias
    attention.outputBias = bias
    if let window = defaults.window {
      // `null`, which most files of today say, turns the window off; only a file without the key gets the default.
      attention.window =
        config.keys.contains("sliding_window")
        ? try config.scalar("sliding_window")?.integer() : try config.size("sliding_window", default: window)
      attention.fullAttentionPeriod = attention.window == nil ? 1 : 0
    }
    var embedding = Embedding()
    embedding.vocabularySize = try size(config, "vocab_size", default: defaults.vocabularySize)
    return TransformerArchitecture(
      family: try config.required("model_type").text,
      stacks: [
        TransformerStack(
          role: .decoder, layers: try config.size("num_hidden_layers"), hiddenSize: hidden, attention: attention,
          feedForward: FeedForward(
            size: try config.size("intermediate_size"), isGated: true,
            bias: try config.flag("mlp_bias", default: false)),
          normalization: Normalization(perLayer: 2, final: 1, bias: false))
      ],
      embedding: embedding,
      head: .language(tied: try config.flag("tie_word_embeddings", default: defaults.isTied), bias: false))
  }

  private static func groupedProjection(
    _ config: Section, hidden: Int, defaults: DecoderDefaults
  ) throws(DocumentError) -> Attention.Projection {
    let heads = try size(config, "num_attention_heads", default: defaults.heads)
    var keyValueHeads = try config.keyValueHeads(heads)
    if let value = defaults.keyValueHeads, !config.has("num_key_value_heads") { keyValueHeads = value }
    if let dimension = defaults.headDimension, !config.has("head_dim") {
      return .grouped(queryHeads: heads, keyValueHeads: keyValueHeads, headDimension: dimension)
    }
    return .grouped(
      queryHeads: heads, keyValueHeads: keyValueHeads,
      headDimension: try config.headDimension(hidden: hidden, heads: heads))
  }

  private static func size(_ config: Section, _ key: String, default value: Int?) throws(DocumentError) -> Int {
    if let value { try config.size(key, default: value) } else { try config.size(key) }
  }

  static func qwen(
    _ config: Section, queryKeyValueBias: Bool, queryKeyNorm: Bool
  ) throws(DocumentError) -> TransformerArchitecture {
    // Qwen3's class fixes the head dimension at 128 whatever the width.
    var architecture = try gatedDecoder(config, defaults: DecoderDefaults(headDimension: queryKeyNorm ? 128 : nil))
    architecture.stacks[0].attention.queryKeyValueBias =
      queryKeyValueBias || architecture.stacks[0].attention.outputBias
    architecture.stacks[0].attention.queryKeyNorm = queryKeyNorm
    if try config.flag("use_sliding_window", default: false),
      let window = try config.scalar("sliding_window")?.integer()
    {
      // Layers from `max_window_layers` up are windowed; below it they see everything.
      let layers = architecture.stacks[0].layers
      let full = min(layers, try config.scalar("max_window_layers")?.integer(in: 0...1_000_000) ?? 28)
      architecture.stacks[0].attention.window = full < layers ? window : nil
      architecture.stacks[0].attention.fullAttentionPeriod = full == 0 ? 0 : max(1, layers / full)
    }
    return architecture
  }

  static func gemma(
    _ config: Section, queryKeyNorm: Bool, windowPeriod: Int
  ) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(
      config,
      defaults: DecoderDefaults(
        heads: 8, keyValueHeads: 4, headDimension: 256, vocabularySize: queryKeyNorm ? 262_208 : 256_000, isTied: true))
    architecture.stacks[0].attention.queryKeyNorm = queryKeyNorm
    architecture.stacks[0].attention.window = try config.size("sliding_window", default: 4096)
    architecture.stacks[0].attention.fullAttentionPeriod = try config.size(
      "sliding_window_pattern", default: windowPeriod)
    // A norm before and one after both attention and feed-forward network.
    architecture.stacks[0].normalization.perLayer = 4
    return architecture
  }

  /// Gemma 3 with its image tower (SigLIP): training on text leaves the tower idle, but its weights count.
  static func gemma3(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gemma(config.requiredSection("text_config"), queryKeyNorm: true, windowPeriod: 6)
    guard let vision = try config.section("vision_config") else { return architecture }
    var tower = try vit(vision)
    tower.family = "siglip_vision_model"
    tower.embedding.extraTokens = 0
    tower.embedding.positions -= 1
    tower.head = .projector(width: architecture.hiddenSize)
    architecture.companions = [tower]
    return architecture
  }

  static func gpt2(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let hidden = try config.size("n_embd", default: 768)
    let heads = try config.size("n_head", default: 12)
    var attention = Attention(
      projection: .grouped(
        queryHeads: heads, keyValueHeads: heads,
        headDimension: try config.headDimension(hidden: hidden, heads: heads, key: "n_head")),
      isCausal: true)
    attention.queryKeyValueBias = true
    attention.outputBias = true
    var embedding = Embedding()
    embedding.vocabularySize = try config.size("vocab_size", default: 50_257)
    embedding.positions = try config.size("n_positions", default: 1024)
    return TransformerArchitecture(
      family: "gpt2",
      stacks: [
        TransformerStack(
          role: .decoder, layers: try config.size("n_layer", default: 12), hiddenSize: hidden, attention: attention,
          feedForward: FeedForward(size: try config.size("n_inner", default: 4 * hidden), isGated: false, bias: true),
          normalization: Normalization(perLayer: 2, final: 1, bias: true))
      ],
      embedding: embedding,
      head: .language(tied: try config.flag("tie_word_embeddings", default: true), bias: false))
  }

  /// Phi-1 to 2: one LayerNorm before attention and feed-forward network side by side, biases everywhere.
  static func phi(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let hidden = try config.size("hidden_size", default: 2048)
    let heads = try config.size("num_attention_heads", default: 32)
    var attention = Attention(
      projection: .grouped(
        queryHeads: heads, keyValueHeads: try config.keyValueHeads(heads),
        headDimension: try config.headDimension(hidden: hidden, heads: heads)), isCausal: true)
    attention.queryKeyValueBias = true
    attention.outputBias = true
    var embedding = Embedding()
    embedding.vocabularySize = try config.size("vocab_size", default: 51_200)
    return TransformerArchitecture(
      family: "phi",
      stacks: [
        TransformerStack(
          role: .decoder, layers: try config.size("num_hidden_layers", default: 24), hiddenSize: hidden,
          attention: attention,
          feedForward: FeedForward(
            size: try config.size("intermediate_size", default: 8192), isGated: false, bias: true),
          normalization: Normalization(perLayer: 1, final: 1, bias: true))
      ],
      embedding: embedding,
      head: .language(tied: try config.flag("tie_word_embeddings", default: false), bias: true))
  }

  static func phi3(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(
      config, defaults: DecoderDefaults(heads: 32, vocabularySize: 32_064))
    if let window = try config.scalar("sliding_window")?.integer() {
      architecture.stacks[0].attention.window = window
      architecture.stacks[0].attention.fullAttentionPeriod = 0
    }
    return architecture
  }
}
