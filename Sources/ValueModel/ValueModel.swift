import Glibc
public import Quantities

/// Cost-benefit of a run: its cost in month 0, and the payments of a benefits file in the months after.
public struct ValueModel: Sendable {
  private let plan: BenefitPlan
  /// The run's cost in units of the plan's currency.
  private let cost: Range90<Double>
  private let monthlyRate: Double
  /// The plan's drivers, and the run's cost as the last.
  private let drivers: [ValueDriver]

  /// A model of a plan and a run's cost.
  ///
  /// - Throws: `ValueError` when the cost is in another currency and the plan has no rate for it.
  public init(_ plan: BenefitPlan, cost: Range90<Money>) throws(ValueError) {
    var rate = 1.0
    if cost.mid.currency != plan.currency {
      guard let given = plan.exchangeRates[cost.mid.currency.code] else {
        throw ValueError(
          key: "exchange_rates",
          message:
            "the run's cost is in \(cost.mid.currency.code) and the benefits are in \(plan.currency.code); expected "
            + "exchange_rates: { \(cost.mid.currency.code): units of it for one \(plan.currency.code), as_of: DAY, source: WHO }"
        )
      }
      rate = given
    }
    self.plan = plan
    self.cost = cost.map { $0.amount / rate }
    monthlyRate = CashFlows.monthlyRate(yearly: plan.discountRate)
    drivers = plan.drivers + [ValueDriver(key: ValueDriver.trainingCost, range: self.cost, role: .cost)]
  }

  /// The assessment.
  ///
  /// - Throws: `ValueError` for sums beyond what money can hold.
  public func assess() throws(ValueError) -> ValueAssessment {
    let central = drivers.map(\.range.mid)
    let tornado = try swings(central)
    var scenarios: [ValueAssessment.Case] = []
    for scenario in plan.scenarios {
      scenarios.append(ValueAssessment.Case(name: scenario.name, figures: try figures(values(of: scenario))))
    }
    return ValueAssessment(
      currency: plan.currency,
      trainingCost: Range90(low: try money(cost.low), mid: try money(cost.mid), high: try money(cost.high)),
      months: try months(central), central: try figures(central),
      netPresentValue: try range(central) { presentValue($0) }.mapMoney(money),
      returnOnInvestment: totals(central).cost > 0
        ? range(central) { value in returnOnInvestment(value) ?? 0 } : nil,
      scenarios: scenarios, tornado: tornado, breakEven: breakEven(central), qualitative: plan.qualitative,
      notes: notes)
  }

  private var notes: [String] {
    var notes = [
      "discounted at \(NumberFormat.percent(plan.discountRate)) a year, \(NumberFormat.percent(monthlyRate, digits: 4)) a month; "
        + "the run is paid in month 0",
      "drivers without bounds of their own move by ±\(NumberFormat.percent(plan.sensitivity)) in the tornado",
    ]
    if let source = plan.exchangeRateSource { notes.append("exchange rates: \(source)") }
    return notes
  }

  // MARK: One set of values

  private func payments(_ values: [Double]) -> (benefits: [Double], costs: [Double]) {
    var benefits: [Double] = []
    var costs: [Double] = []
    for month in 0...plan.months {
      benefits.append(plan.benefits.reduce(0) { $0 + $1.amount(month: month, values) })
      let run = month == 0 ? values[drivers.count - 1] : 0
      costs.append(plan.costs.reduce(run) { $0 + $1.amount(month: month, values) })
    }
    return (benefits, costs)
  }

  private func flows(_ values: [Double]) -> CashFlows {
    let payments = payments(values)
    return CashFlows(zip(payments.benefits, payments.costs).map { $0 - $1 })
  }

  private func presentValue(_ values: [Double]) -> Double { flows(values).presentValue(rate: monthlyRate) }

  private func totals(_ values: [Double]) -> (benefit: Double, cost: Double) {
    let payments = payments(values)
    return (payments.benefits.reduce(0, +), payments.costs.reduce(0, +))
  }

  private func returnOnInvestment(_ values: [Double]) -> Double? {
    let totals = totals(values)
    return totals.cost > 0 ? (totals.benefit - totals.cost) / totals.cost : nil
  }

  private func figures(_ values: [Double]) throws(ValueError) -> ValueAssessment.Figures {
    let flows = flows(values)
    let rates = flows.internalRates?.map { pow(1 + $0, 12) - 1 }
    let reason: String? =
      switch rates?.count {
      case 1: nil
      case 0 where flows.signChanges == 0: "the payments never change sign, so no rate brings them to zero"
      case 0: "no rate brings the payments to zero"
      case let count?:
        "\(count) rates bring the payments to zero: "
          + (rates ?? []).map { NumberFormat.percent($0) }.joined(separator: ", ") + " a year"
      case nil: "rates that bring the payments to zero lie too close to be told apart"
      }
    return ValueAssessment.Figures(
      netPresentValue: try money(flows.presentValue(rate: monthlyRate)),
      returnOnInvestment: returnOnInvestment(values), internalRate: rates?.count == 1 ? rates?[0] : nil,
      internalRateReason: reason, paybackMonths: flows.payback(),
      discountedPaybackMonths: flows.payback(rate: monthlyRate))
  }

