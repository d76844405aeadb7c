import Glibc
public import Quantities

/// What one input does to a total: the bar of a tornado.
public struct Sensitivity: Sendable, Equatable {
  /// The input.
  public let driver: CostDriver
  /// The total with the input at its 5th percentile and all others in the middle.
  public let atLow: Money
  /// The same at its 95th percentile.
  public let atHigh: Money
  /// Its share of the total's variance, in the logarithm.
  public let varianceShare: Double

  /// How far the total moves from one end to the other.
  public var swing: Double { abs(atHigh.amount - atLow.amount) }
}

extension CostStatement {
  /// What each uncertain input does to the total, widest first.
  public var sensitivities: [Sensitivity] {
    let spread = spread
    let middle = total.mid.amount
    func width(_ driver: CostDriver) -> Double {
      let reach = spread.atHigh[driver.rawValue] - spread.atLow[driver.rawValue]
      return reach * reach
    }
    let drivers = spread.drivers
    let all = drivers.map(width).reduce(0, +)
    return drivers.map { driver in
      Sensitivity(
        driver: driver, atLow: Money(middle * exp(spread.atLow[driver.rawValue]), currency),
        atHigh: Money(middle * exp(spread.atHigh[driver.rawValue]), currency),
        varianceShare: all > 0 ? width(driver) / all : 0)
    }
    .sorted { ($0.swing, $1.driver.rawValue) > ($1.swing, $0.driver.rawValue) }
  }
}

extension CostDriver {
  /// How its range would shrink: the one thing to measure or ask for.
  public var remedy: String {
    switch self {
    case .acceleratorTime: "run some hundred steps under 'traincost measure' and give training.mfu"
    case .energy: "meter some hundred steps with 'traincost measure' and give power.accelerator_watts"
    case .rentalPrice: "ask for a quote and give prices.rental.price_per_accelerator_hour"
    case .hardwarePrice: "ask for a quote and give prices.owned.unit_price"
    case .serverOverhead: "take the server's price from its invoice and give prices.owned.server_overhead"
    case .interconnectShare: "take the network's price from its invoice and give prices.owned.interconnect_share"
    case .decline: "settle on a depreciation schedule: prices.owned.amortization, service_life_years"
    case .electricityPrice: "take it from the electricity bill and give site.electricity.price_per_kwh"
    case .pue: "ask the data center for its annual PUE and give site.pue"
    case .carbonIntensity: "give site.carbon_intensity from the grid operator"
    case .embodiedCarbon: "ask the maker for a product carbon footprint and give embodied.kg_per_accelerator"
    case .waste: "give prices.rental.preemption.mean_time_between from the provider's history"
    case .projectFactor: "count the accelerator-hours of past projects in the ledger and give prices.project_factor"
    case .data: "give prices.data from the data supplier's quote"
    case .staff: "give prices.staff from the payroll"
    case .exchangeRate: "give prices.exchange_rates of the day"
    }
  }
}

extension CostStatement {
  /// This total over another's, in the same currency: inputs that move both alike cancel. A total of nothing has the
  /// ratio 1.
  ///
  /// - Parameters:
  ///   - other: the total below.
  ///   - unshared: how much of the effect of the accelerators' time does not cancel, as a share of it in the logarithm.
  public func ratio(to other: CostStatement, unshared: Double = 0) -> Range90<Double> {
    let (mine, theirs) = (total.mid.amount, other.total.mid.amount)
    guard theirs > 0, currency == other.currency else { return Range90(exactly: 1) }
    let (own, its) = (spread, other.spread)
    var difference = DriverSpread(atHigh: own.atHigh - its.atHigh, atLow: own.atLow - its.atLow)
    let time = CostDriver.acceleratorTime.rawValue
    difference.atHigh[time] = max(difference.atHigh[time], unshared * max(own.atHigh[time], its.atHigh[time]))
    difference.atLow[time] = min(difference.atLow[time], unshared * min(own.atLow[time], its.atLow[time]))
    return difference.factors.map { $0 * mine / theirs }
  }
}

extension DriverSpread {
  /// What is left of the figure with a driver at its 5th and at its 95th percentile.
  public func ratios(of driver: CostDriver) -> (low: Double, high: Double) {
    (exp(atLow[driver.rawValue]), exp(atHigh[driver.rawValue]))
  }
}
