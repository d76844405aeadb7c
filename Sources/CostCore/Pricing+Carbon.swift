import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

/// Emissions with what moves them.
struct PricedCarbon {
  /// Kilograms, location-based; nil when energy or grid is unknown.
  var operational: UncertainFigure?
  var marketBased: UncertainFigure?
  var embodied: Range90<Kilograms>?
  var method: CarbonMethod
  var intensity: Range90<GramsPerKilowattHour>?

  var statement: CarbonStatement {
    CarbonStatement(
      operational: operational.map { $0.range.map { Kilograms($0) } },
      marketBased: marketBased.map { $0.range.map { Kilograms($0) } }, embodied: embodied, method: method,
      intensity: intensity)
  }
}

extension Pricing {
  /// Operational emissions are facility energy times the grid's intensity; embodied ones are the share of each
  /// accelerator's life that the run takes, by the Software Carbon Intensity formula (ISO/IEC 21031).
  mutating func carbon(
    _ usage: UncertainUsage, pue: UncertainFigure, grid: Grid, load: LoadProfile
  ) throws(CostError) -> PricedCarbon {
    let average = try intensity(grid, load)
    let onSite = site.onSite?.share ?? 0
    let atSite = (site.onSite?.carbonIntensity.value ?? 0) * onSite
    let facility = usage.energy.map { $0 * pue }
    func emitted(_ perKilowattHour: UncertainFigure?, share: Double, added: Double) -> UncertainFigure? {
      guard let facility, let perKilowattHour else { return nil }
      let mixed = perKilowattHour.mid * share + added
      let spread = perKilowattHour.mid * share >= added ? perKilowattHour.spread : DriverSpread.none
      return facility * UncertainFigure(mixed, spread) * 1e-3
    }
    var market: UncertainFigure?
    if site.green != nil || site.onSite != nil || grid.marketCarbonIntensity != nil {
      let bought = site.green?.share ?? 0
      let residual = grid.marketCarbonIntensity.map { UncertainFigure($0.value.value) } ?? average
      market = emitted(
        residual, share: max(0, 1 - onSite - bought),
        added: atSite + bought * (site.green?.carbonIntensity.value ?? 0))
    }
    return PricedCarbon(
      operational: emitted(average, share: 1 - onSite, added: atSite), marketBased: market,
      embodied: embodied(usage.acceleratorHours), method: site.carbonMethod,
      intensity: average.map { $0.range.map { GramsPerKilowattHour($0) } })
  }

  /// Grams for a kilowatt-hour: stated, else the price book's; nil when not known.
  private mutating func intensity(_ grid: Grid, _ load: LoadProfile) throws(CostError) -> UncertainFigure? {
    if site.carbonMethod == .marginal {
      if let given = site.marginalCarbonIntensity { return UncertainFigure(given.value) }
      guard let found = grid.marginalCarbonIntensity else {
        throw CostError(
          key: "site.marginal_carbon_intensity",
          message: "no marginal intensity is known for grid \(grid.id); give one, or carbon_method: average")
      }
      assume("site.marginal_carbon_intensity", found.value.formatted, found.source)
      return UncertainFigure(found.value.value)
    }
    let given = site.carbonIntensityByHour
    if given.count == 1 { return UncertainFigure(given[0].value) }
    if !given.isEmpty { return UncertainFigure(load.mean { given[$0.hour].value }) }
    var found = grid.carbonIntensity
    if found == nil, let country = grid.id.split(separator: "-").first {
      found = try? book.grid(String(country)).carbonIntensity
      if let found { assume("site.grid", "carbon intensity of \(country)", found.source) }
    }
    guard let found else { return nil }
    assume("site.carbon_intensity", found.value.formattedWithBounds, found.source)
    return UncertainFigure(.carbonIntensity, found.value.map(\.value))
  }

  private mutating func embodied(_ hours: UncertainFigure) -> Range90<Kilograms>? {
    if let given = embodiedCarbon {
      return (hours * (given.perAccelerator.value * given.reservedShare / given.life.hours)).range
        .map { Kilograms($0) }
    }
    return profile?.embodiedCarbon.map { figure in
      let life = Defaults.embodiedLife
      assume("embodied.service_life", "\(life.value.years) years", life.source)
      assume("embodied.kg_per_accelerator", figure.value.formattedWithBounds, figure.source)
      let made = UncertainFigure(.embodiedCarbon, figure.value.map(\.value))
      return (made * hours * (1 / life.value.hours)).range.map { Kilograms($0) }
    }
  }

  mutating func addCarbonCharge(_ carbon: PricedCarbon, grid: Grid) throws(CostError) {
    guard let terms = terms.carbon, terms.pricePerTonne > 0 else { return }
    guard let operational = carbon.operational else {
      warnings.append("the emissions are unknown, so the carbon charge is not in the total")
      return
    }
    let tonnes = operational * (terms.coveredShare / 1000)
    // The book's prices of the European Union hold its emissions trading.
    let bookPriceHoldsIt = site.electricityPrice == nil && site.tariff.isEmpty && book.isInEmissionsTrading(grid.id)
    let paysForPower = self.terms.mode == .owned || !self.terms.rental.includesPower
    guard terms.isInElectricityPrice ?? (paysForPower && bookPriceHoldsIt) else {
      return try add(
        .carbon, .carbonCharge, tonnes, "t", SourcedPrice(given: terms.pricePerTonne, key: "prices.carbon"))
    }
    lines.append(
      CostLine(
        category: .carbon, item: .carbonCharge, quantity: tonnes.mid, unit: "t", unitPrice: nil, asOf: "",
        source: "held by the electricity price", amount: nil, includedIn: .energyIT))
    if terms.isInElectricityPrice == nil {
      warnings.append(
        "the electricity price of \(grid.id) already holds emissions trading, so the carbon charge is not added; "
          + "prices.carbon.in_electricity_price: false would add it")
    }
  }
}
