public import Quantities
public import TrainingRun

/// The memory that training takes on the accelerator of the fullest pipeline stage.
public struct MemoryFootprint: Sendable, Equatable {
  /// Weights in the training precision, with what is gathered of them where they are sharded.
  public var weights: Bytes
  /// Gradients.
  public var gradients: Bytes
  /// Optimizer states and the full-precision copy of the weights.
  public var optimizer: Bytes
  /// Activations kept for the backward pass, the layer that is being worked on, and the logits.
  public var activations: Bytes
  /// Libraries, communication buffers and fragmentation, which a framework's count of allocated memory leaves out.
  public var overhead: Bytes
  /// What it keeps in the host's memory instead.
  public var host = Bytes.zero

  /// What a framework allocates.
  public var allocated: Bytes { weights + gradients + optimizer + activations }
  /// What the device holds, to be compared with its capacity.
  public var total: Bytes { allocated + overhead }
  /// The same with its range.
  public var totalRange: Range90<Bytes> { Self.spread.map { total * $0 } }

  /// Published peaks over predicted ones: nine of ten of 94 lie in this range.
  static let spread = Range90(low: 0.9, mid: 1, high: 1.1)

  /// The footprint of a run's model under a plan.
  ///
  /// - Parameters:
  ///   - model: an opaque model's activations may be unknown and then count as zero; the caller says so.
  ///   - options: precision, optimizer, adaptation and software.
  ///   - plan: how the work is split, and what is recomputed and offloaded.
  ///   - sequenceLength: tokens of a sequence.
  ///   - targetLength: tokens of the decoder's side of an encoder-decoder.
  public init(
    _ model: ModelSpecification, options: TrainingOptions, plan: StepPlan, sequenceLength: Int, targetLength: Int = 0
  ) {
    self = MemoryModel(
      model, options: options, sequenceLength: sequenceLength, targetLength: targetLength,
      shardsWeights: plan.layout.zeroStage >= 3
    ).footprint(plan)
  }

  /// What a framework's own log calls its peak: Megatron-LM logs what is allocated, the others what the device holds.
  public func reported(by software: SoftwareStack) -> Bytes {
    MemoryConventions.Framework(software, shardsWeights: false) == .megatron && software.framework != nil
      ? allocated : total
  }

  init(weights: Double, gradients: Double, optimizer: Double, activations: Double) {
    self.weights = Bytes(weights)
    self.gradients = Bytes(gradients)
    self.optimizer = Bytes(optimizer)
    self.activations = Bytes(activations)
    overhead = .zero
  }

  /// Takes another stage's footprint if that is larger; the host must hold the most of either.
  @inline(__always)
  mutating func take(_ other: Self) {
    let host = max(host, other.host)
    if other.allocated > allocated { self = other }
    self.host = host
  }

  /// Moves what is offloaded to the host, down to what must stay: bytes of the layers being worked on.
  ///
  /// - Parameters:
  ///   - offload: what is moved.
  ///   - weights: of the layers that are fetched at a time.
  ///   - gradients: of two layers on their way; nil where gradients stay until they are exchanged.
  ///   - shard: 16-bit weights that take the place of 32-bit ones.
  ///   - kept: all that is kept for the backward pass.
  ///   - keptOfTwoLayers: the part of it that is written, read or used at a time.
  mutating func move(
    _ offload: Offload, weights fetched: Double, gradients buffered: Double?, shard: Double, kept: Double,
    keptOfTwoLayers: Double
  ) {
    if offload.contains(.optimizer) {
      Self.move(&optimizer, to: &host, downTo: 0)
      weights += Bytes(shard)
      if let buffered { Self.move(&gradients, to: &host, downTo: buffered) }
    }
    if offload.contains(.weights) { Self.move(&weights, to: &host, downTo: fetched) }
    if offload.contains(.activations) {
      Self.move(&activations, to: &host, downTo: activations.value - kept + keptOfTwoLayers)
    }
  }

  @inline(__always)
  private static func move(_ part: inout Bytes, to host: inout Bytes, downTo rest: Double) {
    let moved = Bytes(max(0, part.value - rest))
    part -= moved
    host += moved
  }
}
