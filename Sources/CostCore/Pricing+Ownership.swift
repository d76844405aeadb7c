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
    let hours = usage.acceleratorHours
    guard let price = try hardwarePrice() else {
      return addUnpriced(.hardware, .acceleratorAmortization, hours.mid, "h", key: "prices.owned.unit_price")
    }
    let unit = price * chargePerHour
    let overhead = serverOverhead
    let share = interconnectRatio
    let onTop =
      overhead.spread.isNone
      ? UncertainFigure(overhead.mid - 1) : UncertainFigure(.serverOverhead, overhead.range.map { $0 - 1 })
    try add(.hardware, .acceleratorAmortization, hours, "h", unit)
    if onTop.mid > 0 { try add(.hardware, .serverAmortization, hours, "h", unit * onTop) }
    if share.mid > 0 { try add(.hardware, .interconnectAmortization, hours, "h", unit * (overhead * share)) }
    // Accelerator, server and interconnect over the accelerator alone.
    let cluster = UncertainFigure(overhead.mid * (1 + share.mid), (overhead * share).spread)
    if owned.sparesShare > 0 {
      try add(
        .hardware, .acceleratorAmortization, label: "spares", hours, "h", unit * cluster * owned.sparesShare)
    }
    let perYear = 1 / (Seconds.hoursPerYear * owned.utilization)
    for (item, yearly) in [
      (CostItem.maintenance, owned.maintenanceSharePerYear), (.upgrade, owned.upgradeSharePerYear),
    ]
    where yearly > 0 {
      try add(.hardware, item, hours, "h", price * cluster * (yearly * perYear))
    }
    if let facility = owned.facilityPricePerKilowatt {
      guard let energy = usage.energy else {
        warnings.append("the energy is unknown, so the facility's share is not in the total")
        return
      }
      let plant = try stated(facility, key: "prices.owned.facility_price_per_kw")
      try add(
        .hardware, .serverAmortization, label: "facility", energy, "kWh",
        plant * (1 / (owned.facilityLife.hours * owned.utilization)))
    }
    if owned.amortization == .decliningBalance, owned.salvageShare > 0 {
      warnings.append("prices.owned.salvage_share has no part in declining_balance, whose value never falls to nothing")
    }
  }

  private var serverOverhead: UncertainFigure {
    terms.owned.serverOverhead.map { UncertainFigure($0) }
      ?? UncertainFigure(.serverOverhead, Defaults.serverOverhead.value)
  }

  /// The interconnect's price over that of everything else.
  private var interconnectRatio: UncertainFigure {
    func ratio(_ share: Double) -> Double { share / (1 - share) }
    return terms.owned.interconnectShare.map { UncertainFigure(ratio($0)) }
      ?? UncertainFigure(.interconnectShare, Defaults.interconnectShare.value.map(ratio))
  }

  /// The share of the purchase price that an hour of use is charged.
  ///
  /// Straight line spreads price less salvage over the life; declining balance takes the slope of the value at the run;
  /// capital recovery is the annuity P·r(1+r)^n/((1+r)^n−1) less salvage·r/((1+r)^n−1).
  private var chargePerHour: UncertainFigure {
    let owned = terms.owned
    let years = owned.serviceLife.years
    let straight = (1 - owned.salvageShare) / years
    let perHour = 1 / (Seconds.hoursPerYear * owned.utilization)
    switch owned.amortization {
    case .straightLine: return UncertainFigure(straight * perHour)
    case .decliningBalance:
      func slope(_ decline: Double) -> Double { decline * log(10) * pow(10, -decline * owned.age.years) * perHour }
      if let given = owned.declinePerYear { return UncertainFigure(slope(given)) }
      let prior = Defaults.declinePerYear.value
      return UncertainFigure(.decline, low: slope(prior.low), mid: slope(prior.mid), high: slope(prior.high))
    case .capitalRecovery:
      guard owned.discountRate > 0 else { return UncertainFigure(straight * perHour) }
      let growth = pow(1 + owned.discountRate, years)
      return UncertainFigure(owned.discountRate * (growth - owned.salvageShare) / (growth - 1) * perHour)
    }
  }

  /// The price of one accelerator; nil when nobody knows it.
  private mutating func hardwarePrice() throws(CostError) -> SourcedPrice? {
    if let given = terms.owned.unitPrice { return try stated(given, key: "prices.owned") }
    guard let profile else {
      throw CostError(
        key: "prices.owned.unit_price", message: "no price is known, and no accelerator is named; give one")
    }
    guard let found = profile.price else {
      warnings.append("prices.owned.unit_price: no price is known for \(profile.id); give one")
      return nil
    }
    let price = try listed(
      UnitPrice(found.value.amount, found.value.currency), found.source, .hardwarePrice,
      (profile.isSold ? Defaults.hardwarePriceSpread : Defaults.equivalentPriceSpread).value)
    assume("prices.owned.unit_price", Money(price.figure.mid, terms.currency).formatted(exact: false), found.source)
    return price
  }
}
