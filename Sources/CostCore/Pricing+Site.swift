import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

/// Where a share of the facility's energy comes from, and what a kilowatt-hour of it costs; nil where nobody knows.
private struct Supply {
  let label: String
  let share: Double
  let machines: SourcedPrice?
  let cooling: SourcedPrice?
}

extension Pricing {
  mutating func siteGrid() throws(CostError) -> Grid {
    if site.grid == nil { assume("site.grid", Defaults.grid, "default") }
    do {
      return try book.grid(site.grid ?? Defaults.grid)
    } catch {
      throw CostError(key: error.key, message: error.message, nearest: error.nearest)
    }
  }

  /// The power usage effectiveness over the load; by month where the site says so.
  mutating func sitePUE(_ load: LoadProfile) -> UncertainFigure {
    if site.pueByMonth.count == 1 { return UncertainFigure(site.pueByMonth[0]) }
    if !site.pueByMonth.isEmpty { return UncertainFigure(load.mean { monthlyPUE($0) }) }
    if let facility = site.grid.flatMap({ book.facility(ofRegion: $0) }) {
      assume("site.pue", NumberFormat.significant(facility.pue.value), facility.pue.source)
      return UncertainFigure(facility.pue.value)
    }
    let pue = profile?.isSold == false ? Defaults.hyperscalerPUE : Defaults.pue
    assume("site.pue", "\(pue.value.mid) (\(pue.value.low) to \(pue.value.high))", pue.source)
    return UncertainFigure(.pue, pue.value)
  }

  private func monthlyPUE(_ hour: HourOfYear) -> Double {
    site.pueByMonth.count == 12 ? site.pueByMonth[hour.month - 1] : site.pueByMonth[0]
  }

  /// What cooling and distribution take on top of each kilowatt-hour of the machines.
  func overhead(_ pue: UncertainFigure) -> UncertainFigure {
    guard !pue.spread.isNone else { return UncertainFigure(max(pue.mid - 1, 0)) }
    return UncertainFigure(.pue, pue.range.map { max($0 - 1, 0) })
  }

  private static let electricityKey = "site.electricity.price_per_kwh"

  /// The prices of a kilowatt-hour of the machines and of cooling: they differ where tariff and PUE both vary.
  private mutating func gridPrices(
    _ grid: Grid, _ load: LoadProfile
  ) throws(CostError) -> (machines: SourcedPrice?, cooling: SourcedPrice?) {
    guard !site.tariff.isEmpty else {
      let price = try electricityPrice(grid)
      return (price, price)
    }
    func price(_ hour: HourOfYear) -> Double { site.tariff.first { $0.holds(hour) }?.price.amount ?? 0 }
    let currency = site.tariff[0].price.currency
    let machines = try stated(UnitPrice(load.mean(price), currency), key: "site.electricity.tariff")
    assume(
      "site.electricity.tariff",
      "\(NumberFormat.significant(machines.figure.mid)) \(terms.currency.code)/kWh, mean of \(site.tariff.count) periods over the "
        + (site.start == nil ? "year; site.start would tell the hours" : "run"), "run file")
    guard site.pueByMonth.count == 12 else { return (machines, machines) }
    let overhead = load.mean { monthlyPUE($0) - 1 }
    let cooling = overhead > 0 ? load.mean { (monthlyPUE($0) - 1) * price($0) } / overhead : 0
    return (machines, try stated(UnitPrice(cooling, currency), key: "site.electricity.tariff"))
  }

  /// The price of a kilowatt-hour in the statement's currency; nil when nobody knows it.
  private mutating func electricityPrice(_ grid: Grid) throws(CostError) -> SourcedPrice? {
    if let given = site.electricityPrice { return try stated(given, key: "site.electricity") }
    guard let found = book.electricityPrice(of: grid.id) else {
      warnings.append("\(Self.electricityKey): no price is known for grid \(grid.id); give one")
      return nil
    }
    if found.isOfWiderArea {
      warnings.append("\(Self.electricityKey): none is known for grid \(grid.id); the average of \(found.area) is used")
    }
    let price = try listed(
      UnitPrice(found.price.value.amount, found.price.value.currency), found.price.source, .electricityPrice,
      Defaults.electricitySpread.value, confidence: found.isOfWiderArea ? .assumed : .listed)
    assume(
      Self.electricityKey, Money(price.figure.mid, terms.currency).formatted(exact: false), found.price.source)
    return price
  }

