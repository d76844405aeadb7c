public import Quantities

/// Greenhouse gases of a run.
public struct CarbonStatement: Sendable, Equatable, Codable {
  /// Of the energy used, location-based; nil when energy or grid is unknown.
  public let operational: Range90<Kilograms>?
  /// The run's share of making the accelerators; nil when no figure is known.
  public let embodied: Range90<Kilograms>?
}
