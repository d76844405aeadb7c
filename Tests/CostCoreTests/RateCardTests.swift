import CostCore
import Glibc
import PriceBook
import Quantities
import Testing
import TrainingRun

@Suite struct RateCardTests {
  private func run(_ change: (inout RunSpecification) -> Void = { _ in }) -> RunSpecification {
    var run = RunSpecification(name: "test")
    run.prices.mode = .owned
    run.prices.owned.unitPrice = UnitPrice(30_000, .usd)
    run.prices.owned.maintenanceSharePerYear = 0.05
    run.prices.projectFactor = .given(2)
    run.site.electricityPrice = UnitPrice(0.1, .usd)
    run.site.pue = 1.2
    change(&run)
    return run
  }

  private func usage(_ hours: Double, _ kilowattHours: Double) -> RunUsage {
    RunUsage(
      acceleratorCount: 8, wallTime: Range90(exactly: Seconds(hours: hours / 8)),
      acceleratorTime: Range90(exactly: Seconds(hours: hours)),
      energy: [
        DomainEnergy(
          domain: .accelerator, id: "a", energy: Range90(exactly: Joules(kilowattHours: kilowattHours)),
          method: .modelled)
      ])
  }

  @Test(arguments: [(1000.0, 900.0), (10, 20), (123_456, 98_765)])
  func `a rate card prices as the terms do, to some micro-units`(hours: Double, energy: Double) throws {
    let pricing = Pricing(run(), profile: nil, book: PriceBook())
    let card = try RateCard(pricing, for: usage(5000, 4000))
    let fast = card.statement(acceleratorTime: Seconds(hours: hours), energy: Joules(kilowattHours: energy))
    let slow = try pricing.price(usage(hours, energy)).cost
    #expect(fast.lines.map(\.item) == slow.lines.map(\.item))
    for (left, right) in zip(fast.lines, slow.lines) {
      let (one, other) = (left.amount?.mid.amount ?? 0, right.amount?.mid.amount ?? 0)
      #expect(abs(one - other) <= 1e-4 + 1e-8 * other, "\(left.item): \(one) and \(other)")
    }
  }

  @Test(arguments: [0.0, 0.05, 0.12], [0.0, 0.2])
  func `charges of a whole life repay the price less salvage, with interest`(rate: Double, salvage: Double) throws {
    let years = 4.0
    let run = run {
      $0.prices.owned.amortization = rate > 0 ? .capitalRecovery : .straightLine
      $0.prices.owned.discountRate = rate
      $0.prices.owned.serviceLife = Seconds(years: years)
      $0.prices.owned.salvageShare = salvage
      ($0.prices.owned.serverOverhead, $0.prices.owned.interconnectShare) = (1, 0)
      $0.prices.owned.maintenanceSharePerYear = 0
      $0.prices.projectFactor = nil
    }
    let yearly = try Pricing(run, profile: nil, book: PriceBook()).price(usage(Seconds.hoursPerYear, 1)).cost
      .total(of: .hardware).mid.amount
    // The present value of the payments at the end of each year, and of the salvage at the end of the life.
    let paid = (1...Int(years)).map { yearly / pow(1 + rate, Double($0)) }.reduce(0, +)
    let left = 30_000 * salvage / pow(1 + rate, years)
    #expect(abs(paid + left - 30_000) < 1e-4)
  }

  @Test(arguments: ["EUR", "JPY", "KRW", "INR", "CNY", "GBP", "KWD"])
  func `there and back between currencies loses less than a micro-unit`(code: String) throws {
    let currency = try Currency(code: code)
    let rates = ["EUR": 0.92, "JPY": 151.3, "KRW": 1380.7, "INR": 84.1, "CNY": 7.1234, "GBP": 0.78, "KWD": 0.307]
    let rate = try #require(rates[code])
    for amount in [0.000001, 1.0, 31_904.63, 123_456_789.123456] {
      let there = Money(amount * rate, currency)
      #expect(abs(there.amount / rate - amount) <= 1e-6 * max(1, 1 / rate))
    }
  }

  @Test func `cost scales with what it is made of`() throws {
    func total(_ hours: Double, _ price: Double) throws -> Double {
      let run = run { $0.prices.owned.unitPrice = UnitPrice(price, .usd) }
      return try Pricing(run, profile: nil, book: PriceBook()).price(usage(hours, hours)).cost.total.mid.amount
    }
    #expect(abs(try total(2000, 30_000) / total(1000, 30_000) - 2) < 1e-9)
    let (free, one, two) = (try total(1000, 0), try total(1000, 10_000), try total(1000, 20_000))
    #expect(abs((two - free) / (one - free) - 2) < 1e-7)
  }
}
