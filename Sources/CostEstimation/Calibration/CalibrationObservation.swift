public import Quantities

/// One quantity of one run, predicted without correction and measured.
public struct CalibrationObservation: Sendable, Equatable {
  /// What a correction scales.
  public enum Quantity: String, Sendable, CaseIterable {
    case time, power
  }

  /// The run, unique among the observations of a quantity.
  public var run: String
  /// The accelerator's profile.
  public var accelerator: String
  /// The number format of the matrix products.
  public var precision: Precision
  /// What was measured.
  public var quantity: Quantity
  /// The prediction of the shipped model, in the unit of the measurement.
  public var predicted: Range90<Double>
  /// The measurement.
  public var measured: Double

  /// An observation; both figures are above zero.
  public init(
    run: String, accelerator: String, precision: Precision, quantity: Quantity, predicted: Range90<Double>,
    measured: Double
  ) {
    self.run = run
    self.accelerator = accelerator
    self.precision = precision
    self.quantity = quantity
    self.predicted = predicted
    self.measured = measured
  }

  /// Whether both figures are numbers above zero.
  var isUsable: Bool {
    predicted.low > 0 && predicted.high.isFinite && measured > 0 && measured.isFinite
  }

  /// The natural logarithm of measured over predicted.
  var logRatio: Double { logarithm(measured / predicted.mid) }
}
