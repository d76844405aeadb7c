import CostCore
public import Quantities
public import RunLedger
import TrainingRun

/// A measured run beside what was predicted of it: by the run file it was measured with, or by an estimate of the same
/// run file that the ledger holds.
public struct PredictionCheck: Sendable, Equatable {
  /// A figure, predicted and measured, in its raw unit.
  public struct Row: Sendable, Equatable {
    /// `wall_seconds`, `accelerator_joules`, `cost`.
    public var figure: String
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

  /// The figures that are known on both sides.
  public var rows: [Row]
  /// The estimate that the prediction is of; nil when it was made with the measurement.
  public var estimate: String?
  /// The ids of the measured runs of the same run file; of an estimate alone.
  public var measuredRuns: [String]
  /// Of the newest measured runs with a prediction: how many times lay in their range, of how many.
  public var coverage: (inside: Int, count: Int)

  /// How many of the newest runs the coverage is of.
  static let coverageSpan = 1000

  /// The check of a run; nil when nothing links a prediction to a measurement.
  ///
  /// - Throws: `LedgerError` when the ledger cannot be read.
  public init?(of record: RunRecord, in ledger: RunLedger) throws(LedgerError) {
    rows = []
    measuredRuns = []
    coverage = (0, 0)
    guard let fingerprint = record.inputs?.fingerprint else { return nil }
    var filter = RunFilter(limit: 100)
    filter.fingerprint = fingerprint
    let related = try ledger.runs(filter)
    if record.kind == .estimated {
      measuredRuns = related.filter { $0.kind == .measured }.map(\.id)
    } else if let own = record.inputs?.prediction {
      rows = Self.rows(own, record)
    } else if let found = related.first(where: { $0.kind == .estimated }) {
      estimate = found.id
      rows = Self.rows(
        RunInputs.Prediction(
          wallTime: found.wallTime, acceleratorEnergy: found.energy.filter { $0.domain == .accelerator }.total,
          cost: nil),
        record)
    }
    guard !rows.isEmpty || !measuredRuns.isEmpty else { return nil }
    filter = RunFilter(limit: Self.coverageSpan)
    filter.kind = .measured
    filter.hasFingerprint = true
    let checked = try ledger.runs(filter).compactMap { run in
      run.inputs?.prediction.flatMap { Self.rows($0, run).first { $0.figure == "wall_seconds" } }
    }
    coverage = (checked.count { $0.isInside }, checked.count)
  }

  private static func rows(_ prediction: RunInputs.Prediction, _ record: RunRecord) -> [Row] {
    var rows: [Row] = []
    func add(_ figure: String, _ predicted: Range90<Double>?, _ measured: Double?) {
      guard let predicted, let measured, measured > 0 else { return }
      let currency = figure == "cost" ? record.cost?.currency : nil
      rows.append(Row(figure: figure, predicted: predicted, measured: measured, currency: currency))
    }
    add("wall_seconds", prediction.wallTime?.map(\.value), record.wallTime?.mid.value)
    let metered = record.energy.filter { $0.domain == .accelerator && $0.method != .modelled }
    add("accelerator_joules", prediction.acceleratorEnergy?.map(\.value), metered.total?.mid.value)
    if let cost = record.cost?.knownTotal?.mid, cost.currency == prediction.cost?.mid.currency {
      add("cost", prediction.cost?.map(\.amount), cost.amount)
    }
    return rows
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.rows == right.rows && left.estimate == right.estimate && left.measuredRuns == right.measuredRuns
      && left.coverage == right.coverage
  }
}
