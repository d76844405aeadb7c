import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  mutating func addRental(_ usage: UncertainUsage) throws(CostError) {
    try add(.computation, .acceleratorRental, usage.acceleratorHours, "h", try rentalPrice())
  }

  private mutating func rentalPrice() throws(CostError) -> SourcedPrice {
    let key = "prices.rental.price_per_accelerator_hour"
    if let given = terms.rental.pricePerAcceleratorHour { return try stated(given, key: "prices.rental") }
    guard let profile else {
      throw CostError(key: key, message: "the price is missing, and no accelerator is named")
    }
    guard let found = book.rental(of: profile.id, kind: terms.rental.kind) else {
      throw CostError(
        key: key, message: "no \(terms.rental.kind.rawValue) price is known for \(profile.id); give one, or mode: owned"
      )
    }
    let mid = found.value.mid
    let price = try listed(
      UnitPrice(mid.amount, mid.currency), found.source, .rentalPrice, found.value.map { $0.amount / mid.amount })
    let range = price.figure.range
    assume(
      key,
      "\(Money(range.mid, terms.currency).formatted(exact: false)) (\(NumberFormat.significant(range.low)) to \(NumberFormat.significant(range.high)))",
      found.source)
    return price
  }

  /// A rental price holds power, cooling and hardware: they are shown, never added.
  mutating func addIncluded(_ usage: UncertainUsage, pue: Range90<Double>) {
    let energy = usage.energy?.mid
    addIncluded(.energy, .energyIT, energy, "kWh")
    addIncluded(.energy, .cooling, energy.map { $0 * (pue.mid - 1) }, "kWh")
    addIncluded(.hardware, .acceleratorAmortization, usage.acceleratorHours.mid, "h")
  }
}
