import Documents
import TrainingRun

/// A convolutional network written layer by layer in the run file.
enum LayerList {
  private static let kinds = ["convolution", "normalization", "pool", "global_pool", "dense"]

  /// Reads `model.input` and `model.layers`.
  static func model(_ section: Section) throws(DocumentError) -> OpaqueModel {
    let input = try section.requiredSection("input")
    let height = try input.size("height")
    var counter = LayerCounter(
      channels: try input.size("channels", default: 3), height: height,
      width: try input.size("width", default: height))
    try input.rejectUnknownKeys()
    let layers = try section.sections("layers")
    guard !layers.isEmpty else { throw section.wrong("layers is empty; expected at least one layer") }
    for layer in layers {
      try add(layer, to: &counter)
      guard counter.multiplyAccumulates < 1 << 55, counter.parameters < 1 << 50 else {
        throw layer.wrong("the layers up to here take more than 3e16 multiply-accumulates a sample")
      }
    }
    return counter.model
  }

  private static func add(_ layer: Section, to counter: inout LayerCounter) throws(DocumentError) {
    // Beside a convolution, `normalization` says that a norm follows it.
    let named = kinds.filter(layer.has).filter { $0 != "normalization" || !layer.has("convolution") }
    guard named.count == 1, let kind = named.first else {
      throw layer.wrong(
        "found \(named.isEmpty ? "no kind" : named.joined(separator: " and ")), expected one of "
          + kinds.joined(separator: ", "))
    }
    let count = try layer.scalar("repeat")?.integer(in: 1...100_000) ?? 1
    let stride = try layer.scalar("stride")?.integer(in: 1...1000)
    for _ in 0..<count {
      switch kind {
      case "convolution":
        let outputs = try layer.required(kind).integer(in: 1...1_000_000)
        let groups = try layer.scalar("groups")?.integer(in: 1...1_000_000) ?? 1
        guard counter.channels % groups == 0, outputs % groups == 0 else {
          throw layer.wrong("groups = \(groups) does not divide \(counter.channels) inputs and \(outputs) outputs")
        }
        let normalized = try layer.scalar("normalization")?.bool() ?? false
        counter.convolution(
          outputs, kernel: try layer.scalar("kernel")?.integer(in: 1...1000) ?? 3, stride: stride ?? 1,
          groups: groups, bias: try layer.scalar("bias")?.bool() ?? !normalized)
        if normalized { counter.normalization() }
      case "normalization": counter.normalization()
      case "pool":
        let size = try layer.required(kind).integer(in: 1...1000)
        counter.pool(stride: stride ?? size)
      case "global_pool": counter.globalPool()
      default:
        counter.dense(
          try layer.required(kind).integer(in: 1...10_000_000), bias: try layer.scalar("bias")?.bool() ?? true)
      }
    }
    _ = layer.has("normalization")
    try layer.rejectUnknownKeys()
  }
}
