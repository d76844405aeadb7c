import Quantities
public import RunLedger
import TrainingRun

/// What measured runs of a ledger say of the models, and why others say nothing.
public struct LedgerObservations: Sendable {
  /// Predicted and measured quantities.
  public private(set) var observations: [CalibrationObservation] = []
  /// How many of the runs were used.
  public private(set) var usedRuns = 0
  /// How many runs were not used, by the reason.
  private var refused: [Refused: Int] = [:]

  /// Reads measured runs.
  public init(_ records: [RunRecord]) {
    for record in records {
      do throws(Refused) {
        let found = try Self.observations(of: record)
        guard !found.isEmpty else { throw .incomparable }
        observations += found
        usedRuns += 1
      } catch {
        refused[error, default: 0] += 1
      }
    }
  }

  /// Why runs were not used, in words.
  public var notes: [String] {
    Refused.allCases.compactMap { reason in
      refused[reason].map { "\($0) measured \($0 == 1 ? "run" : "runs") \(reason.rawValue)" }
    }
  }

  /// Why a run says nothing of the models.
  private enum Refused: String, Error, CaseIterable {
    case unpredicted = "without a run file that can be predicted (measure --run RUN and import --run RUN give one)"
    case otherAccelerator = "on another accelerator than the run file's"
    case otherCount = "whose log tells another number of accelerators than the run file"
    case implausible = "more than four times off their prediction, so of something else than their run file says"
    case incomparable = "that did not end well, or tell neither steps, tokens nor the power of accelerators"
  }

  private static func observations(of record: RunRecord) throws(Refused) -> [CalibrationObservation] {
    guard let inputs = record.inputs, let prediction = inputs.prediction, let precision = inputs.precision,
      let accelerator = inputs.accelerator, let job = record.job
    else { throw .unpredicted }
    guard record.accelerator ?? accelerator == accelerator else { throw .otherAccelerator }
    if let told = job.training?.acceleratorCount, let asked = prediction.acceleratorCount, told != asked {
      throw .otherCount
    }
    var found: [CalibrationObservation] = []
    func add(_ quantity: CalibrationObservation.Quantity, _ predicted: Range90<Double>, _ measured: Double) {
      found.append(
        CalibrationObservation(
          run: record.id, accelerator: accelerator, precision: precision, quantity: quantity, predicted: predicted,
          measured: measured))
    }
    // The correction that was in the prediction is taken out again.
    if let (predicted, measured) = time(of: job, prediction) {
      add(.time, predicted.map { $0 / prediction.timeFactor }, measured)
    }
    if let measured = acceleratorPower(of: job), let power = inputs.acceleratorPower {
      add(.power, power.map { $0.value / prediction.powerFactor }, measured)
    }
    if found.contains(where: { $0.isUsable && $0.logRatio.magnitude > largestLogRatio }) { throw .implausible }
    return found
  }

  /// No model that was fitted to published runs is off by more than a factor of four.
  private static let largestLogRatio = logarithm(4)

  /// The mean power of one accelerator, from what was metered of accelerators; nil when nothing was.
  private static func acceleratorPower(of job: MeasuredJob) -> Double? {
    let metered = job.energy.filter { $0.domain == .accelerator && ($0.method == .counter || $0.method == .integrated) }
    guard let energy = metered.total, job.wallTime.value > 0 else { return nil }
    // Some logs tell one energy of all accelerators together.
    let count = job.origin != nil && metered.count == 1 ? job.acceleratorCount : metered.count
    return count > 0 ? energy.mid.value / job.wallTime.value / Double(count) : nil
  }

  /// A time, predicted and measured: a training log's own step where its steps are those of the run file, else its
  /// time for a token or a sample; without a log the whole job against the whole run, if it ended well and was
  /// measured to its end.
  private static func time(
    of job: MeasuredJob, _ prediction: RunInputs.Prediction
  ) -> (predicted: Range90<Double>, measured: Double)? {
    if let training = job.training, let step = prediction.stepTime {
      let isSameBatch =
        training.globalBatchSize.map { batch in prediction.samplesPerStep.map { $0.value == batch } ?? true } ?? true
      let isSameLength =
        training.sequenceLength.map { length in
          guard let tokens = prediction.tokensPerStep, let samples = prediction.samplesPerStep else { return true }
          return (tokens.value / samples.value - length).magnitude < 0.5
        } ?? true
      if isSameBatch, isSameLength, let measured = training.stepTime { return (step.map(\.value), measured.value) }
      if let tokens = training.tokensPerSecond, let each = prediction.tokensPerStep, tokens > 0 {
        return (step.map { $0.value / each.value }, 1 / tokens)
      }
      if isSameLength, let samples = training.samplesPerSecond, let each = prediction.samplesPerStep, samples > 0 {
        return (step.map { $0.value / each.value }, 1 / samples)
      }
    }
    guard job.isComplete, job.exitCode == 0, let predicted = prediction.wallTime, job.wallTime.value > 0 else {
      return nil
    }
    return (predicted.map(\.value), job.wallTime.value)
  }
}
