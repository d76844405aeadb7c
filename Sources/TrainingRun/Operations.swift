public import Quantities

/// How a run is kept going: what happens besides stepping. Nil leaves a figure to the model's default.
public struct Operations: Sendable, Equatable {
  /// From the start of the job to its first step.
  public var startup: Seconds?
  /// Evaluation while training.
  public var evaluation: Evaluation?
  /// From the start of one checkpoint to that of the next; nil is the interval that loses least.
  public var checkpointInterval: Seconds?
  /// How long a checkpoint stops training.
  public var checkpointTime: Seconds?
  /// Accelerator time between two failures that stop the run.
  public var failureInterval: Seconds?
  /// From a failure to the first step after it, lost work apart.
  public var restart: Seconds?
  /// The share of the time on the clock that makes progress, which overrides all of the above.
  public var goodput: Double?
  /// Bandwidth of the storage that data is read from and checkpoints are written to, of the whole cluster.
  public var storageBandwidth: BytesPerSecond?

  /// Everything left to the model.
  public init() {}

  /// Evaluation at fixed intervals.
  public struct Evaluation: Sendable, Equatable {
    /// Training steps from one evaluation to the next.
    public var everySteps: Int
    /// Samples that an evaluation runs forward.
    public var samples: Double

    /// An evaluation of so many samples every so many steps.
    public init(everySteps: Int, samples: Double) {
      self.everySteps = everySteps
      self.samples = samples
    }
  }
}
