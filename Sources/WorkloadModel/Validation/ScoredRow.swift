import HardwareProfiles
public import Quantities

/// One measured quantity beside its prediction.
public struct ScoredRow: Sendable {
  /// What was predicted: a number with its range, or whether a layout fits in memory.
  public enum Prediction: Sendable, Equatable {
    case range(Range90<Double>)
    case fits(Bool)
  }

  /// The row's id in the file, who measured it, and how far it can be trusted.
  public let id: String
  public let group: String
  public let grade: String
  /// Whether it counts; others are shown: hours from which part of the work was derived, and times of rows that their file
  /// does not take for a measure.
  public let isJudged: Bool
  /// Which quantity.
  public let quantity: MeasuredQuantity
  /// The accelerator's profile, and whether the model has routed experts.
  public let accelerator: String
  public let hasExperts: Bool
  /// The prediction and the measurement, in the quantity's unit; a layout that ran measures 1, one that did not 0.
  public let predicted: Prediction
  public let measured: Double
  /// What the work over half the peak rate, drawn out by the pipeline's bubble, says of a time or rate.
  public let baseline: Double?

  /// A prediction of what a run measured.
  init(
    _ run: MeasuredRun, _ quantity: MeasuredQuantity, predicted: Prediction, measured: Double, baseline: Double? = nil,
    hasExperts: Bool = false
  ) {
    (id, group, grade) = (run.id, run.group, run.grade)
    isJudged = run.grade != "D" && (run.isScorable || !quantity.isTime)
    self.quantity = quantity
    accelerator = run.profile.id
    self.hasExperts = hasExperts
    self.predicted = predicted
    self.measured = measured
    self.baseline = baseline
  }

  /// Predicted over measured, less 1; nil for whether it fits.
  public var relativeError: Double? {
    guard case .range(let range) = predicted else { return nil }
    return range.mid / measured - 1
  }

  /// The baseline's time over the measured one, less 1; a rate counts as its inverse.
  public var baselineError: Double? { baseline.map { (quantity.isRate ? measured / $0 : $0 / measured) - 1 } }

  /// The predicted time over the measured one, less 1; nil for what is no time.
  public var timeError: Double? {
    guard quantity.isTime, case .range(let range) = predicted else { return nil }
    return (quantity.isRate ? measured / range.mid : range.mid / measured) - 1
  }

  /// Whether the measurement lies within the predicted range, or the prediction of fitting is right.
  public var isWithinRange: Bool {
    switch predicted {
    case .range(let range): range.contains(measured)
    case .fits(let fits): fits == (measured > 0.5)
    }
  }
}
