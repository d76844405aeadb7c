import CostEstimation
import Documents
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

/// The measured runs of a table, in the columns that `validate` reads, as observations of the models.
struct MeasuredRuns {
  var observations: [CalibrationObservation] = []
  /// Rows that tell no time and no power, or that cannot be predicted.
  var skipped = 0
  /// The first of them, and why.
  var firstReason: String?

  init(_ path: String, catalog: ProfileCatalog) throws {
    let validation = try Validation([CSVTable(path: path)], catalog: catalog)
    let report = validation.report()
    let precisions = Dictionary(
      validation.runs.map { ($0.id, $0.options.precision ?? $0.profile.usualPrecision) }, uniquingKeysWith: { $1 })
    var seen: Set<String> = []
    for row in report.judged {
      guard let precision = precisions[row.id] ?? nil, let observation = CalibrationObservation(row, precision, path)
      else { continue }
      // A row's step time and its accelerator-hours are one measurement.
      if seen.insert("\(row.id) \(observation.quantity)").inserted { observations.append(observation) }
    }
    let used = Set(observations.map(\.run))
    firstReason = report.skipped.first.map { "'\($0.id)': \($0.reason)" }
    skipped = report.skipped.count + Set(report.rows.map { "\(path):\($0.id)" }).subtracting(used).count
  }
}

extension CalibrationObservation {
  /// The observation of a row; nil for quantities that no factor of time or power moves.
  fileprivate init?(_ row: ScoredRow, _ precision: Precision, _ path: String) {
    guard case .range(let predicted) = row.predicted, predicted.low > 0, row.measured > 0 else { return nil }
    var (quantity, range, measured) = (Quantity.time, predicted, row.measured)
    switch row.quantity {
    case .stepSeconds, .minutesToTrain, .acceleratorHours: break
    case .tokensPerSecond, .samplesPerSecond, .modelRate: (range, measured) = (predicted.reciprocal, 1 / row.measured)
    case .acceleratorWatts: quantity = .power
    case .energy, .peakMemory, .fits: return nil
    }
    self.init(
      run: "\(path):\(row.id)", accelerator: row.accelerator, precision: precision, quantity: quantity,
      predicted: range, measured: measured)
  }
}