  private func months(_ values: [Double]) throws(ValueError) -> [ValueAssessment.Month] {
    let payments = payments(values)
    var months: [ValueAssessment.Month] = []
    var (sum, discounted) = (0.0, 0.0)
    for month in 0...plan.months {
      let net = payments.benefits[month] - payments.costs[month]
      sum += net
      discounted += net / pow(1 + monthlyRate, Double(month))
      months.append(
        ValueAssessment.Month(
          month: month, benefit: try money(payments.benefits[month]), cost: try money(payments.costs[month]),
          net: try money(net), cumulative: try money(sum), discountedCumulative: try money(discounted)))
    }
    return months
  }

  // MARK: Moving drivers

  private func values(of scenario: BenefitPlan.Scenario) -> [Double] {
    drivers.map { driver in
      switch scenario.settings[driver.key] {
      case .value(let value): value
      case .low: bounds(of: driver).low
      case .high: bounds(of: driver).high
      case nil: driver.range.mid
      }
    }
  }

  /// The bounds of a driver: its own, else a share of the value either way, within what its role allows.
  private func bounds(of driver: ValueDriver) -> (low: Double, high: Double, isGiven: Bool) {
    guard driver.range.isExact else { return (driver.range.low, driver.range.high, true) }
    let step = driver.range.mid.magnitude * plan.sensitivity
    return (driver.range.mid - step, driver.range.mid + step, false)
  }

  private func swings(_ central: [Double]) throws(ValueError) -> [ValueAssessment.Swing] {
    var swings: [ValueAssessment.Swing] = []
    for (index, driver) in drivers.enumerated() {
      let bounds = bounds(of: driver)
      guard bounds.low < bounds.high else { continue }
      var (low, high) = (central, central)
      (low[index], high[index]) = (bounds.low, bounds.high)
      swings.append(
        ValueAssessment.Swing(
          driver: driver, low: bounds.low, high: bounds.high, isGiven: bounds.isGiven,
          valueAtLow: try money(presentValue(low)), valueAtHigh: try money(presentValue(high))))
    }
    return swings.sorted { $0.width > $1.width }
  }

  /// The range of a result from the drivers' own ranges, taken as independent: the deviations on either side, each of
  /// one driver moved alone, add in quadrature. It is exact where one driver has a range, and close while the result
  /// is nearly linear in each.
  private func range(_ central: [Double], _ result: ([Double]) -> Double) -> Range90<Double> {
    let mid = result(central)
    var (below, above) = (0.0, 0.0)
    for (index, driver) in drivers.enumerated() where !driver.range.isExact {
      var (low, high) = (central, central)
      (low[index], high[index]) = (driver.range.low, driver.range.high)
      let ends = [result(low) - mid, result(high) - mid]
      let (down, up) = (min(0, ends.min() ?? 0), max(0, ends.max() ?? 0))
      below += down * down
      above += up * up
    }
    return Range90(low: mid - below.squareRoot(), mid: mid, high: mid + above.squareRoot())
  }

  /// The present value is linear in each price and each volume, so two values tell the third.
  private func breakEven(_ central: [Double]) -> [ValueAssessment.BreakEven] {
    let mid = presentValue(central)
    return drivers.indices.filter { drivers[$0].key != ValueDriver.trainingCost && drivers[$0].isScale }.compactMap {
      index in
      var moved = central
      moved[index] = central[index] == 0 ? 1 : central[index] * 2
      let slope = (presentValue(moved) - mid) / (moved[index] - central[index])
      guard slope != 0 else { return nil }
      let value = central[index] - mid / slope
      return ValueAssessment.BreakEven(driver: drivers[index], value: value > 0 ? value : nil)
    }
  }

  private func money(_ amount: Double) throws(ValueError) -> Money {
    guard amount.isFinite, amount.magnitude <= Money.largest else {
      throw ValueError(
        key: "benefits", message: "the payments add up to more than \(NumberFormat.significant(Money.largest))")
    }
    return Money(amount, plan.currency)
  }
}

extension ValueDriver {
  /// Whether the payments are proportional to it: prices, volumes, and the shares that stand for a price.
  fileprivate var isScale: Bool {
    switch role {
    case .price, .volume: true
    case .share: key.hasSuffix(".uplift") || key.hasSuffix(".share")
    case .cost: false
    }
  }
}

extension ValueAssessment.Swing {
  fileprivate var width: Int64 { (valueAtHigh.microUnits - valueAtLow.microUnits).magnitude.clamped }
}

extension UInt64 {
  fileprivate var clamped: Int64 { Int64(clamping: self) }
}

extension Range90 where Value == Double {
  fileprivate func mapMoney(_ money: (Double) throws(ValueError) -> Money) throws(ValueError) -> Range90<Money> {
    Range90<Money>(low: try money(low), mid: try money(mid), high: try money(high))
  }
}
