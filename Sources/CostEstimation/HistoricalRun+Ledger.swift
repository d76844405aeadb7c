import CostCore
import Quantities
public import RunLedger
import TrainingRun

extension HistoricalRun {
  /// A run of the ledger; nil when its bill is not fully known or nothing was charged.
  public init?(_ record: RunRecord) {
    guard let cost = record.cost?.knownTotal?.mid, cost.microUnits > 0 else { return nil }
    var features = RunFeatures()
    // What a forecast goes by is what was known before: the predicted time, so that its error is part of the method's.
    let predicted = record.inputs?.prediction.flatMap { prediction in
      prediction.wallTime.flatMap { time in prediction.acceleratorCount.map { time.mid * Double($0) } }
    }
    features.acceleratorTime = predicted ?? record.acceleratorTime?.mid
    features.isTimePredicted = predicted != nil
    features.work = record.inputs?.work
    features.tokens = record.inputs?.tokens
    features.acceleratorCount = record.acceleratorCount
    features.accelerator = record.accelerator
    features.startedAt = record.startedAt
    self.init(
      name: "\(record.name) (\(record.id))", features: features, cost: cost,
      bill: record.inputs?.prediction?.cost)
  }
}
