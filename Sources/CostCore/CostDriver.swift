/// The uncertain inputs that move a cost. Lines that share one move together.
public enum CostDriver: Int, Sendable, CaseIterable {
  case acceleratorTime, energy, rentalPrice, hardwarePrice, serverOverhead, interconnectShare, decline, electricityPrice
  case pue, carbonIntensity, embodiedCarbon, waste, projectFactor, data, staff, exchangeRate

  /// The input as a key of the run file or of the estimate.
  public var key: String {
    switch self {
    case .acceleratorTime: "time.accelerator_hours"
    case .energy: "energy.it_kwh"
    case .rentalPrice: "prices.rental.price_per_accelerator_hour"
    case .hardwarePrice: "prices.owned.unit_price"
    case .serverOverhead: "prices.owned.server_overhead"
    case .interconnectShare: "prices.owned.interconnect_share"
    case .decline: "prices.owned.decline_oom_per_year"
    case .electricityPrice: "site.electricity.price_per_kwh"
    case .pue: "site.pue"
    case .carbonIntensity: "site.carbon_intensity"
    case .embodiedCarbon: "carbon.embodied_kg"
    case .waste: "prices.rental.preemption"
    case .projectFactor: "prices.project_factor"
    case .data: "prices.data"
    case .staff: "prices.staff"
    case .exchangeRate: "prices.exchange_rates"
    }
  }
}
