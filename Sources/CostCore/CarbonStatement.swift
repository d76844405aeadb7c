public import Quantities
public import TrainingRun

/// Greenhouse gases of a run.
public struct CarbonStatement: Sendable, Equatable, Codable {
  /// Of the energy used, location-based; nil when energy or grid is unknown.
  public let operational: Range90<Kilograms>?
  /// Of the energy as it was bought (GHG Protocol, Scope 2); nil when no contract or supplier's mix is known.
  public let marketBased: Range90<Kilograms>?
  /// The run's share of making the accelerators; nil when no figure is known.
  public let embodied: Range90<Kilograms>?
  /// Whether the location-based figure is of the average or the marginal kilowatt-hour; nil in records of old.
  public let method: CarbonMethod?
  /// The grid's intensity behind the location-based figure; nil when unknown.
  public let intensity: Range90<GramsPerKilowattHour>?

  init(
    operational: Range90<Kilograms>?, marketBased: Range90<Kilograms>? = nil, embodied: Range90<Kilograms>?,
    method: CarbonMethod? = nil, intensity: Range90<GramsPerKilowattHour>? = nil
  ) {
    self.operational = operational
    self.marketBased = marketBased
    self.embodied = embodied
    self.method = method
    self.intensity = intensity
  }

  /// Operational, location-based, and embodied: E·I + M of the Software Carbon Intensity (ISO/IEC 21031), for one run as
  /// its functional unit. Nil unless both are known.
  public var softwareCarbonIntensity: Range90<Kilograms>? {
    operational.flatMap { operational in embodied.map { operational + $0 } }
  }
}
