import Documents
import TrainingRun

/// The U-Net of latent diffusion (arXiv 2112.10752) by the keys of `UNet2DConditionModel` of the diffusers library.
struct DenoisingNetwork {
  private var counter: LayerCounter
  private let timeWidth: Int
  private let contextWidth: Int
  private let textTokens: Int

  static func model(_ config: Section) throws(DocumentError) -> OpaqueModel {
    let widths = try config.integers("block_out_channels", default: [320, 640, 1280, 1280])
    let size = try config.size("sample_size", default: 64)
    let inputs = try config.size("in_channels", default: 4)
    let outputs = try config.size("out_channels", default: 4)
    let layers = try config.size("layers_per_block", default: 2)
    let downTypes = try config.names("down_block_types", count: widths.count, attention: "CrossAttnDownBlock2D")
    let upTypes = try config.names(
      "up_block_types", count: widths.count, attention: "CrossAttnUpBlock2D", reversed: true)
    guard downTypes.count == widths.count, upTypes.count == widths.count else {
      throw config.wrong("block_out_channels, down_block_types and up_block_types must name as many blocks")
    }
    var depths = try config.integers("transformer_layers_per_block", default: [1])
    if depths.count == 1 { depths = widths.map { _ in depths[0] } }
    guard depths.count == widths.count else {
      throw config.wrong("transformer_layers_per_block has \(depths.count) blocks, expected \(widths.count)")
    }
    var network = DenoisingNetwork(
      counter: LayerCounter(channels: inputs, height: size, width: size), timeWidth: 4 * widths[0],
      contextWidth: try config.size("cross_attention_dim", default: 768),
      // CLIP's text encoder gives 77 tokens (arXiv 2103.00020).
      textTokens: try config.size("text_tokens", default: 77))
    let addition = try config.scalar("projection_class_embeddings_input_dim")?.integer(in: 1...1_000_000)
    network.run(
      widths: widths, layers: layers, depths: depths, down: downTypes, up: upTypes, outputs: outputs,
      additionInputs: addition)
    var model = network.counter.model
    model.kind = .diffusionNet
    return model
  }

  private mutating func run(
    widths: [Int], layers: Int, depths: [Int], down: [String], up: [String], outputs: Int, additionInputs: Int?
  ) {
    counter.vector(widths[0], timeWidth)
    counter.vector(timeWidth, timeWidth)
    if let additionInputs {
      counter.vector(additionInputs, timeWidth)
      counter.vector(timeWidth, timeWidth)
    }
    counter.convolution(widths[0], kernel: 3)
    var skips = [widths[0]]
    for (index, width) in widths.enumerated() {
      for _ in 0..<layers {
        residual(width)
        if down[index].hasPrefix("CrossAttn") { attention(depth: depths[index]) }
        skips.append(width)
      }
      guard index < widths.count - 1 else { continue }
      counter.convolution(width, kernel: 3, stride: 2)
      skips.append(width)
    }
    residual(counter.channels)
    attention(depth: depths.last ?? 1)
    residual(counter.channels)
    for (index, width) in widths.reversed().enumerated() {
      for _ in 0...layers {
        counter.channels += skips.removeLast()
        residual(width)
        if up[index].hasPrefix("CrossAttn") { attention(depth: depths[depths.count - 1 - index]) }
      }
      guard index < widths.count - 1 else { continue }
      counter.upsample()
      counter.convolution(width, kernel: 3)
    }
    counter.normalization()
    counter.convolution(outputs, kernel: 3)
  }

  private mutating func residual(_ outputs: Int) {
    let inputs = counter.channels
    counter.normalization()
    counter.convolution(outputs, kernel: 3)
    counter.vector(timeWidth, outputs)
    counter.normalization()
    counter.convolution(outputs, kernel: 3)
    guard inputs != outputs else { return }
    counter.channels = inputs
    counter.convolution(outputs, kernel: 1)
  }

  /// Transformer blocks over the pixels: self-attention, cross-attention to the text, a gated feed-forward network.
  private mutating func attention(depth: Int) {
    let width = counter.channels
    counter.normalization()
    counter.pointwise(width, width, bias: true)
    for _ in 0..<depth {
      counter.normalization()
      for _ in 0..<3 { counter.pointwise(width, width, bias: false) }
      counter.attentionProducts()
      counter.pointwise(width, width, bias: true)
      counter.normalization()
      counter.pointwise(width, width, bias: false)
      for _ in 0..<2 { counter.pointwise(contextWidth, width, bias: false, rows: textTokens) }
      counter.attentionProducts(keys: textTokens)
      counter.pointwise(width, width, bias: true)
      counter.normalization()
      counter.pointwise(width, 8 * width, bias: true)
      counter.pointwise(4 * width, width, bias: true)
    }
    counter.pointwise(width, width, bias: true)
  }
}

extension Section {
  /// Names of blocks; by default all but the deepest attend.
  fileprivate func names(
    _ key: String, count: Int, attention: String, reversed: Bool = false
  ) throws(DocumentError) -> [String] {
    guard has(key) else {
      let names = (0..<count).map { $0 < count - 1 ? attention : "plain" }
      return reversed ? names.reversed() : names
    }
    return try scalars(key).map(\.text)
  }
}
