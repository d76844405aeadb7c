import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  /// Rented hours: those that a commitment covers, the rest, and of spot machines those that interruptions lose.
  mutating func addRental(_ usage: UncertainUsage) throws(CostError) {
    var hours = usage.acceleratorHours
    if let commitment = terms.rental.commitment {
      let price = try stated(
        UnitPrice(commitment.prepaid.amount / commitment.acceleratorHours, commitment.prepaid.currency),
        key: "prices.rental.commitment")
      let isExceeded = hours.mid > commitment.acceleratorHours
      let used = isExceeded ? UncertainFigure(commitment.acceleratorHours) : hours
      try add(.computation, .acceleratorRental, label: "commitment used", kind: .committed, used, "h", price)
      let unused = commitment.acceleratorHours - used.mid
      if unused > 0 {
        if commitment.chargesUnused {
          try add(
            .computation, .acceleratorRental, label: "commitment unused", kind: .committed, UncertainFigure(unused),
            "h",
            price)
        } else {
          warnings.append("\(NumberFormat.significant(unused)) committed accelerator-hours stay unused and uncharged")
        }
      }
      guard isExceeded else { return }
      hours = UncertainFigure(hours.mid - commitment.acceleratorHours, hours.spread)
    }
    guard var price = try rentalPrice() else {
      return addUnpriced(.computation, .acceleratorRental, hours.mid, "h", key: Self.rentalKey)
    }
    if let discount = terms.rental.discount {
      price = price * UncertainFigure(.rentalPrice, discount.ratio)
      price.source = Source(title: "\(price.source.title); \(discount.source)", date: price.source.date)
    }
    guard let preemption = terms.rental.preemption else {
      if terms.rental.kind == .spot {
        warnings.append(
          "spot machines are taken away at times and no interruption is counted; give prices.rental.preemption")
      }
      return try add(.computation, .acceleratorRental, kind: rentalKind, hours, "h", price)
    }
    let lost = preemption.lostShare
    guard lost < PreemptionTerms.mostLost else {
      throw CostError(
        key: "prices.rental.preemption",
        message:
          "interruptions every \(preemption.meanTimeBetween.formatted) leave no time to train: a checkpoint takes "
          + "\(preemption.checkpointTime.formatted) and a restart \(preemption.restartTime.formatted)")
    }
    assume(
      "prices.rental.preemption.interval",
      "checkpoints every \(preemption.usedInterval.formatted); \(NumberFormat.percent(lost)) of the time is lost",
      preemption.interval == nil ? "best interval by Daly, 2006" : "run file")
    try add(.computation, .acceleratorRental, kind: rentalKind, hours * (1 - lost), "h", price)
    try add(
      .computation, .acceleratorRental, label: "lost to pre-emption", kind: rentalKind, hours * lost, "h", price)
  }

  /// How hours are rented that no commitment covers: what is taken away at times is spot, whatever else is said.
  var rentalKind: RentalTerms.Kind { terms.rental.preemption == nil ? terms.rental.kind : .spot }

  /// Accelerator-hours at a price that nobody knows.
  mutating func addUnpricedHours(_ usage: RunUsage) {
    addUnpriced(.computation, .acceleratorRental, usage.acceleratorTime.mid.hours, "h", key: Self.rentalKey)
  }

  private static let rentalKey = "prices.rental.price_per_accelerator_hour"

  /// The price of an accelerator for an hour; nil when nobody lists one.
  private mutating func rentalPrice() throws(CostError) -> SourcedPrice? {
    let key = Self.rentalKey
    if let given = terms.rental.pricePerAcceleratorHour { return try stated(given, key: "prices.rental") }
    guard let profile else {
      throw CostError(key: key, message: "the price is missing, and no accelerator is named")
    }
    let found: RentalQuote?
    var years: Int?
    if terms.rental.kind == .committed {
      years = terms.rental.commitmentYears ?? 1
      if terms.rental.commitmentYears == nil { assume("prices.rental.commitment_years", "1", "default") }
    }
    do {
      found = try book.rental(
        of: profile.id, kind: terms.rental.kind, years: years,
        provider: terms.rental.provider, region: terms.rental.region)
    } catch {
      throw CostError(key: error.key, message: error.message, nearest: error.nearest)
    }
    guard let found else {
      let kind = terms.rental.kind.rawValue + (years.map { " (\($0)-year)" } ?? "")
      warnings.append("\(key): no \(kind) price is known for \(profile.id); give one, or mode: owned")
      return nil
    }
    let mid = found.price.mid
    let price = try listed(
      UnitPrice(mid, found.currency), found.source, .rentalPrice, found.price.map { $0 / mid })
    let range = price.figure.range
    let bounds =
      range.isExact ? "" : " (\(NumberFormat.significant(range.low)) to \(NumberFormat.significant(range.high)))"
    assume(key, Money(range.mid, terms.currency).formatted(exact: false) + bounds, found.source)
    return price
  }

  /// A rental price holds power, cooling and hardware: they are shown, never added.
  mutating func addIncluded(_ usage: UncertainUsage, pue: UncertainFigure) {
    let energy = usage.energy?.mid
    if terms.rental.includesPower {
      addIncluded(.energy, .energyIT, energy, "kWh")
      addIncluded(.energy, .cooling, energy.map { $0 * (pue.mid - 1) }, "kWh")
    }
    addIncluded(.hardware, .acceleratorAmortization, usage.acceleratorHours.mid, "h")
  }
}
