import Quantities
import TrainingRun

/// What the metrics of an experiment tracker tell of training: steps, samples and tokens so far, and times of a step, by
/// the names that the common trainers give them.
struct TrackedTraining {
  /// Optimizer steps so far, the surest first: transformers, Lightning and NeMo, others.
  private static let stepNames = [
    "train/global_step", "trainer/global_step", "global_step", "train/step", "trainer/step", "iteration", "train/iter",
    "iter", "step",
  ]
  private static let sampleNames = ["consumed_samples", "consumed samples", "train/consumed_samples"]
  private static let tokenNames = [
    "train/num_input_tokens_seen", "num_input_tokens_seen", "train/tokens_seen", "tokens_seen", "consumed_tokens",
    "time/token", "train/num_tokens", "num_tokens",
  ]
  /// Seconds of a step: NeMo, Megatron-LM, torchtitan.
  private static let stepTimeNames = ["train_step_timing in s", "iteration-time", "time_metrics/end_to_end(s)"]
  /// Metrics that are logged at optimizer steps, where the tracker keeps a step with every value.
  private static let steppedNames =
    ["loss", "train_loss", "train/loss", "training_loss", "train_loss_step", "reduced_train_loss", "lm loss"]
    + stepTimeNames
  private static let countNames = Set(stepNames + sampleNames + tokenNames)
  /// The metrics that tell something.
  static let names = countNames.union(steppedNames)

  private var counts: [String: GrowingCount] = [:]
  private var stepTimes: [Double] = []
  /// By the metric, so that two that are logged a moment apart do not count as two steps.
  private var steps: [String: GrowingCount] = [:]

  /// Takes a value of a metric; those that tell nothing of training's speed are left out.
  ///
  /// - Parameter step: the step that the tracker keeps with the value, where it does.
  mutating func take(_ name: String, _ value: Double, step: Double? = nil, at time: Double) {
    if Self.countNames.contains(name) { counts[name, default: GrowingCount()].mention(value, at: time) }
    if Self.stepTimeNames.contains(name), value > 0 { stepTimes.append(value) }
    if let step, Self.steppedNames.contains(name) { steps[name, default: GrowingCount()].mention(step, at: time) }
  }

  /// What was told; nil when that is nothing.
  func training(_ workload: String) -> MeasuredTraining? {
    func grown(_ names: [String], _ counts: [String: GrowingCount]) -> GrowingCount? {
      names.lazy.compactMap { counts[$0] }.first { $0.growth != nil }
    }
    let reached = grown(Self.stepNames, counts) ?? grown(Self.steppedNames, steps)
    let (samples, tokens) = (grown(Self.sampleNames, counts), grown(Self.tokenNames, counts))
    var training = MeasuredTraining()
    training.workload = workload
    training.steps = reached?.growth?.value
    training.stepTime = (stepTimes.isEmpty ? reached?.timeOfOne : stepTimes.median).map { Seconds($0) }
    training.samples = samples?.growth.map { Count($0.value) }
    training.tokens = tokens?.growth.map { Count($0.value) }
    training.trainingTime = (tokens ?? samples ?? reached)?.growth.map { Seconds($0.time) }
    let isTold = training.stepTime != nil || training.samples != nil || training.tokens != nil
    return isTold ? training : nil
  }
}
