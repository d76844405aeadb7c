public import Quantities

/// The place a run occupies.
public struct SiteSpecification: Sendable, Equatable {
  /// The electricity grid, as the price book names it; nil for the default.
  public var grid: String?
  /// Power usage effectiveness, one figure or twelve for the months from January; empty for the default.
  public var pueByMonth: [Double] = []
  /// The price of a kilowatt-hour; nil for the grid's.
  public var electricityPrice: UnitPrice?
  /// Prices that depend on the time; empty for one price.
  public var tariff: [TariffPeriod] = []
  /// The price of a kilowatt of peak demand for a month; nil for none.
  public var demandChargePerKilowattMonth: UnitPrice?
  /// Electricity made at the site; nil for none.
  public var onSite: SupplyTerms?
  /// Electricity bought as green; nil for none.
  public var green: SupplyTerms?
  /// Carbon intensity of the grid, one figure or twenty-four for the hours of the day; empty for the price book's.
  public var carbonIntensityByHour: [GramsPerKilowattHour] = []
  /// What one more kilowatt-hour emits; nil for the price book's.
  public var marginalCarbonIntensity: GramsPerKilowattHour?
  /// Whether emissions are those of the average or of one more kilowatt-hour.
  public var carbonMethod = CarbonMethod.average
  /// Water that cooling takes up and its price; nil for none.
  public var water: WaterTerms?
  /// When the run starts, local time of the site, in seconds since 1970-01-01; nil for an average hour of the year.
  public var start: Seconds?
  /// Local time less UTC, in hours, for jobs whose start was metered.
  public var hoursAheadOfUTC: Double?

  /// The default place.
  public init() {}

  /// One power usage effectiveness, the mean where it differs by month; nil for the default.
  public var pue: Double? {
    get { pueByMonth.isEmpty ? nil : pueByMonth.reduce(0, +) / Double(pueByMonth.count) }
    set { pueByMonth = newValue.map { [$0] } ?? [] }
  }
}

/// Which kilowatt-hour's emissions are counted.
public enum CarbonMethod: String, Sendable, CaseIterable, Codable {
  case average, marginal
}

/// A part of the electricity that does not come from the grid at the grid's price.
public struct SupplyTerms: Sendable, Equatable {
  /// The share of the facility's energy, 0 to 1.
  public var share: Double
  /// The price of a kilowatt-hour; nil for the grid's price and `premium`.
  public var price: UnitPrice?
  /// On top of the grid's price where no price is given; below zero for a discount.
  public var premium: UnitPrice?
  /// What a kilowatt-hour emits.
  public var carbonIntensity: GramsPerKilowattHour

  /// A supply.
  public init(share: Double, price: UnitPrice?, premium: UnitPrice?, carbonIntensity: GramsPerKilowattHour) {
    self.share = share
    self.price = price
    self.premium = premium
    self.carbonIntensity = carbonIntensity
  }
}

/// Water for cooling.
public struct WaterTerms: Sendable, Equatable {
  /// Litres for each kilowatt-hour of the machines (WUE); nil for the price book's.
  public var litresPerKilowattHour: Double?
  /// The price of a cubic metre; nil for nothing charged.
  public var pricePerCubicMetre: UnitPrice?

  /// Water.
  public init(litresPerKilowattHour: Double?, pricePerCubicMetre: UnitPrice?) {
    self.litresPerKilowattHour = litresPerKilowattHour
    self.pricePerCubicMetre = pricePerCubicMetre
  }
}

/// What making the hardware emitted, and the share of it that a run bears (ISO/IEC 21031).
public struct EmbodiedCarbon: Sendable, Equatable {
  /// Emissions of making one accelerator with its share of the server.
  public var perAccelerator: Kilograms
  /// The expected life.
  public var life: Seconds
  /// The share of the hardware that the run reserves, 0 to 1.
  public var reservedShare: Double

  /// Emissions of making hardware.
  public init(perAccelerator: Kilograms, life: Seconds, reservedShare: Double) {
    self.perAccelerator = perAccelerator
    self.life = life
    self.reservedShare = reservedShare
  }
}
