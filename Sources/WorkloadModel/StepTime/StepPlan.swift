public import TrainingRun

/// A way to split a step, in the terms that the step-time model takes.
public struct StepPlan: Sendable, Equatable {
  /// How the work is split.
  public var layout: ParallelLayout
  /// Sequences (samples) a micro-batch.
  public var microBatchSize: Int
  /// Sequences (samples) a step.
  public var globalBatchSize: Int
  /// What is computed again in the backward pass.
  public var recompute: ActivationRecompute
  /// What is kept in the host's memory.
  public var offload: Offload

  /// A plan.
  public init(
    layout: ParallelLayout, microBatchSize: Int, globalBatchSize: Int, recompute: ActivationRecompute = .none,
    offload: Offload = []
  ) {
    self.layout = layout
    self.microBatchSize = microBatchSize
    self.globalBatchSize = globalBatchSize
    self.recompute = recompute
    self.offload = offload
  }

  /// Micro-batches that a pipeline works on in one step.
  public var microBatches: Int { max(1, globalBatchSize / max(1, layout.data * microBatchSize)) }
}
