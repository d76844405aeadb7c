import RunLedger
import TrainingRun

/// How the accelerators of a measured run differ from those that were predicted, so that neither its time nor its energy
/// or cost says anything of the prediction.
enum ClusterMismatch: Equatable {
  case accelerator(measured: String, predicted: String)
  case count(measured: Int, predicted: Int)

  /// The difference; nil where there is none. What is not known differs from nothing, nor does a machine on which no
  /// accelerator was seen.
  init?(_ record: RunRecord, _ inputs: RunInputs, _ prediction: RunInputs.Prediction) {
    let names = record.job?.acceleratorKinds ?? [record.accelerator].compactMap(\.self)
    let count = record.job?.training?.acceleratorCount ?? record.acceleratorCount ?? 0
    if let predicted = inputs.accelerator, !names.isEmpty, names != [predicted] {
      self = .accelerator(measured: names.joined(separator: ", "), predicted: predicted)
    } else if let predicted = prediction.acceleratorCount, count > 0, count != predicted {
      self = .count(measured: count, predicted: predicted)
    } else {
      return nil
    }
  }

  /// Why nothing is compared.
  var obstacle: String {
    switch self {
    case .accelerator(let measured, let predicted):
      "nothing is compared: the run file is of \(predicted), and the run was on \(measured)"
    case .count(let measured, let predicted):
      "nothing is compared: the run file is of \(predicted) accelerators, and \(measured) took part"
    }
  }
}
