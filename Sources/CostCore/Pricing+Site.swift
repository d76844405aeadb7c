import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  mutating func siteGrid() throws(CostError) -> Grid {
    if site.grid == nil { assume("site.grid", Defaults.grid, "default") }
    do {
      return try book.grid(site.grid ?? Defaults.grid)
    } catch {
      throw CostError(key: error.key, message: error.message, nearest: error.nearest)
    }
  }

  mutating func sitePUE() -> Range90<Double> {
    if let pue = site.pue { return Range90(exactly: pue) }
    let pue = Defaults.pue
    assume("site.pue", "\(pue.value.mid) (\(pue.value.low) to \(pue.value.high))", pue.source)
    return pue.value
  }

  /// The price of a kilowatt-hour in the statement's currency.
  private mutating func electricityPrice(_ grid: Grid) throws(CostError) -> SourcedPrice {
    if let given = site.electricityPrice { return try stated(given, key: "site.electricity") }
    var found = grid.electricityPrice
    if found == nil {
      found = try? book.grid(Defaults.grid).electricityPrice
      warnings.append("no electricity price is known for grid \(grid.id); the average of \(Defaults.grid) is used")
    }
    guard let found else { throw CostError(key: "site.electricity.price_per_kwh", message: "no price is known") }
    let price = try listed(
      UnitPrice(found.value.amount, found.value.currency), found.source, .electricityPrice,
      Defaults.electricitySpread.value)
    assume(
      "site.electricity.price_per_kwh", Money(price.figure.mid, terms.currency).formatted(exact: false), found.source)
    return price
  }

  mutating func addEnergy(_ usage: UncertainUsage, pue: Range90<Double>, grid: Grid) throws(CostError) {
    let price = try electricityPrice(grid)
    guard let energy = usage.energy else {
      warnings.append("the energy is unknown, so its cost is not in the total")
      for item in [CostItem.energyIT, .cooling] {
        lines.append(
          CostLine(
            category: .energy, item: item, quantity: nil, unit: "kWh", unitPrice: price.figure.mid,
            quotedPrice: price.quoted, asOf: price.source.date, source: price.source.title,
            confidence: price.confidence, amount: nil))
      }
      return
    }
    try add(.energy, .energyIT, energy, "kWh", price)
    try add(.energy, .cooling, energy * UncertainFigure(.pue, pue.map { max($0 - 1, 0) }), "kWh", price)
  }
}
