public import Quantities
public import TrainingRun

/// What an hour and a kilowatt-hour cost, line by line: a pricing resolved once, for usages of the same site, layout and
/// terms, as a search or a live display asks for by the thousand.
///
/// Every line of a bill is linear in accelerator-hours and energy, but for commitments that are exceeded and tariffs
/// whose hours change with the length of a run: for those the card holds near the usage it was made for.
public struct RateCard: Sendable {
  private let currency: Currency
  private let template: [CostLine]
  private let rates: [Rate]

  private struct Rate {
    var quantity: Linear
    var amount: Linear
    /// Of the amount to its middle.
    var low: Double
    var high: Double
  }

  private struct Linear {
    var perHour: Double
    var perKilowattHour: Double
    var fixed: Double

    func callAsFunction(_ hours: Double, _ energy: Double) -> Double {
      perHour * hours + perKilowattHour * energy + fixed
    }
  }

  /// A card of a pricing, made for a usage and usages like it.
  ///
  /// - Throws: `CostError` as pricing the usage does, and where the usage's energy is unknown.
  public init(_ pricing: Pricing, for usage: RunUsage) throws(CostError) {
    guard let energy = usage.itEnergy?.mid.kilowattHours, energy > 0 else {
      throw CostError(key: "power", message: "the energy is unknown, so there is no rate for it")
    }
    let hours = usage.acceleratorTime.mid.hours
    let statement = try pricing.price(usage).cost
    // Twice the hours at the same energy, and twice the energy in the same hours, tell the rates apart.
    let longer = try pricing.price(usage.scaled(time: 2, energy: 1)).cost
    let hotter = try pricing.price(usage.scaled(time: 1, energy: 2)).cost
    guard longer.lines.count == statement.lines.count, hotter.lines.count == statement.lines.count else {
      throw CostError(key: "prices", message: "the lines depend on the length of the run; price each usage by itself")
    }
    func linear(_ value: (CostLine) -> Double, _ index: Int) -> Linear {
      let base = value(statement.lines[index])
      let perHour = (value(longer.lines[index]) - base) / hours
      let perKilowattHour = (value(hotter.lines[index]) - base) / energy
      return Linear(
        perHour: perHour, perKilowattHour: perKilowattHour, fixed: base - perHour * hours - perKilowattHour * energy)
    }
    currency = statement.currency
    template = statement.lines
    rates = statement.lines.indices.map { index in
      let amount = statement.lines[index].amount
      let mid = amount?.mid.amount ?? 0
      return Rate(
        quantity: linear({ $0.quantity ?? 0 }, index), amount: linear({ $0.amount?.mid.amount ?? 0 }, index),
        low: mid > 0 ? (amount?.low.amount ?? 0) / mid : 1, high: mid > 0 ? (amount?.high.amount ?? 0) / mid : 1)
    }
  }

  /// The bill of so many accelerator-hours and so much energy of the machines.
  public func statement(acceleratorTime: Seconds, energy: Joules) -> CostStatement {
    let (hours, kilowattHours) = (acceleratorTime.hours, energy.kilowattHours)
    var lines = template
    for (index, rate) in rates.enumerated() where lines[index].quantity != nil {
      lines[index].quantity = rate.quantity(hours, kilowattHours)
      guard lines[index].amount != nil else { continue }
      let mid = max(0, rate.amount(hours, kilowattHours))
      lines[index].amount = Range90(
        low: Money(mid * rate.low, currency), mid: Money(mid, currency), high: Money(mid * rate.high, currency))
    }
    return CostStatement(currency: currency, lines: lines)
  }
}

extension RunUsage {
  fileprivate func scaled(time: Double, energy factor: Double) -> RunUsage {
    var usage = self
    usage.acceleratorTime = acceleratorTime * time
    usage.wallTime = wallTime.map { $0 * time }
    usage.energy = energy.map { domain in
      var domain = domain
      domain.energy = domain.energy.map { $0 * factor }
      return domain
    }
    return usage
  }
}
