import Documents
import TrainingRun

extension LayerCounter {
  /// A residual network (arXiv 1512.03385) by the keys of Hugging Face's `resnet`; a bottleneck's stride lies in its
  /// 3 x 3 convolution.
  static func resnet(_ config: Section) throws(DocumentError) -> OpaqueModel {
    let image = try config.size("image_size", default: 224)
    var counter = LayerCounter(channels: try config.size("num_channels", default: 3), height: image, width: image)
    let widths = try config.integers("hidden_sizes", default: [256, 512, 1024, 2048])
    let depths = try config.integers("depths", default: [3, 4, 6, 3])
    guard widths.count == depths.count else {
      throw config.wrong("hidden_sizes has \(widths.count) stages, depths has \(depths.count); expected as many")
    }
    let kind = try config.scalar("layer_type")
    let isBottleneck: Bool
    switch kind?.text ?? "bottleneck" {
    case "bottleneck": isBottleneck = true
    case "basic": isBottleneck = false
    case let other: throw kind!.wrong("found '\(other)', expected bottleneck or basic", code: .name)
    }
    let labelNames = try config.section("id2label")?.keys.count
    let labels = try config.size("num_labels", default: labelNames ?? 1000)
    counter.normalized(try config.size("embedding_size", default: 64), kernel: 7, stride: 2)
    counter.pool(stride: 2)
    let halvesFirst = try config.flag("downsample_in_first_stage", default: false)
    for (stage, (width, depth)) in zip(widths, depths).enumerated() {
      for block in 0..<depth {
        let stride = block == 0 && (stage > 0 || halvesFirst) ? 2 : 1
        counter.residualBlock(width, stride: stride, isBottleneck: isBottleneck)
      }
    }
    counter.globalPool()
    counter.dense(labels)
    return counter.model
  }

  private mutating func normalized(_ outputs: Int, kernel: Int, stride: Int = 1) {
    convolution(outputs, kernel: kernel, stride: stride, bias: false)
    normalization()
  }

  private mutating func residualBlock(_ outputs: Int, stride: Int, isBottleneck: Bool) {
    let input = (channels, height, width)
    if isBottleneck {
      normalized(outputs / 4, kernel: 1)
      normalized(outputs / 4, kernel: 3, stride: stride)
      normalized(outputs, kernel: 1)
    } else {
      normalized(outputs, kernel: 3, stride: stride)
      normalized(outputs, kernel: 3)
    }
    guard input.0 != outputs || stride > 1 else { return }
    (channels, height, width) = input
    normalized(outputs, kernel: 1, stride: stride)
  }
}

extension Section {
  /// A list of sizes with the default of the family's configuration class.
  func integers(_ key: String, default value: [Int]) throws(DocumentError) -> [Int] {
    guard has(key) else {
      note(default: value.map(String.init).joined(separator: " "), of: key)
      return value
    }
    var result: [Int] = []
    for scalar in try scalars(key) { result.append(try scalar.integer(in: 1...10_000_000)) }
    return result
  }
}
