import CostCore
public import Quantities
public import RunLedger
import TrainingRun

/// A measured run beside what was predicted of it: by the run file it was measured with, or by an estimate of the same
/// run file that the ledger holds.
///
/// Like is compared with like: of a training log that tells its steps, the time of a step, and energy and cost of the
/// share of the run that it covers.
public struct PredictionCheck: Sendable, Equatable {
  /// A figure, predicted and measured, in its raw unit.
  public struct Row: Sendable, Equatable {
    /// What is compared.
    public enum Figure: String, Sendable {
      case stepTime = "step_seconds"
      case tokenTime = "token_seconds"
      case sampleTime = "sample_seconds"
      case wallTime = "wall_seconds"
      case acceleratorEnergy = "accelerator_joules"
      case cost
    }

    /// What it is.
    public var figure: Figure
    /// The prediction.
    public var predicted: Range90<Double>
    /// The measurement.
    public var measured: Double
    /// Of the cost.
    public var currency: Currency?

    /// Whether the measurement lies in the range.
    public var isInside: Bool { predicted.contains(measured) }
    /// Predicted over measured, less 1.
    public var relativeError: Double { predicted.mid / measured - 1 }
  }

  /// Of the newest measured runs with a prediction: how many times lay in their range, of how many.
  public struct Coverage: Sendable, Equatable {
    public var inside = 0
    public var count = 0
  }

  /// The figures that are known on both sides.
  public private(set) var rows: [Row] = []
  /// What the measured time is of, and the share of the run that was measured; nil when there is no time to compare.
  public private(set) var time: ComparedTime?
  /// Why nothing is compared although something was predicted; nil when something is.
  public private(set) var obstacle: String?
  /// The estimate that the prediction is of; nil when it was made with the measurement.
  public private(set) var estimate: String?
  /// The ids of the measured runs of the same run file; of an estimate alone.
  public private(set) var measuredRuns: [String] = []
  /// How the ranges have held so far.
  public private(set) var coverage = Coverage()

  /// How many of the newest runs the coverage is of.
  static let coverageSpan = 1000

  /// The check of a run; nil when nothing links a prediction to a measurement.
  ///
  /// - Throws: `LedgerError` when the ledger cannot be read.
  public init?(of record: RunRecord, in ledger: RunLedger) throws(LedgerError) {
    guard let inputs = record.inputs, let fingerprint = inputs.fingerprint else { return nil }
    var filter = RunFilter(limit: 100)
    filter.fingerprint = fingerprint
    let related = try ledger.runs(filter)
    if record.kind == .estimated {
      measuredRuns = related.filter { $0.kind == .measured }.map(\.id)
      guard !measuredRuns.isEmpty else { return nil }
    } else {
      var predicted: (RunInputs, RunInputs.Prediction)?
      if let own = inputs.prediction {
        predicted = (inputs, own)
      } else if let found = related.first(where: { $0.kind == .estimated }), let inputs = found.inputs {
        estimate = found.id
        predicted = (inputs, inputs.prediction ?? RunInputs.Prediction(estimate: found))
      }
      guard let (inputs, prediction) = predicted else { return nil }
      (rows, time) = Self.rows(record, inputs, prediction)
      if rows.isEmpty { obstacle = Self.obstacle(record, inputs, prediction) }
    }
    filter = RunFilter(limit: Self.coverageSpan)
    filter.kind = .measured
    filter.hasFingerprint = true
    for run in try ledger.runs(filter).withoutMergedParts {
      guard let inputs = run.inputs, let prediction = inputs.prediction,
        let time = ComparedTime(of: run, inputs, prediction)
      else { continue }
      coverage.count += 1
      if time.predicted.contains(time.measured) { coverage.inside += 1 }
    }
  }

  private static func rows(
    _ record: RunRecord, _ inputs: RunInputs, _ prediction: RunInputs.Prediction
  ) -> ([Row], ComparedTime?) {
    guard let time = ComparedTime(of: record, inputs, prediction) else { return ([], nil) }
    var rows = [Row(figure: time.unit.figure, predicted: time.predicted, measured: time.measured)]
    guard let share = time.share else { return (rows, time) }
    let metered = record.energy.filter { $0.domain == .accelerator && $0.method != .modelled }
    if let predicted = prediction.acceleratorEnergy, let measured = metered.total?.mid, measured > .zero {
      rows.append(
        Row(figure: .acceleratorEnergy, predicted: predicted.map { $0.value * share }, measured: measured.value))
    }
    if let predicted = time.cost(of: record, prediction), let cost = record.cost?.total.mid, cost.microUnits > 0 {
      rows.append(
        Row(
          figure: .cost, predicted: predicted.map(\.amount), measured: cost.amount, currency: cost.currency))
    }
    return (rows, time)
  }

  private static func obstacle(
    _ record: RunRecord, _ inputs: RunInputs, _ prediction: RunInputs.Prediction
  ) -> String {
    if let mismatch = ClusterMismatch(record, inputs, prediction) { return mismatch.obstacle }
    if record.job?.training != nil {
      return "nothing is compared: the log tells neither a step nor tokens of the run file's kind"
    }
    return record.job?.isComplete == true && record.job?.exitCode == 0
      ? "nothing is compared: the prediction tells no time"
      : "nothing is compared: the job did not end well, so how much of the run it did is unknown"
  }
}

extension ComparedTime.Unit {
  fileprivate var figure: PredictionCheck.Row.Figure {
    switch self {
    case .step: .stepTime
    case .token: .tokenTime
    case .sample: .sampleTime
    case .run: .wallTime
    }
  }
}

extension RunInputs.Prediction {
  /// What an estimate says that kept no prediction of its own.
  fileprivate init(estimate: RunRecord) {
    self.init(
      wallTime: estimate.wallTime, acceleratorEnergy: estimate.energy.filter { $0.domain == .accelerator }.total,
      cost: estimate.cost?.knownTotal)
    acceleratorCount = estimate.acceleratorCount
  }
}