  private mutating func supplies(_ grid: Grid, _ load: LoadProfile) throws(CostError) -> [Supply] {
    var rest = 1.0
    // Who pays nothing by the grid's price need not know it.
    let ownPriced = [site.onSite, site.green].compactMap(\.self).filter { $0.price != nil }.map(\.share).reduce(0, +)
    let prices = ownPriced > 1 - 1e-12 ? (machines: nil, cooling: nil) : try gridPrices(grid, load)
    var result: [Supply] = []
    for (terms, label, key) in [
      (site.onSite, "made on site", "site.electricity.on_site"), (site.green, "green supply", "site.electricity.green"),
    ] {
      guard let terms, terms.share > 0 else { continue }
      rest -= terms.share
      if let price = terms.price {
        let price = try stated(price, key: key)
        result.append(Supply(label: label, share: terms.share, machines: price, cooling: price))
      } else {
        let premium = try terms.premium.map { premium throws(CostError) in
          premium.amount * (try exchangeRate(from: premium.currency))
        }
        func plus(_ price: SourcedPrice) throws(CostError) -> SourcedPrice {
          var price = price
          price.figure.mid += premium ?? 0
          price.quoted = price.quoted.flatMap { quoted in
            guard let premium = terms.premium else { return quoted }
            return quoted.currency == premium.currency
              ? UnitPrice(quoted.amount + premium.amount, quoted.currency) : nil
          }
          guard price.figure.mid >= 0 else {
            throw CostError(
              key: "\(key).premium_per_kwh", message: "the discount is larger than the grid's price, expected a price")
          }
          return price
        }
        result.append(
          Supply(
            label: label, share: terms.share, machines: try prices.machines.map(plus),
            cooling: try prices.cooling.map(plus)))
      }
    }
    if rest > 1e-12 {
      result.insert(
        Supply(label: "", share: min(rest, 1), machines: prices.machines, cooling: prices.cooling), at: 0)
    }
    return result
  }

  mutating func addEnergy(
    _ usage: UncertainUsage, pue: UncertainFigure, grid: Grid, load: LoadProfile
  ) throws(CostError) {
    let supplies = try supplies(grid, load)
    guard let energy = usage.energy else {
      warnings.append("the energy is unknown, so its cost is not in the total")
      for item in [CostItem.energyIT, .cooling] {
        guard let price = supplies[0].machines else {
          addUnpriced(.energy, item, nil, "kWh", key: Self.electricityKey)
          continue
        }
        lines.append(
          CostLine(
            category: .energy, item: item, quantity: nil, unit: "kWh", unitPrice: price.figure.mid,
            quotedPrice: price.quoted, asOf: price.source.date, source: price.source.title,
            confidence: price.confidence, amount: nil))
      }
      return
    }
    for supply in supplies {
      for (item, energy, price) in [
        (CostItem.energyIT, energy, supply.machines), (.cooling, energy * overhead(pue), supply.cooling),
      ] {
        if let price {
          try add(.energy, item, label: supply.label, energy * supply.share, "kWh", price)
        } else {
          addUnpriced(
            .energy, item, label: supply.label, (energy * supply.share).mid, "kWh", key: Self.electricityKey)
        }
      }
    }
    if let charge = site.demandChargePerKilowattMonth {
      try addDemandCharge(charge, energy: energy, wall: usage.wallHours, pue: pue, load: load)
    }
    if let water = site.water, let price = water.pricePerCubicMetre {
      guard let litres = water.litresPerKilowattHour ?? facilityWater else {
        throw CostError(
          key: "site.water.litres_per_kwh", message: "is missing, and the price book has none for the site")
      }
      try add(.energy, .cooling, label: "water", energy * (litres / 1000), "m³", try stated(price, key: "site.water"))
    }
  }

  var facilityWater: Double? { site.grid.flatMap { book.facility(ofRegion: $0) }?.waterPerKilowattHour }

  /// Demand is billed by the highest mean power of a quarter of an hour; of a run it is taken pro rata of the month.
  private mutating func addDemandCharge(
    _ charge: UnitPrice, energy: UncertainFigure, wall: UncertainFigure?, pue: UncertainFigure, load: LoadProfile
  ) throws(CostError) {
    guard let wall, wall.mid > 0 else {
      warnings.append("the time on the clock is unknown, so the demand charge is not in the total; give cluster.count")
      return
    }
    if load.peakFactor == 1 { assume("site.electricity.demand", "peak demand is the mean power", "no power curve") }
    let hoursPerMonth = Seconds.hoursPerYear / 12
    // Power times months is energy over hours a month.
    try add(
      .energy, .demandCharge, energy * pue * (load.peakFactor / hoursPerMonth), "kW month",
      try stated(charge, key: "site.electricity.demand_charge_per_kw_month"))
  }
}
