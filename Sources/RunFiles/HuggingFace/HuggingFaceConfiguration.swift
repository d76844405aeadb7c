import Documents
import Quantities
import TrainingRun

/// Hugging Face `config.json` keys read into an architecture. Missing keys take the defaults of the `transformers`
/// library's configuration classes (github.com/huggingface/transformers, 4.57).
enum HuggingFaceConfiguration {
  typealias Reader = @Sendable (Section) throws(DocumentError) -> TransformerArchitecture

  /// The reader of each known `model_type`.
  static let families: [String: Reader] = [
    "llama": { config throws(DocumentError) in try gatedDecoder(config) },
    "mistral": { config throws(DocumentError) in try gatedDecoder(config, defaults: DecoderDefaults(window: 4096)) },
    "mixtral": { config throws(DocumentError) in try mixtral(config) },
    "qwen2": { config throws(DocumentError) in try qwen(config, queryKeyValueBias: true, queryKeyNorm: false) },
    "qwen3": { config throws(DocumentError) in try qwen(config, queryKeyValueBias: false, queryKeyNorm: true) },
    "gemma2": { config throws(DocumentError) in try gemma(config, queryKeyNorm: false, windowPeriod: 2) },
    "gemma3_text": { config throws(DocumentError) in try gemma(config, queryKeyNorm: true, windowPeriod: 6) },
    "deepseek_v2": { config throws(DocumentError) in try deepSeek(config, version: 2) },
    "deepseek_v3": { config throws(DocumentError) in try deepSeek(config, version: 3) },
    "gpt_oss": { config throws(DocumentError) in try gptOSS(config) },
    "llama4": { config throws(DocumentError) in try llama4(config) },
    "llama4_text": { config throws(DocumentError) in try llama4Text(config) },
    "phi": { config throws(DocumentError) in try phi(config) },
    "phi3": { config throws(DocumentError) in try phi3(config) },
    "qwen3_moe": { config throws(DocumentError) in try qwenExperts(config) },
    "qwen3_next": { config throws(DocumentError) in try qwenNext(config) },
    "dit": { config throws(DocumentError) in try diffusionTransformer(config) },
    "gpt2": { config throws(DocumentError) in try gpt2(config) },
    "bert": { config throws(DocumentError) in try bert(config) },
    "t5": { config throws(DocumentError) in try t5(config) },
    "vit": { config throws(DocumentError) in try vit(config) },
    "gemma3": { config throws(DocumentError) in try gemma3(config) },
  ]

  /// Readers of networks that are known by their figures rather than as transformers.
  static let networks: [String: @Sendable (Section) throws(DocumentError) -> OpaqueModel] = [
    "resnet": { config throws(DocumentError) in try LayerCounter.resnet(config) },
    "unet": { config throws(DocumentError) in try DenoisingNetwork.model(config) },
  ]

  /// Whether a document is a model's configuration, of the transformers or of the diffusers library.
  static func isConfiguration(_ section: Section) -> Bool {
    !section.has("model") && (section.has("model_type") || section.has("_class_name"))
  }

  /// The model of a configuration.
  ///
  /// - Throws: as `architecture(_:)`.
  static func model(_ section: Section) throws(DocumentError) -> ModelSpecification {
    if let network = try section.scalar("_class_name") {
      switch network.text {
      case "UNet2DConditionModel": return .opaque(try DenoisingNetwork.model(section))
      case "DiTTransformer2DModel": return .transformer(try checked(diffusersTransformer(section), section))
      default:
        let known = ["DiTTransformer2DModel", "UNet2DConditionModel"]
        throw network.wrong(
          "unknown network '\(network.text)'; known: \(known.joined(separator: ", "))", code: .name,
          nearest: nearestMatch(to: network.text, among: known))
      }
    }
    if let type = try section.scalar("model_type"), let network = networks[type.text] {
      return .opaque(try network(section))
    }
    return .transformer(try architecture(section))
  }

  /// The architecture of a configuration.
  ///
  /// - Throws: `DocumentError` for an unknown `model_type`, with the known ones, and for missing or absurd figures.
  static func architecture(_ section: Section) throws(DocumentError) -> TransformerArchitecture {
    let type = try section.required("model_type")
    guard let reader = families[type.text] else {
      let known = (Array(families.keys) + Array(networks.keys)).sorted()
      throw type.wrong(
        "unknown model_type '\(type.text)'; known: \(known.joined(separator: ", "))", code: .name,
        nearest: nearestMatch(to: type.text, among: known))
    }
    return try checked(reader(section), section)
  }

  /// The architecture that was read, without keys left over that seem misspelt, and of a size that is possible.
  private static func checked(
    _ architecture: TransformerArchitecture, _ section: Section
  ) throws(DocumentError) -> TransformerArchitecture {
    try section.rejectMisspeltKeys()
    guard architecture.roughParameters < 1e15 else {
      throw section.wrong("the sizes give more than 1e15 parameters, a thousand times the largest model known")
    }
    return architecture
  }
}

extension TransformerArchitecture {
  /// The parameters to a factor of a few, in floating point, so that absurd sizes are told before they are multiplied.
  fileprivate var roughParameters: Double {
    let layers = stacks.reduce(0.0) { sum, stack in
      let width = Double(stack.hiddenSize)
      let attention =
        switch stack.attention.projection {
        case .grouped(let heads, let keyValueHeads, let dimension):
          width * Double(dimension) * Double(2 * heads + 2 * keyValueHeads)
        case .latent(let heads, let queryRank, let keyValueRank, let plain, let rotary, let value):
          Double(heads) * Double(plain + rotary + value) * (width + Double(queryRank ?? 0) + Double(keyValueRank))
        }
      let experts = stack.experts.map { Double($0.experts + $0.sharedExperts) * Double($0.expertSize) } ?? 0
      return sum + Double(stack.layers) * (attention + 3 * width * (Double(stack.feedForward.size) + experts))
    }
    let rows = Double(embedding.vocabularySize) + Double(embedding.positions) + Double(embedding.patchInputs)
    return layers + 2 * rows * Double(hiddenSize)
  }
}

extension Section {
  /// A size: a whole number from 1 to ten million.
  func size(_ key: String) throws(DocumentError) -> Int { try required(key).integer(in: 1...10_000_000) }

  /// A size with the default of the family's configuration class.
  func size(_ key: String, default value: Int) throws(DocumentError) -> Int {
    if let given = try scalar(key) { return try given.integer(in: 1...10_000_000) }
    note(default: "\(value)", of: key)
    return value
  }

  /// A flag with the default of the family's configuration class.
  func flag(_ key: String, default value: Bool) throws(DocumentError) -> Bool { try scalar(key)?.bool() ?? value }

  /// The head dimension, given or derived; heads that do not divide the width are refused.
  func headDimension(hidden: Int, heads: Int, key: String = "num_attention_heads") throws(DocumentError) -> Int {
    if let given = try scalar("head_dim") { return try given.integer(in: 1...65_536) }
    guard hidden % heads == 0 else {
      throw wrong("\(path(of: key)) = \(heads) does not divide the hidden size \(hidden), and head_dim is not given")
    }
    return hidden / heads
  }

  /// Key and value heads, which must divide the query heads.
  func keyValueHeads(_ heads: Int) throws(DocumentError) -> Int {
    guard let given = try scalar("num_key_value_heads") else { return heads }
    let keyValueHeads = try given.integer(in: 1...65_536)
    guard heads % keyValueHeads == 0 else {
      throw given.wrong("found '\(given.text)', expected a divisor of num_attention_heads = \(heads)")
    }
    return keyValueHeads
  }
}
