import PriceBook
import Quantities
import Testing
import TrainingRun

@testable import CostCore

@Suite struct CostUncertaintyTests {
  private func statement(hours: Range90<Double> = Range90(low: 700, mid: 1000, high: 1600)) throws -> CostStatement {
    var run = RunSpecification(name: "test")
    run.prices.mode = .owned
    run.prices.owned.unitPrice = UnitPrice(30_000, .usd)
    run.prices.projectFactor = .development
    let usage = RunUsage(
      acceleratorCount: 1, wallTime: hours.map { Seconds(hours: $0) },
      acceleratorTime: hours.map { Seconds(hours: $0) },
      energy: [
        DomainEnergy(
          domain: .accelerator, id: "a", energy: hours.map { Joules(kilowattHours: $0) }, method: .modelled)
      ])
    return try Pricing(run, profile: nil, book: PriceBook()).price(usage).cost
  }

  @Test func `simulation and closed form agree`() throws {
    let uncertainty = CostUncertainty(try statement())
    let (exact, drawn) = (uncertainty.closedForm, uncertainty.simulate(draws: 200_000, seed: 7))
    // Four standard errors of the mean.
    #expect(abs(drawn.mean.amount - exact.mean.amount) < 4 * exact.standardDeviation.amount / 447)
    #expect(abs(drawn.standardDeviation.amount / exact.standardDeviation.amount - 1) < 0.03)
    for (left, right) in [(drawn.low, exact.low), (drawn.median, exact.median), (drawn.high, exact.high)] {
      #expect(abs(left.amount / right.amount - 1) < 0.05, "\(left) and \(right)")
    }
    // The statement's own range, drivers in quadrature, is near to both.
    let total = try statement().total
    #expect(abs(total.high.amount / drawn.high.amount - 1) < 0.15)
    #expect(abs(total.low.amount / drawn.low.amount - 1) < 0.15)
  }

  @Test func `a seed gives the same figures, another seed others`() throws {
    let uncertainty = CostUncertainty(try statement())
    #expect(uncertainty.simulate(draws: 1000, seed: 1) == uncertainty.simulate(draws: 1000, seed: 1))
    #expect(uncertainty.simulate(draws: 1000, seed: 1) != uncertainty.simulate(draws: 1000, seed: 2))
  }

  @Test func `an exact statement has no spread`() throws {
    var run = RunSpecification(name: "test")
    run.prices.rental.pricePerAcceleratorHour = UnitPrice(2, .usd)
    let time = Range90(exactly: Seconds(hours: 10))
    let cost = try Pricing(run, profile: nil, book: PriceBook())
      .price(RunUsage(acceleratorCount: 1, wallTime: time, acceleratorTime: time, energy: [])).cost
    let drawn = CostUncertainty(cost).simulate(draws: 100, seed: 1)
    #expect(drawn.low == Money(20, .usd) && drawn.high == Money(20, .usd) && cost.sensitivities.isEmpty)
  }

  @Test func `the normal distribution's inverse is exact to nine digits`() {
    // Abramowitz and Stegun, table 26.5.
    for (share, z) in [(0.5, 0.0), (0.95, 1.6448536269514722), (0.05, -1.6448536269514722), (0.999, 3.090232306167813)]
    {
      #expect(abs(NormalGenerator.inverse(share) - z) < 1e-8)
    }
  }

  @Test func `the tornado is ordered, and its bars enclose the middle`() throws {
    let statement = try statement()
    let bars = statement.sensitivities
    #expect(bars.map(\.swing) == bars.map(\.swing).sorted(by: >))
    #expect(abs(bars.map(\.varianceShare).reduce(0, +) - 1) < 1e-9)
    #expect(bars.first?.driver == .projectFactor)
    for bar in bars { #expect(bar.atLow <= statement.total.mid && statement.total.mid <= bar.atHigh, "\(bar)") }
  }

  @Test func `a wider input never narrows the total`() throws {
    let narrow = try statement(hours: Range90(low: 900, mid: 1000, high: 1100)).total
    let wide = try statement().total
    #expect(wide.low <= narrow.low && narrow.high <= wide.high && wide.mid == narrow.mid)
  }
}
