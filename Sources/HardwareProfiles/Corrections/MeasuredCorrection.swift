public import Quantities

/// What a user's own measured runs say of the models' figures for one accelerator in one precision.
public struct MeasuredCorrection: Sendable, Equatable {
  /// Measured over predicted time: the factor, and the bounds between which nine in ten runs fall.
  public var time: Range90<Double>?
  /// Measured over predicted mean power of an accelerator, likewise.
  public var power: Range90<Double>?
  /// How many runs it stands on.
  public var runs: Int
  /// Who measured them, when it was fitted, and how much it helped.
  public var source: Source

  /// A correction; a quantity that was not measured has none.
  public init(time: Range90<Double>?, power: Range90<Double>?, runs: Int, source: Source) {
    self.time = time
    self.power = power
    self.runs = runs
    self.source = source
  }
}
