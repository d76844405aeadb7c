import Glibc
import HardwareProfiles
import PriceBook
import Quantities
import Testing
import TrainingRun

@testable import CostCore

/// What holds of every bill, asked of bills drawn at random from all terms.
@Suite struct CostPropertiesTests {
  private static let seeds: [UInt64] = Array(1...150)

  /// A run with terms drawn at random. Of what a user may state each term is there in some.
  private struct Drawn {
    var run = RunSpecification(name: "drawn")
    var usage: RunUsage
    private var state: UInt64

    init(_ seed: UInt64) {
      state = seed
      usage = RunUsage(acceleratorCount: nil, wallTime: nil, acceleratorTime: Range90(exactly: .zero), energy: [])
      drawUsage()
      drawSite()
      drawPrices()
    }

    /// SplitMix64 (Steele, Lea, Flood 2014), between bounds.
    private mutating func number(_ bounds: ClosedRange<Double>) -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      let share = Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
      return bounds.lowerBound + share * (bounds.upperBound - bounds.lowerBound)
    }

    private mutating func coin() -> Bool { number(0...1) < 0.5 }

    private mutating func drawUsage() {
      let (hours, count) = (exp(number(0...12)), Int(number(1...64)))
      let (below, above) = (number(0.4...1), number(1...2.5))
      let time = Range90(low: hours * below, mid: hours, high: hours * above).map { Seconds(hours: $0) }
      let power = number(0.2...2)
      usage = RunUsage(
        acceleratorCount: count, wallTime: time.map { $0 / Double(count) }, acceleratorTime: time,
        energy: [
          DomainEnergy(
            domain: .accelerator, id: "a", energy: time.map { Joules(kilowattHours: $0.hours * power) },
            method: .modelled)
        ], dataVolume: Bytes(number(1e9...1e13)))
    }

    private mutating func drawSite() {
      if coin() { run.site.pue = number(1...1.8) }
      if coin() { run.site.start = Seconds(number(1.7e9...1.8e9)) }
      if coin() {
        run.site.electricityPrice = UnitPrice(number(0.01...0.4), .usd)
      } else {
        run.site.tariff = [
          period(Set(0...11)), period(Set(12...23)),
        ]
      }
      if coin() { run.site.demandChargePerKilowattMonth = UnitPrice(number(1...30), .usd) }
      if coin() {
        run.site.onSite = SupplyTerms(
          share: number(0...0.5), price: UnitPrice(number(0.01...0.2), .usd), premium: nil,
          carbonIntensity: GramsPerKilowattHour(40))
      }
      if coin() {
        run.site.green = SupplyTerms(
          share: number(0...0.5), price: nil, premium: UnitPrice(number(0...0.05), .usd),
          carbonIntensity: GramsPerKilowattHour(0))
      }
    }

    private mutating func period(_ hours: Set<Int>) -> TariffPeriod {
      TariffPeriod(months: Set(1...12), days: .all, hours: hours, price: UnitPrice(number(0.01...0.4), .usd))
    }

    private mutating func drawPrices() {
      if coin() {
        run.prices.mode = .rental
        run.prices.rental.pricePerAcceleratorHour = UnitPrice(number(0.1...15), .usd)
        run.prices.rental.includesPower = coin()
        if coin() {
          run.prices.rental.preemption = PreemptionTerms(
            meanTimeBetween: Seconds(hours: number(1...100)), checkpointTime: Seconds(60), restartTime: Seconds(300))
        }
      } else {
        run.prices.mode = .owned
        run.prices.owned.unitPrice = UnitPrice(number(100...50_000), .usd)
        run.prices.owned.amortization = [.straightLine, .decliningBalance, .capitalRecovery][Int(number(0...2.99))]
        run.prices.owned.discountRate = number(0...0.2)
        run.prices.owned.salvageShare = number(0...0.3)
        run.prices.owned.utilization = number(0.2...1)
        if coin() { run.prices.owned.maintenanceSharePerYear = number(0...0.1) }
        if coin() { run.prices.owned.sparesShare = number(0...0.1) }
        if coin() { run.prices.owned.facilityPricePerKilowatt = UnitPrice(number(1000...15_000), .usd) }
      }
      if coin() {
        var data = DataTerms()
        (data.collectionPerGigabyte, data.storagePerGigabyteMonth, data.storageMonths) = (number(0...1), 0.02, 3)
        (data.items, data.annotationPerItem, data.annotationOverlap) = (number(0...1e5), number(0...2), 2)
        run.prices.data = data
      }
      if coin() {
        var staff = StaffTerms()
        (staff.fullTimeEquivalents, staff.salaryPerYear, staff.months) = (2, number(1e4...3e5), 2)
        run.prices.staff = staff
      }
      if coin() {
        var carbon = CarbonTerms()
        (carbon.pricePerTonne, carbon.coveredShare) = (number(1...200), number(0...1))
        run.prices.carbon = carbon
      }
      if coin() { run.prices.failedRunsShare = number(0...0.5) }
      if coin() { run.prices.projectFactor = coin() ? .development : .given(number(1...4)) }
    }

