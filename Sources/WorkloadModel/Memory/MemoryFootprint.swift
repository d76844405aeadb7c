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

  /// What a framework allocates.
  public var allocated: Bytes { weights + gradients + optimizer + activations }
  /// What the device holds, to be compared with its capacity.
  public var total: Bytes { allocated + overhead }

  /// The footprint of a run's model under a layout.
  ///
  /// - Parameters:
  ///   - model: an opaque model's activations may be unknown and then count as zero; the caller says so.
  ///   - options: precision, optimizer, micro-batch, recompute, adaptation and software.
  ///   - layout: how the work is split.
  ///   - sequenceLength: tokens of a sequence.
  ///   - targetLength: tokens of the decoder's side of an encoder-decoder.
  ///   - batches: micro-batches that a pipeline works on in one step.
  public init(
    _ model: ModelSpecification, options: TrainingOptions, layout: ParallelLayout, sequenceLength: Int,
    targetLength: Int = 0, batches: Int
  ) {
    let memory = MemoryModel(
      model, options: options, sequenceLength: sequenceLength, targetLength: targetLength,
      shardsWeights: layout.zeroStage >= 3)
    self = memory.footprint(
      layout, microBatchSize: options.microBatchSize, recompute: options.recompute ?? ActivationRecompute.none,
      microBatches: batches)
  }

  /// What a framework's own log calls its peak: Megatron-LM logs what is allocated, the others what the device holds.
  public func reported(by software: SoftwareStack) -> Bytes {
    MemoryConventions.Framework(software, shardsWeights: false) == .megatron && software.framework != nil
      ? allocated : total
  }

  init(weights: Double, gradients: Double, optimizer: Double, activations: Double, overhead: Double) {
    self.weights = Bytes(weights)
    self.gradients = Bytes(gradients)
    self.optimizer = Bytes(optimizer)
    self.activations = Bytes(activations)
    self.overhead = Bytes(overhead)
  }
}
