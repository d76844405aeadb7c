public import Quantities

/// A model known by its figures: convolutional networks, recommenders, speech models, or any other.
public struct OpaqueModel: Sendable, Equatable {
  /// Trainable parameters.
  public var parameters: Int
  /// Work of one sample, forward and backward.
  public var flopsPerSample: FLOPs
  /// What it computes; nil when that is not said.
  public var kind: WorkKind?
  /// Work of one sample in frozen networks that only run forward, such as the image encoder of a diffusion model.
  public var frozenFlopsPerSample = FLOPs.zero
  /// Parameters of those networks.
  public var frozenParameters = 0
  /// Of the parameters, those in tables of which a sample looks up a few rows; they are spread over all accelerators,
  /// and their gradients are as sparse as the look-ups.
  public var tableParameters = 0
  /// Memory traffic of one sample beside that of the weights, forward and backward; nil when unknown.
  public var trafficPerSample: Bytes?
  /// Numbers that the backward pass needs of one sample; nil when unknown.
  public var activationsPerSample: Count?

  /// A model of so many parameters and so much work a sample.
  public init(parameters: Int, flopsPerSample: FLOPs) {
    self.parameters = parameters
    self.flopsPerSample = flopsPerSample
  }
}
