import Documents
import TrainingRun

/// Families whose feed-forward networks are experts.
extension HuggingFaceConfiguration {
  static func mixtral(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(config)
    architecture.stacks[0].experts = try config.experts(
      count: "num_local_experts", default: 8, size: architecture.stacks[0].feedForward.size, perToken: 2)
    if let window = try config.scalar("sliding_window")?.integer() {
      architecture.stacks[0].attention.window = window
      architecture.stacks[0].attention.fullAttentionPeriod = 0
    }
    return architecture
  }

  static func qwenExperts(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try qwen(config, queryKeyValueBias: false, queryKeyNorm: true)
    var experts = try config.experts(
      count: "num_experts", default: 128, size: config.size("moe_intermediate_size", default: 768), perToken: 8)
    experts.period = try config.size("decoder_sparse_step", default: 1)
    architecture.stacks[0].experts = experts
    return architecture
  }

  /// Qwen3-Next: of four layers three have linear attention, one gated full attention; each has a gated shared expert.
  static func qwenNext(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(
      config, defaults: DecoderDefaults(heads: 16, keyValueHeads: 2, headDimension: 256, vocabularySize: 151_936))
    let layers = architecture.stacks[0].layers
    let interval = try config.size("full_attention_interval", default: 4)
    architecture.stacks[0].attention.queryKeyNorm = true
    architecture.stacks[0].attention.outputGate = true
    architecture.stacks[0].linearAttention = LinearAttention(
      layers: layers - layers / interval,
      keyHeads: try config.size("linear_num_key_heads", default: 16),
      valueHeads: try config.size("linear_num_value_heads", default: 32),
      keyDimension: try config.size("linear_key_head_dim", default: 128),
      valueDimension: try config.size("linear_value_head_dim", default: 128),
      convolution: try config.size("linear_conv_kernel_dim", default: 4))
    var experts = try config.experts(
      count: "num_experts", default: 512, size: config.size("moe_intermediate_size", default: 512), perToken: 10)
    experts.period = try config.size("decoder_sparse_step", default: 1)
    experts.sharedExperts = 1
    experts.sharedSize = try config.size("shared_expert_intermediate_size", default: 512)
    experts.sharedGate = true
    architecture.stacks[0].experts = experts
    return architecture
  }

  /// GPT-OSS: every other layer looks back 128 tokens, heads have sinks, and everything has a bias.
  static func gptOSS(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(
      config, defaults: DecoderDefaults(heads: 64, keyValueHeads: 8, headDimension: 64, vocabularySize: 201_088))
    let hasBias = try config.flag("attention_bias", default: true)
    architecture.stacks[0].attention.queryKeyValueBias = hasBias
    architecture.stacks[0].attention.outputBias = hasBias
    architecture.stacks[0].attention.sinks = true
    architecture.stacks[0].attention.window = try config.size("sliding_window", default: 128)
    architecture.stacks[0].attention.fullAttentionPeriod = 2
    let size = architecture.stacks[0].feedForward.size
    var experts = try config.experts(count: "num_local_experts", default: 128, size: size, perToken: 4)
    experts.routerBias = true
    experts.expertBias = true
    architecture.stacks[0].experts = experts
    return architecture
  }

  /// Llama 4, whose text model lies below `text_config` beside an image tower.
  static func llama4(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try llama4Text(config.requiredSection("text_config"))
    guard let vision = try config.section("vision_config") else { return architecture }
    var tower = try vit(vision)
    tower.family = "llama4_vision_model"
    // A norm stands before the first layer; the head shrinks four patches to one by two matrices and projects it to the
    // text model's width by a third.
    tower.embedding.patchBias = false
    tower.embedding.norm = true
    let adapter = try vision.size("projector_output_dim", default: 4096)
    let pixels = try vision.size("intermediate_size", default: 5632) * adapter + adapter * adapter
    let width = architecture.hiddenSize
    tower.head = .adapter(
      parameters: pixels + (try vision.size("vision_output_dim", default: 4096)) * width)
    architecture.companions = [tower]
    return architecture
  }

