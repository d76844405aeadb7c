public import Quantities

/// How a run trains.
public struct TrainingOptions: Sendable, Equatable {
  /// The number format of the matrix products; nil leaves it to the accelerator.
  public var precision: Precision?
  /// The optimizer.
  public var optimizer = Optimizer.adamw
  /// Sequences (samples) a step; nil leaves it to the model.
  public var globalBatchSize: Int?
  /// Sequences (samples) a micro-batch.
  public var microBatchSize = 1
  /// The layout; nil leaves it to the model.
  public var layout: ParallelLayout?
  /// What is computed again instead of being kept.
  public var recompute = ActivationRecompute.none
  /// The software that the step time depends on.
  public var software = SoftwareStack()
  /// Model FLOP utilization that overrides the time model.
  public var mfu: Double?

  /// The defaults.
  public init() {}
}

/// How the work is split over accelerators.
public struct ParallelLayout: Sendable, Equatable, Codable {
  public var tensor = 1
  public var pipeline = 1
  /// Model chunks on each pipeline stage (interleaved schedule).
  public var virtualPipeline = 1
  public var data = 1
  public var context = 1
  /// Of the data-parallel ranks, how many share one set of experts.
  public var expert = 1
  /// What ZeRO shards over the data-parallel ranks: 0 nothing, 1 optimizer, 2 and gradients, 3 and weights.
  public var zeroStage = 1
  public var sequenceParallel = true

  /// Everything on one accelerator.
  public init() {}

  /// How many accelerators it occupies; expert parallelism lies within the others.
  public var acceleratorCount: Int { tensor * pipeline * data * context }
  /// Accelerators that hold one copy of the model.
  public var modelParallelSize: Int { tensor * pipeline * context }
}

/// The optimizers whose memory is known.
public enum Optimizer: String, Sendable, CaseIterable, Codable {
  case adamw, adam, lamb, lion, muon, sgd, adafactor

  /// Values kept for each parameter beside the weight: moments or momentum.
  public var statesPerParameter: Double {
    switch self {
    case .adamw, .adam, .lamb: 2
    case .lion, .muon, .sgd: 1
    case .adafactor: 0.01  // One row and one column for each matrix.
    }
  }
}

/// Which activations are computed again in the backward pass.
public enum ActivationRecompute: String, Sendable, CaseIterable, Codable {
  case none, selective, full
}

/// The software that step time depends on beside the layout; nil leaves it to the accelerator's day.
public struct SoftwareStack: Sendable, Equatable {
  public var framework: String?
  public var attention: String?
  public var compiled: Bool?
  public var asyncTensorParallel: Bool?
  public var overlapGradientReduce: Bool?
  public var distributedOptimizer: Bool?

  /// Nothing stated.
  public init() {}
}
