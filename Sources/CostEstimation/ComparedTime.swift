import CostCore
public import Quantities
import RunLedger
import TrainingRun

/// A time that a measured job shares with its prediction, like with like: a training log of a few minutes says how long
/// a step takes, and nothing of the whole run.
public struct ComparedTime: Sendable, Equatable {
  /// What takes the time.
  public enum Unit: String, Sendable {
    case step, token, sample, run
  }

  /// What takes it.
  public let unit: Unit
  /// The prediction, in seconds.
  public let predicted: Range90<Double>
  /// The measurement, in seconds.
  public let measured: Double
  /// How much of the run was measured, from 0 on; nil when unknown.
  public let share: Double?

  /// The time of a job: a training log's own step where its steps are those of the run file, else its time for a token
  /// or a sample; without a log the whole job against the whole run, if it ended well and was measured to its end. Nil
  /// when they share none, or the accelerators differ.
  init?(of record: RunRecord, _ inputs: RunInputs, _ prediction: RunInputs.Prediction) {
    guard let job = record.job, ClusterMismatch(record, inputs, prediction) == nil else { return nil }
    func each(_ amount: Count?) -> Range90<Double>? {
      guard let step = prediction.stepTime, let amount, amount.value > 0 else { return nil }
      return step.map { $0.value / amount.value }
    }
    func share(_ part: Double?, of whole: Double?) -> Double? {
      guard let part, let whole, part > 0, whole > 0 else { return nil }
      return part / whole
    }
    let tokens = inputs.tokens?.value
    let steps = prediction.steps ?? prediction.tokensPerStep.flatMap { each in tokens.map { $0 / each.value } }
    if let training = job.training, let step = prediction.stepTime {
      let isSameBatch = Self.agree(training.globalBatchSize, prediction.samplesPerStep?.value)
      let isSameLength = Self.agree(training.sequenceLength, prediction.tokensPerSample)
      if isSameBatch, isSameLength, let measured = training.stepTime, measured.value > 0 {
        (unit, predicted, self.measured) = (.step, step.map(\.value), measured.value)
        self.share = share(training.steps, of: steps)
        return
      }
      if let rate = training.tokensPerSecond, rate > 0, let each = each(prediction.tokensPerStep) {
        (unit, predicted, measured) = (.token, each, 1 / rate)
        self.share = share(training.tokens?.value, of: tokens)
        return
      }
      if isSameLength, let rate = training.samplesPerSecond, rate > 0, let each = each(prediction.samplesPerStep) {
        (unit, predicted, measured) = (.sample, each, 1 / rate)
        let samples = prediction.samplesPerStep.flatMap { each in steps.map { $0 * each.value } }
        self.share = share(training.samples?.value, of: samples)
        return
      }
    }
    guard job.isComplete, job.exitCode == 0, let whole = prediction.wallTime, job.wallTime.value > 0 else { return nil }
    (unit, predicted, measured, self.share) = (.run, whole.map(\.value), job.wallTime.value, 1)
  }

  /// What is not told contradicts nothing.
  private static func agree(_ told: Double?, _ asked: Double?) -> Bool {
    guard let told, let asked else { return true }
    return (told - asked).magnitude < 0.5
  }
}

extension ComparedTime {
  /// The predicted bill of what was measured; nil where the measured one is unknown, or of other things.
  func cost(of record: RunRecord, _ prediction: RunInputs.Prediction) -> Range90<Money>? {
    guard let share, let predicted = prediction.cost, let cost = record.cost, cost.unknownLines.isEmpty,
      cost.currency == predicted.mid.currency
    else { return nil }
    let categories = cost.chargedCategories
    guard prediction.costCategories ?? categories == categories else { return nil }
    // Staff and data are paid once, however much of the run was measured.
    guard unit == .run || !categories.contains(.staff) && !categories.contains(.data) else { return nil }
    return predicted.map { Money($0.amount * share, $0.currency) }
  }
}

extension RunInputs.Prediction {
  /// Tokens of one sequence; nil for a run without steps or tokens.
  fileprivate var tokensPerSample: Double? {
    guard let tokensPerStep, let samplesPerStep, samplesPerStep.value > 0 else { return nil }
    return tokensPerStep.value / samplesPerStep.value
  }
}
