import CostCore
import Quantities
public import RunLedger
import TrainingRun

extension HistoricalRun {
  /// A run of the ledger; nil when its bill is not fully known or nothing was charged.
  public init?(_ record: RunRecord) {
    guard let cost = record.cost?.knownTotal?.mid, cost.microUnits > 0 else { return nil }
    let bill: Range90<Money>?
    var features: RunFeatures
    if let part = Part(record) {
      (features, bill) = (part.features, part.bill)
    } else {
      features = RunFeatures()
      features.acceleratorTime = record.acceleratorTime?.mid
      // Of a job that did a part of its run, nobody knows which, only what its log counted belongs to its cost.
      features.work = record.job == nil ? record.inputs?.work : nil
      features.tokens = record.job == nil ? record.inputs?.tokens : record.job?.training?.tokens
      bill = nil
    }
    features.acceleratorCount = record.acceleratorCount
    features.accelerator = record.accelerator
    features.startedAt = record.startedAt
    self.init(name: "\(record.name) (\(record.id))", features: features, cost: cost, bill: bill)
  }

  /// A job that is known to have done a run or a share of it, which its cost is that of.
  private struct Part {
    var features = RunFeatures()
    var bill: Range90<Money>?

    init?(_ record: RunRecord) {
      guard let inputs = record.inputs, let prediction = inputs.prediction,
        let time = ComparedTime(of: record, inputs, prediction), let share = time.share
      else { return nil }
      // What a forecast goes by is what was known before: the predicted time, so that its error is part of the method's.
      let predicted = prediction.wallTime.flatMap { time in
        prediction.acceleratorCount.map { time.mid * Double($0) * share }
      }
      features.acceleratorTime = predicted ?? record.acceleratorTime?.mid
      features.isTimePredicted = predicted != nil
      features.work = inputs.work.map { $0 * share }
      features.tokens = inputs.tokens.map { $0 * share }
      bill = time.cost(of: record, prediction)
    }
  }
}