  /// Llama 4's text model: chunked attention in three layers of four, experts in each or every other layer.
  static func llama4Text(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    var architecture = try gatedDecoder(
      config, defaults: DecoderDefaults(heads: 40, keyValueHeads: 8, headDimension: 128, vocabularySize: 202_048))
    architecture.stacks[0].attention.window = try config.size("attention_chunk_size", default: 8192)
    architecture.stacks[0].attention.windowIsChunk = true
    architecture.stacks[0].attention.fullAttentionPeriod = try config.size("no_rope_layer_interval", default: 4)
    let size = architecture.stacks[0].feedForward.size
    var experts = try config.experts(count: "num_local_experts", default: 16, size: size, perToken: 1)
    experts.period = try config.size("interleave_moe_layer_step", default: 1)
    experts.sharedExperts = 1
    architecture.stacks[0].experts = experts
    architecture.stacks[0].feedForward.size = try config.size("intermediate_size_mlp", default: 16_384)
    return architecture
  }

  /// DeepSeek-V2 and V3: latent attention, shared experts, dense layers at the bottom; V3's router has a bias, and its
  /// multi-token modules are trained where the file names them.
  static func deepSeek(_ config: Section, version: Int) throws(DocumentError) -> TransformerArchitecture {
    let isThird = version >= 3
    let layers = try config.size("num_hidden_layers")
    let projection = Attention.Projection.latent(
      heads: try config.size("num_attention_heads"), queryRank: try config.scalar("q_lora_rank")?.integer(),
      keyValueRank: try config.size("kv_lora_rank", default: 512),
      plainDimension: try config.size("qk_nope_head_dim", default: 128),
      rotaryDimension: try config.size("qk_rope_head_dim", default: 64),
      valueDimension: try config.size("v_head_dim", default: 128))
    var experts = try config.experts(
      count: "n_routed_experts", default: isThird ? 256 : 64, size: config.size("moe_intermediate_size"),
      perToken: isThird ? 8 : 6)
    experts.sharedExperts = try config.scalar("n_shared_experts")?.integer(in: 0...10_000) ?? (isThird ? 1 : 2)
    experts.denseLayers =
      try config.scalar("first_k_dense_replace")?.integer(in: 0...layers) ?? (isThird ? min(3, layers) : 0)
    experts.period = try config.size("moe_layer_freq", default: 1)
    experts.routerBias = isThird
    var embedding = Embedding()
    embedding.vocabularySize = try config.size("vocab_size")
    var architecture = TransformerArchitecture(
      family: try config.required("model_type").text,
      stacks: [
        TransformerStack(
          role: .decoder, layers: layers, hiddenSize: try config.size("hidden_size"),
          attention: Attention(projection: projection, isCausal: true),
          feedForward: FeedForward(size: try config.size("intermediate_size"), isGated: true),
          experts: experts, normalization: Normalization(perLayer: 2, final: 1, bias: false))
      ],
      embedding: embedding,
      head: .language(tied: try config.flag("tie_word_embeddings", default: false), bias: false))
    architecture.multiTokenModules = try config.scalar("num_nextn_predict_layers")?.integer(in: 0...16) ?? 0
    return architecture
  }
}

extension Section {
  /// Experts under the key that holds their number; each token uses `num_experts_per_tok` of them.
  fileprivate func experts(
    count key: String, default count: Int, size: Int, perToken: Int
  ) throws(DocumentError) -> MixtureOfExperts {
    let experts = try self.size(key, default: count)
    var result = MixtureOfExperts(
      experts: experts,
      expertsPerToken: try scalar("num_experts_per_tok")?.integer(in: 1...experts) ?? min(perToken, experts),
      expertSize: size)
    result.capacityFactor = try scalar("capacity_factor")?.number(in: 0.1...1000)
    return result
  }
}
