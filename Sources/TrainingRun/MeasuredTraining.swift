public import Quantities

/// How far training came in a measured run and how fast, as its log tells it: what calibration compares with a prediction.
///
/// Nothing here is derived from a prediction; what the log does not tell is nil.
public struct MeasuredTraining: Sendable, Equatable, Codable {
  /// Optimizer steps that were run, those done twice after a restart included.
  public var steps: Double?
  /// The time of a step: the median over the log.
  public var stepTime: Seconds?
  /// The time in which those steps were run, without what came before the first and after the last.
  public var trainingTime: Seconds?
  /// Sequences or samples that were trained on, over all steps.
  public var samples: Count?
  /// Tokens that were trained on, over all steps.
  public var tokens: Count?
  /// Sequences or samples in a step.
  public var globalBatchSize: Double?
  /// Tokens in a sequence.
  public var sequenceLength: Double?
  /// Model work a second on each accelerator, as the log counts it.
  public var workRate: FLOPsPerSecond?
  /// The accelerator as the log names it.
  public var acceleratorName: String?
  /// How many accelerators took part.
  public var acceleratorCount: Int?
  /// The framework or benchmark that wrote the log, `megatron`, `mlperf bert`.
  public var workload: String?

  /// Nothing is known yet.
  public init() {}

  /// Samples trained on a second; nil when unknown.
  public var samplesPerSecond: Double? {
    guard let samples, let time = trainingTime, time.value > 0 else { return nil }
    return samples.value / time.value
  }

  /// Tokens trained on a second; nil when unknown.
  public var tokensPerSecond: Double? {
    guard let tokens, let time = trainingTime, time.value > 0 else { return nil }
    return tokens.value / time.value
  }
}
