public import Quantities

/// A number that the value of a run depends on.
public struct ValueDriver: Sendable, Equatable {
  /// What a change of it means.
  public enum Role: String, Sendable {
    case price, volume, share, cost
  }

  /// `stream.parameter` as the benefits file names them; `training_cost` for the run's own cost.
  public var key: String
  /// The number: exact where the file gives no bounds.
  public var range: Range90<Double>
  /// What it is.
  public var role: Role

  /// The key of the run's own cost.
  public static let trainingCost = "training_cost"
}
