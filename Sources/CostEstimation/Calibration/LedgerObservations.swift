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
    case otherCount = "on another number of accelerators than the run file's"
    case implausible = "more than four times off their prediction, so of something else than their run file says"
    case incomparable = "that did not end well, or tell neither steps, tokens nor the power of accelerators"
  }

  private static func observations(of record: RunRecord) throws(Refused) -> [CalibrationObservation] {
    guard let inputs = record.inputs, let prediction = inputs.prediction, let precision = inputs.precision,
      let accelerator = inputs.accelerator, let job = record.job
    else { throw .unpredicted }
    switch ClusterMismatch(record, inputs, prediction) {
    case .accelerator: throw .otherAccelerator
    case .count: throw .otherCount
    case nil: break
    }
    var found: [CalibrationObservation] = []
    func add(_ quantity: CalibrationObservation.Quantity, _ predicted: Range90<Double>, _ measured: Double) {
      found.append(
        CalibrationObservation(
          run: record.id, accelerator: accelerator, precision: precision, quantity: quantity, predicted: predicted,
          measured: measured))
    }
    // The correction that was in the prediction is taken out again.
    if let time = ComparedTime(of: record, inputs, prediction) {
      add(.time, time.predicted.map { $0 / prediction.timeFactor }, time.measured)
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
}
