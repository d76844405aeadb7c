import Glibc
import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  /// Lines of bought hardware. The charge of an accelerator-hour by declining balance is the slope of the value at the
  /// run, V·k·ln 10 / 8766 h (Epoch AI, `cost_analysis_standalone.py`).
  mutating func addOwnership(_ usage: RunUsage) throws(CostError) {
    let owned = terms.owned
    let price: Range90<Double>
    let source: Source
    if let given = owned.unitPrice {
      (price, source) = (Range90(exactly: given.amount), Source(title: "run file, prices.owned", date: ""))
    } else {
      guard let listed = profile?.price else {
        throw CostError(
          key: "prices.owned.unit_price",
          message: "no price is known\(profile.map { " for \($0.id)" } ?? ", and no accelerator is named"); give one")
      }
      let amount = try converted(listed.value)
      price = Defaults.hardwarePriceSpread.value.map { amount * $0 }
      source = listed.source
      assume("prices.owned.unit_price", Money(amount, terms.currency).formatted(exact: false), source)
    }
    let hours = usage.acceleratorTime.map(\.hours)
    let share = owned.chargePerHour
    let unit = price.map { $0 * share }
    let server = unit.map { $0 * (owned.serverOverhead - 1) }
    let interconnect = unit.map { $0 * owned.serverOverhead * owned.interconnectShare / (1 - owned.interconnectShare) }
    try add(.hardware, .acceleratorAmortization, hours, "h", unit, source)
    if owned.serverOverhead > 1 { try add(.hardware, .serverAmortization, hours, "h", server, source) }
    if owned.interconnectShare > 0 { try add(.hardware, .interconnectAmortization, hours, "h", interconnect, source) }
    if owned.maintenanceSharePerYear > 0 {
      let cluster = owned.serverOverhead / (1 - owned.interconnectShare)
      let perHour = owned.maintenanceSharePerYear / (Seconds.hoursPerYear * owned.utilization) * cluster
      try add(.hardware, .maintenance, hours, "h", price.map { $0 * perHour }, source)
    }
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
