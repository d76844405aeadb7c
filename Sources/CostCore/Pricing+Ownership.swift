import Glibc
import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  /// Lines of bought hardware. The charge of an accelerator-hour by declining balance is the slope of the value at the
  /// run, V·k·ln 10 / 8766 h (Epoch AI, `cost_analysis_standalone.py`).
  mutating func addOwnership(_ usage: UncertainUsage) throws(CostError) {
    let owned = terms.owned
    let price = try hardwarePrice()
    let hours = usage.acceleratorHours
    let unit = price * owned.chargePerHour
    let server = unit * (owned.serverOverhead - 1)
    let interconnect = unit * (owned.serverOverhead * owned.interconnectShare / (1 - owned.interconnectShare))
    try add(.hardware, .acceleratorAmortization, hours, "h", unit)
    if owned.serverOverhead > 1 { try add(.hardware, .serverAmortization, hours, "h", server) }
    if owned.interconnectShare > 0 { try add(.hardware, .interconnectAmortization, hours, "h", interconnect) }
    if owned.maintenanceSharePerYear > 0 {
      let cluster = owned.serverOverhead / (1 - owned.interconnectShare)
      let perHour = owned.maintenanceSharePerYear / (Seconds.hoursPerYear * owned.utilization) * cluster
      try add(.hardware, .maintenance, hours, "h", price * perHour)
    }
  }

  /// The price of one accelerator.
  private mutating func hardwarePrice() throws(CostError) -> SourcedPrice {
    if let given = terms.owned.unitPrice { return try stated(given, key: "prices.owned") }
    guard let found = profile?.price else {
      throw CostError(
        key: "prices.owned.unit_price",
        message: "no price is known\(profile.map { " for \($0.id)" } ?? ", and no accelerator is named"); give one")
    }
    let price = try listed(
      UnitPrice(found.value.amount, found.value.currency), found.source, .hardwarePrice,
      Defaults.hardwarePriceSpread.value)
    assume("prices.owned.unit_price", Money(price.figure.mid, terms.currency).formatted(exact: false), found.source)
    return price
  }
}

extension OwnershipTerms {
  /// The share of the purchase price that an hour of use is charged.
  ///
  /// Straight line spreads price less salvage over the life; declining balance takes the slope of the value at the run;
  /// capital recovery is the annuity P·r(1+r)^n/((1+r)^n−1) less salvage·r/((1+r)^n−1).
  var chargePerHour: Double {
    let years = serviceLife.years
    let perYear: Double
    switch amortization {
    case .straightLine: perYear = (1 - salvageShare) / years
    case .decliningBalance: perYear = declinePerYear * log(10)
    case .capitalRecovery:
      guard discountRate > 0 else { return (1 - salvageShare) / years / (Seconds.hoursPerYear * utilization) }
      let growth = pow(1 + discountRate, years)
      perYear = discountRate * (growth - salvageShare) / (growth - 1)
    }
    return perYear / (Seconds.hoursPerYear * utilization)
  }
}
