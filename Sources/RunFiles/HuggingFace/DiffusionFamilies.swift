import Documents
import TrainingRun

/// DiT (arXiv 2212.09748): patches of a latent image, modulated by class and time step.
extension HuggingFaceConfiguration {
  /// By the keys of the paper's code.
  static func diffusionTransformer(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let image = try latentSize(config, key: "input_size", other: "sample_size")
    let hidden = try config.size("hidden_size", default: 1152)
    let heads = try config.size("num_attention_heads", default: 16)
    let ratio = try config.scalar("mlp_ratio")?.number(in: 0.01...1000) ?? 4
    let channels = try config.size("in_channels", default: 4)
    let learnsVariance = try config.flag("learn_sigma", default: true)
    return diffusionTransformer(
      hidden: hidden, heads: heads, headDimension: try config.headDimension(hidden: hidden, heads: heads),
      layers: try config.size("num_hidden_layers", default: 28),
      feedForward: Int((Double(hidden) * ratio).rounded()), attentionBias: true,
      embedding: try latentPatches(
        config, image: image, channels: channels, classes: config.size("num_classes", default: 1000)),
      patchOutputs: try patchArea(config) * channels * (learnsVariance ? 2 : 1))
  }

  /// By the keys of `DiTTransformer2DModel` of the diffusers library, each of whose layers has its own table of classes
  /// and its own network of the time step.
  static func diffusersTransformer(_ config: Section) throws(DocumentError) -> TransformerArchitecture {
    let image = try latentSize(config, key: "sample_size")
    let heads = try config.size("num_attention_heads", default: 16)
    let dimension = try config.size("attention_head_dim", default: 72)
    let layers = try config.size("num_layers", default: 28)
    let channels = try config.size("in_channels", default: 4)
    var embedding = try latentPatches(
      config, image: image, channels: channels, classes: config.size("num_embeds_ada_norm", default: 1000))
    embedding.conditionings = layers
    return diffusionTransformer(
      hidden: heads * dimension, heads: heads, headDimension: dimension, layers: layers,
      feedForward: 4 * heads * dimension, attentionBias: try config.flag("attention_bias", default: true),
      embedding: embedding,
      patchOutputs: try patchArea(config) * config.size("out_channels", default: channels))
  }

  /// The latent's side, which is taken by no other name.
  private static func latentSize(
    _ config: Section, key: String, other: String? = nil
  ) throws(DocumentError) -> Int {
    for unknown in ["image_size", "latent_size"] {
      if let found = try config.scalar(unknown) {
        throw found.wrong(
          "unknown key; \(key) is the side of the latent, an eighth of its image's as a rule", code: .key, nearest: key)
      }
    }
    if let other, try config.scalar(other) != nil {
      if let twice = try config.scalar(key) { throw twice.wrong("\(other) is there as well, expected one of them") }
      return try config.size(other)
    }
    return try config.size(key, default: 32)
  }

  /// What the patches of a latent, its class and its time step become; one class more stands for none.
  private static func latentPatches(
    _ config: Section, image: Int, channels: Int, classes: Int
  ) throws(DocumentError) -> Embedding {
    let patch = try config.size("patch_size", default: 2)
    guard image % patch == 0 else {
      throw config.wrong("patch_size = \(patch) does not divide the latent's side, \(image)")
    }
    var embedding = Embedding()
    embedding.patchInputs = channels * patch * patch
    embedding.positions = (image / patch) * (image / patch)
    embedding.classes = classes + 1
    embedding.timeInputs = 256
    return embedding
  }

  private static func patchArea(_ config: Section) throws(DocumentError) -> Int {
    let patch = try config.scalar("patch_size")?.integer() ?? 2
    return patch * patch
  }

  private static func diffusionTransformer(
    hidden: Int, heads: Int, headDimension: Int, layers: Int, feedForward: Int, attentionBias: Bool,
    embedding: Embedding, patchOutputs: Int
  ) -> TransformerArchitecture {
    var attention = Attention(
      projection: .grouped(queryHeads: heads, keyValueHeads: heads, headDimension: headDimension), isCausal: false)
    attention.queryKeyValueBias = attentionBias
    attention.outputBias = true
    var stack = TransformerStack(
      role: .encoder, layers: layers, hiddenSize: hidden, attention: attention,
      feedForward: FeedForward(size: feedForward, isGated: false, bias: true),
      normalization: Normalization(perLayer: 0, final: 0, bias: false))
    stack.modulations = 6
    return TransformerArchitecture(
      family: "dit", stacks: [stack], embedding: embedding, head: .denoiser(outputs: patchOutputs))
  }
}
