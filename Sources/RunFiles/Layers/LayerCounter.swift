import Quantities
import TrainingRun

/// Counts weights, multiply-accumulates and kept outputs of layers that follow each other on an image.
struct LayerCounter {
  /// The image that the next layer sees.
  var channels: Int
  var height: Int
  var width: Int
  /// Weights so far.
  private(set) var parameters = 0
  /// Multiply-accumulates of one forward pass so far.
  private(set) var multiplyAccumulates = 0
  /// Numbers that the backward pass needs so far.
  private(set) var activations = 0

  init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  private var pixels: Int { height * width }

  /// A convolution padded to keep its size but for the stride: C_out · H · W · C_in · K² / groups multiply-accumulates.
  mutating func convolution(_ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1, bias: Bool = true) {
    height = (height + stride - 1) / stride
    width = (width + stride - 1) / stride
    let weights = outputs * channels / groups * kernel * kernel
    parameters += weights + (bias ? outputs : 0)
    multiplyAccumulates += weights * pixels
    channels = outputs
    activations += outputs * pixels
  }

  /// A normalization with a scale and a shift for each channel.
  mutating func normalization() {
    parameters += 2 * channels
    activations += channels * pixels
  }

  mutating func pool(stride: Int) {
    height = (height + stride - 1) / stride
    width = (width + stride - 1) / stride
    activations += channels * pixels
  }

  mutating func upsample() {
    height *= 2
    width *= 2
  }

  /// A mean over the whole image.
  mutating func globalPool() { (height, width) = (1, 1) }

  /// A dense layer over all that is left of the image.
  mutating func dense(_ outputs: Int, bias: Bool = true) {
    let inputs = channels * pixels
    vector(inputs, outputs, bias: bias)
    (channels, height, width) = (outputs, 1, 1)
  }

  /// A dense layer on a vector beside the image, such as the time step's.
  mutating func vector(_ inputs: Int, _ outputs: Int, bias: Bool = true) {
    parameters += inputs * outputs + (bias ? outputs : 0)
    multiplyAccumulates += inputs * outputs
    activations += outputs
  }

  /// A dense layer on each pixel; `rows` others than the image's pixels are tokens of a text.
  mutating func pointwise(_ inputs: Int, _ outputs: Int, bias: Bool, rows: Int? = nil) {
    parameters += inputs * outputs + (bias ? outputs : 0)
    multiplyAccumulates += inputs * outputs * (rows ?? pixels)
    activations += outputs * (rows ?? pixels)
  }

  /// The products of an attention of the pixels over as many keys; scores are not kept (flash attention).
  mutating func attentionProducts(keys: Int? = nil) {
    multiplyAccumulates += 2 * pixels * (keys ?? pixels) * channels
  }

  /// What the layers come to: training is three forward passes' work, and in 16 bits each kept number is written once
  /// and read twice.
  var model: OpaqueModel {
    var model = OpaqueModel(parameters: parameters, flopsPerSample: FLOPs(3 * 2 * Double(multiplyAccumulates)))
    model.kind = .convolution
    model.activationsPerSample = Count(Double(activations))
    model.trafficPerSample = Bytes(2 * 3 * Double(activations))
    return model
  }
}
