public import Quantities

/// Bought accelerators; nil leaves a figure to the default of Epoch AI's cost model, with its range.
public struct OwnershipTerms: Sendable, Equatable {
  /// How a price is spread over the life.
  public enum Amortization: String, Sendable, CaseIterable, Codable {
    case straightLine = "straight_line"
    /// The value falls by a constant share a year; the charge is its slope at the run.
    case decliningBalance = "declining_balance"
    /// An annuity that repays the price with interest.
    case capitalRecovery = "capital_recovery"
  }

  /// The price of one accelerator; nil for the profile's.
  public var unitPrice: UnitPrice?
  /// From an accelerator's price to that of its share of the server.
  public var serverOverhead: Double?
  /// The interconnect's share of the price of the whole cluster.
  public var interconnectShare: Double?
  /// How the price is spread over the life.
  public var amortization = Amortization.decliningBalance
  /// Powers of ten that the value falls by in a year, with declining balance.
  public var declinePerYear: Double?
  /// How old the hardware is when the run starts; with declining balance it has lost value since.
  public var age = Seconds(0)
  /// How long the hardware serves.
  public var serviceLife = Seconds(years: 5)
  /// What is left of the price at the end of the life, 0 to 1.
  public var salvageShare = 0.0
  /// Interest a year, with capital recovery.
  public var discountRate = 0.0
  /// The share of the life's hours that runs pay for.
  public var utilization = 1.0
  /// Maintenance a year as a share of the cluster's price.
  public var maintenanceSharePerYear = 0.0
  /// Upgrades a year as a share of the cluster's price.
  public var upgradeSharePerYear = 0.0
  /// Accelerators kept in reserve for each that works.
  public var sparesShare = 0.0
  /// The price of the building with its power and cooling plant, for a kilowatt of machines; nil for none.
  public var facilityPricePerKilowatt: UnitPrice?
  /// How long the building serves.
  public var facilityLife = Seconds(years: 15)

  /// The defaults.
  public init() {}
}