    /// The bill, with a change to its terms and to what is used up.
    func bill(
      in currency: Currency = .usd, change: (inout RunSpecification) -> Void = { _ in },
      use: (inout RunUsage) -> Void = { _ in }
    ) throws -> CostStatement {
      var (run, usage) = (run, usage)
      run.prices.currency = currency
      change(&run)
      use(&usage)
      return try Pricing(run, profile: nil, book: PriceBook()).price(usage).cost
    }
  }

  private static func scale(_ usage: inout RunUsage, by factor: Double) {
    usage.acceleratorTime = usage.acceleratorTime.map { $0 * factor }
    usage.wallTime = usage.wallTime.map { $0.map { $0 * factor } }
    usage.energy = usage.energy.map { domain in
      var domain = domain
      domain.energy = domain.energy.map { $0.map { $0 * factor } }
      return domain
    }
  }

  private static func scale(_ run: inout RunSpecification, by factor: Double) {
    func scaled(_ price: UnitPrice?) -> UnitPrice? { price.map { UnitPrice($0.amount * factor, $0.currency) } }
    run.prices.rental.pricePerAcceleratorHour = scaled(run.prices.rental.pricePerAcceleratorHour)
    run.prices.owned.unitPrice = scaled(run.prices.owned.unitPrice)
    run.prices.owned.facilityPricePerKilowatt = scaled(run.prices.owned.facilityPricePerKilowatt)
    run.site.electricityPrice = scaled(run.site.electricityPrice)
    run.site.tariff = run.site.tariff.map { period in
      var period = period
      period.price = UnitPrice(period.price.amount * factor, period.price.currency)
      return period
    }
    run.site.demandChargePerKilowattMonth = scaled(run.site.demandChargePerKilowattMonth)
    let (roof, premium) = (scaled(run.site.onSite?.price), scaled(run.site.green?.premium))
    run.site.onSite?.price = roof
    run.site.green?.premium = premium
    run.prices.data?.collectionPerGigabyte *= factor
    run.prices.data?.storagePerGigabyteMonth *= factor
    run.prices.data?.annotationPerItem *= factor
    run.prices.staff?.salaryPerYear *= factor
    run.prices.carbon?.pricePerTonne *= factor
  }

  private static let currencies = ["USD", "CNY", "EUR", "JPY", "GBP", "INR", "KRW"]

  @Test(arguments: seeds)
  func `lines sum to categories and to the total in each currency, and ranges hold their middles`(seed: UInt64) throws {
    let drawn = Drawn(seed)
    for code in Self.currencies {
      let bill = try drawn.bill(in: Currency(code: code))
      #expect(bill.lines.compactMap(\.amount?.mid.microUnits).reduce(0, +) == bill.total.mid.microUnits)
      #expect(
        CostCategory.allCases.map { bill.total(of: $0).mid.microUnits }.reduce(0, +) == bill.total.mid.microUnits)
      for amount in bill.lines.compactMap(\.amount) + [bill.total] {
        #expect(amount.low <= amount.mid && amount.mid <= amount.high)
      }
      #expect(bill.total.low.microUnits >= bill.lines.compactMap(\.amount?.low.microUnits).reduce(0, +))
      #expect(bill.total.high.microUnits <= bill.lines.compactMap(\.amount?.high.microUnits).reduce(0, +))
    }
  }

  @Test(arguments: seeds)
  func `a bill never falls when hours, prices or PUE rise`(seed: UInt64) throws {
    let drawn = Drawn(seed)
    let bill = try drawn.bill()
    let dearer = try [
      drawn.bill(use: { Self.scale(&$0, by: 1.3) }), drawn.bill(change: { Self.scale(&$0, by: 1.3) }),
      drawn.bill(change: { $0.site.pue = ($0.site.pue ?? 1.25) + 0.4 }),
    ]
    for other in dearer {
      // What is summed is rounded line by line.
      let doubt = Int64(bill.lines.count)
      #expect(other.total.mid.microUnits >= bill.total.mid.microUnits - doubt)
      for (one, two) in zip(bill.lines, other.lines) {
        #expect(one.item == two.item)
        #expect((two.amount?.mid.microUnits ?? 0) >= (one.amount?.mid.microUnits ?? 0) - doubt)
      }
    }
    #expect(dearer[0].total.mid > bill.total.mid && dearer[1].total.mid > bill.total.mid)
  }

  @Test(arguments: seeds)
  func `twice the prices is twice the bill, and twice the use is twice each line that is used`(seed: UInt64) throws {
    var drawn = Drawn(seed)
    // Hours of the day move with the length of a run; without a start they are those of the year.
    drawn.run.site.start = nil
    let bill = try drawn.bill()
    func isTwice(_ two: CostLine, _ one: CostLine) -> Bool {
      // Repeated runs multiply the sum of rounded lines.
      let doubt = one.unit == "final run" ? 100.0 : 3
      let (two, one) = (Double(two.amount?.mid.microUnits ?? 0), Double(one.amount?.mid.microUnits ?? 0))
      return abs(two - 2 * one) <= doubt + 1e-9 * two
    }
    for (one, two) in zip(bill.lines, try drawn.bill(change: { Self.scale(&$0, by: 2) }).lines) {
      #expect(isTwice(two, one), "\(one.title)")
    }
    for (one, two) in zip(bill.lines, try drawn.bill(use: { Self.scale(&$0, by: 2) }).lines) {
      let isUsed = one.category != .data && one.category != .staff
      #expect(isUsed ? isTwice(two, one) : two.amount?.mid == one.amount?.mid, "\(one.title)")
    }
  }

  @Test(arguments: seeds)
  func `a wider range of hours holds the bill of a narrower one`(seed: UInt64) throws {
    let drawn = Drawn(seed)
    func narrow(_ range: Range90<Seconds>) -> Range90<Seconds> {
      Range90(
        low: range.mid * (range.low / range.mid).squareRoot(), mid: range.mid,
        high: range.mid * (range.high / range.mid).squareRoot())
    }
    let wide = try drawn.bill().total
    let inner = try drawn.bill(use: { usage in
      usage.acceleratorTime = narrow(usage.acceleratorTime)
      usage.wallTime = usage.wallTime.map(narrow)
      usage.energy = usage.energy.map { domain in
        var domain = domain
        domain.energy = domain.energy.map { energy in
          Range90(
            low: energy.mid * (energy.low / energy.mid).squareRoot(), mid: energy.mid,
            high: energy.mid * (energy.high / energy.mid).squareRoot())
        }
        return domain
      }
    }).total
    #expect(inner.mid == wide.mid)
    #expect(wide.low.microUnits <= inner.low.microUnits + 1 && inner.high.microUnits <= wide.high.microUnits + 1)
  }

  @Test(arguments: seeds)
  func `a bill in another currency, converted back, differs by less than a micro-unit a line`(seed: UInt64) throws {
    let drawn = Drawn(seed)
    // What is stated without a currency of its own is in the statement's, and repeated runs add up rounded lines.
    func onlyPriced(_ run: inout RunSpecification) {
      (run.prices.data, run.prices.staff, run.prices.carbon) = (nil, nil, nil)
      (run.prices.failedRunsShare, run.prices.projectFactor) = (0, nil)
    }
    let dollars = try drawn.bill(change: onlyPriced)
    for code in Self.currencies {
      let currency = try Currency(code: code)
      let rate = code == "USD" ? 1 : try #require(PriceBook().unitsPerDollar(currency)).value
      let bill = try drawn.bill(in: currency, change: onlyPriced)
      for (one, two) in zip(dollars.lines, bill.lines) {
        let back = (two.amount?.mid.amount ?? 0) / rate
        let there = one.amount?.mid.amount ?? 0
        // Half a micro-unit of each side, and what a Double holds of a large amount.
        #expect(abs(back - there) < 0.5e-6 + 0.5e-6 / rate + 1e-12 * there + 1e-9, "\(code) \(one.title)")
      }
    }
  }

  @Test(arguments: [0.1, 0.14, 0.18], [1, 4, 10])
  func `charges by declining balance over a life are the price less what the hardware is still worth`(
    decline: Double, years: Int
  ) throws {
    var run = RunSpecification(name: "test")
    run.prices.mode = .owned
    run.prices.owned.unitPrice = UnitPrice(30_000, .usd)
    (run.prices.owned.serverOverhead, run.prices.owned.interconnectShare) = (1, 0)
    run.prices.owned.declinePerYear = decline
    run.site.electricityPrice = UnitPrice(0, .usd)
    let hours = Range90(exactly: Seconds(hours: Seconds.hoursPerYear / 12))
    var paid = 0.0
    for month in 0..<(years * 12) {
      // The charge is the slope of the value; in the middle of a month it is nearly that of the month.
      run.prices.owned.age = Seconds(years: (Double(month) + 0.5) / 12)
      paid += try Pricing(run, profile: nil, book: PriceBook()).price(
        RunUsage(acceleratorCount: 1, wallTime: hours, acceleratorTime: hours, energy: [])
      ).cost.total(of: .hardware).mid.amount
    }
    let left = 30_000 * pow(10, -decline * Double(years))
    #expect(abs(paid + left - 30_000) < 3)
  }
}

extension CostLine {
  fileprivate var title: String { "\(item.rawValue) \(label)" }
}
