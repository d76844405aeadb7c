public import Quantities
public import TrainingRun

/// What a run is predicted to take, and what that rests on.
public struct RunPrediction: Sendable {
  /// The layout, given or chosen.
  public var layout: ParallelLayout
  /// Sequences (samples) a micro-batch, given or chosen.
  public var microBatchSize: Int
  /// What is computed again in the backward pass, given or chosen.
  public var recompute: ActivationRecompute
  /// What is kept in the host's memory.
  public var offload: Offload
  /// Sequences (samples) a step.
  public var globalBatchSize: Int
  /// The work of the model.
  public var work: TrainingWork
  /// Model work of the whole run.
  public var trainingWork: FLOPs
  /// Memory on the fullest accelerator.
  public var memory: MemoryFootprint
  /// Whether that fits; nil when activations are unknown and the rest does fit.
  public var fits: Bool?
  /// Time of one step.
  public var stepTime: Range90<Seconds>
  /// Where it goes, and what would shorten it; nil for models known by their figures alone and with a given MFU.
  public var explanation: StepExplanation?
  /// Steps of the run.
  public var steps: Double
  /// The share of the time on the clock that makes progress.
  public var goodput: Range90<Double>
  /// Model FLOP/s over peak, while stepping.
  public var mfu: Range90<Double>
  /// Executed FLOP/s over peak, while stepping.
  public var hfu: Range90<Double>
  /// Mean power of one accelerator.
  public var acceleratorPower: Range90<Watts>
  /// The usage that all this amounts to.
  public var usage: RunUsage
  /// What was assumed.
  public var assumptions: [Assumption]
  /// What a reader should know first.
  public var warnings: [String]

  /// Tokens (samples, for data without tokens) an accelerator takes a second while stepping.
  public var throughputPerAccelerator: Range90<Double> {
    let perStep = Double(globalBatchSize) * work.tokensPerSample / Double(usage.acceleratorCount ?? 1)
    return stepTime.mapDecreasing { perStep / $0.value }
  }

  /// Model FLOP/s of one accelerator while stepping.
  public var ratePerAccelerator: Range90<FLOPsPerSecond> {
    let perStep = work.perSample * (Double(globalBatchSize) / Double(usage.acceleratorCount ?? 1))
    return stepTime.mapDecreasing { perStep / $0 }
  }
}
