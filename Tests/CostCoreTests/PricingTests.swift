import CostCore
import HardwareProfiles
import PriceBook
import Quantities
import Testing
import TrainingRun

@Suite struct PricingTests {
  private func usage(hours: Double, energy: Joules? = nil) -> RunUsage {
    RunUsage(
      acceleratorCount: 8, wallTime: Range90(exactly: Seconds(hours: hours / 8)),
      acceleratorTime: Range90(exactly: Seconds(hours: hours)),
      energy: [
        DomainEnergy(
          domain: .accelerator, id: "a", energy: energy.map { Range90(exactly: $0) },
          method: energy == nil ? .missing : .modelled)
      ], dataVolume: Bytes(1e12))
  }

  private func specification(_ change: (inout RunSpecification) -> Void) -> RunSpecification {
    var specification = RunSpecification(name: "test")
    specification.site.pue = 1.25
    specification.site.electricityPrice = UnitPrice(0.1, .usd)
    change(&specification)
    return specification
  }

  private func price(_ specification: RunSpecification, _ usage: RunUsage) throws -> Pricing.Result {
    try Pricing(specification, profile: nil, book: PriceBook()).price(usage)
  }

  @Test func `Epoch AI's first model is reproduced to a micro-unit`() throws {
    // Inception v3 of its cost table: chip 380.32, other server 243.41, interconnect 146.31, energy 284.00 USD.
    let run = specification {
      $0.prices.mode = .owned
      $0.prices.owned.unitPrice = UnitPrice(1532.0699834645093 / 1.64, .usd)
      $0.site.pue = 1.1
      $0.site.electricityPrice = UnitPrice(0.0691, .usd)
      $0.power = PowerOverride(acceleratorPower: Watts(250), serverFactor: 1.8, utilization: 0.75)
    }
    let hours = 11070.703044996872
    var usage = usage(hours: hours)
    usage.energy = try #require(run.power).energy(over: usage.acceleratorTime)
    let cost = try price(run, usage).cost
    func amount(_ items: CostItem...) -> Double {
      cost.lines.filter { items.contains($0.item) }.compactMap(\.amount?.mid.amount).reduce(0, +)
    }
    #expect(abs(amount(.acceleratorAmortization) - 380.3226719617618) < 5e-6)
    #expect(abs(amount(.serverAmortization) - 243.40651005552752) < 5e-6)
    #expect(abs(amount(.interconnectAmortization) - 146.31) < 0.01)
    #expect(abs(amount(.energyIT, .cooling) - 284.0) < 0.01)
  }

  @Test(arguments: [
    (OwnershipTerms.Amortization.straightLine, 3.0, 0.0, 1.21), (.straightLine, 5, 0, 0.73),
    (.capitalRecovery, 3, 0.1, 1.46), (.capitalRecovery, 6, 0.1, 0.84), (.decliningBalance, 5, 0, 1.17),
  ])
  func `an H100 for an hour costs what the literature says`(
    method: OwnershipTerms.Amortization, years: Double, rate: Double, expected: Double
  ) throws {
    let run = specification {
      $0.prices.mode = .owned
      $0.prices.owned.unitPrice = UnitPrice(31_905, .usd)
      $0.prices.owned.serverOverhead = 1
      $0.prices.owned.interconnectShare = 0
      $0.prices.owned.amortization = method
      $0.prices.owned.serviceLife = Seconds(years: years)
      $0.prices.owned.discountRate = rate
    }
    let cost = try price(run, usage(hours: 1, energy: .zero)).cost
    #expect(abs(cost.total(of: .hardware).mid.amount - expected) < 0.01)
  }

  @Test func `straight-line charges of a whole life sum to price less salvage`() throws {
    let run = specification {
      $0.prices.mode = .owned
      $0.prices.owned.unitPrice = UnitPrice(30_000, .usd)
      $0.prices.owned.serverOverhead = 1
      $0.prices.owned.interconnectShare = 0
      $0.prices.owned.amortization = .straightLine
      $0.prices.owned.serviceLife = Seconds(years: 4)
      $0.prices.owned.salvageShare = 0.1
      $0.prices.owned.utilization = 0.5
    }
    let life = 4 * Seconds.hoursPerYear * 0.5
    #expect(try price(run, usage(hours: life, energy: .zero)).cost.total(of: .hardware).mid == Money(27_000, .usd))
  }

  @Test func `a rental price holds power, cooling and hardware, which are shown and never added`() throws {
    let run = specification { $0.prices.rental.pricePerAcceleratorHour = UnitPrice(2.5, .usd) }
    let cost = try price(run, usage(hours: 100, energy: Joules(kilowattHours: 70))).cost
    #expect(cost.total.mid == Money(250, .usd))
    #expect(
      Set(cost.lines.filter { $0.includedIn == .acceleratorRental }.map(\.item)) == [
        .energyIT, .cooling, .acceleratorAmortization,
      ])
    #expect(cost.lines.filter { $0.includedIn != nil }.allSatisfy { $0.amount == nil })
  }

  @Test func `lines sum to categories and categories to the total, to the micro-unit`() throws {
    let run = specification {
      $0.prices.mode = .owned
      $0.prices.owned.unitPrice = UnitPrice(31_904.63, .usd)
      $0.prices.owned.maintenanceSharePerYear = 0.05
      var data = DataTerms()
      (data.collectionPerGigabyte, data.storagePerGigabyteMonth, data.items, data.annotationPerItem) = (
        0.01, 0.02, 7, 0.33
      )
      $0.prices.data = data
      var staff = StaffTerms()
      (staff.fullTimeEquivalents, staff.salaryPerYear, staff.months) = (2, 120_000, 1.5)
      $0.prices.staff = staff
      var carbon = CarbonTerms()
      carbon.pricePerTonne = 83.74
      $0.prices.carbon = carbon
    }
    let cost = try price(run, usage(hours: 12345.678, energy: Joules(kilowattHours: 9876.5))).cost
    let lines = cost.lines.compactMap(\.amount?.mid.microUnits).reduce(0, +)
    let categories = CostCategory.allCases.map { cost.total(of: $0).mid.microUnits }.reduce(0, +)
    #expect(lines == cost.total.mid.microUnits)
    #expect(categories == cost.total.mid.microUnits)
    #expect(CostCategory.allCases.filter { $0 != .computation }.allSatisfy { cost.total(of: $0).mid.microUnits > 0 })
  }

  @Test func `unknown energy is a line without an amount, not a line of zero`() throws {
    let run = specification {
      $0.prices.mode = .owned
      $0.prices.owned.unitPrice = UnitPrice(1000, .usd)
    }
    let result = try price(run, usage(hours: 1))
    #expect(result.cost.lines.first { $0.item == .energyIT }?.amount == nil)
    #expect(result.warnings.contains { $0.contains("energy is unknown") })
    #expect(result.carbon.operational == nil)
  }

  @Test func `a missing exchange rate names the key that would mend it`() throws {
    let dong = try Currency(code: "VND")
    let run = specification {
      $0.prices.currency = dong; $0.prices.mode = .owned; $0.prices.owned.unitPrice = UnitPrice(1, dong)
    }
    #expect { try price(run, usage(hours: 1, energy: Joules(1))) } throws: {
      ($0 as? CostError)?.key == "prices.exchange_rates.VND"
    }
  }

  @Test(arguments: ["CNY", "EUR", "JPY", "GBP", "INR", "KRW"])
  func `converting there and back loses less than a micro-unit`(code: String) throws {
    let currency = try Currency(code: code)
    let rate = try #require(PriceBook().unitsPerDollar(currency)).value
    for amount in [0.000001, 0.5, 31_904.63, 12_345_678.901234] {
      let there = UnitPrice(amount * rate, currency)
      let run = specification {
        $0.prices.mode = .owned
        $0.prices.owned.unitPrice = UnitPrice(0, .usd)
        $0.site.electricityPrice = there
        $0.site.pue = 1
      }
      let back = try price(run, usage(hours: 1, energy: Joules(kilowattHours: 1))).cost.total.mid
      #expect(abs(back.microUnits - Money(amount, .usd).microUnits) < 1)
    }
  }

  @Test func `a dated exchange rate converts a price`() throws {
    let run = specification {
      $0.prices.currency = .cny
      $0.prices.exchangeRates = ExchangeRates(unitsPerDollar: [.usd: 1, .cny: 7.1], asOf: "2026-11-01", source: "test")
    }
    let energy = try Pricing(run, profile: nil, book: PriceBook()).priceEnergy(
      usage(hours: 1, energy: Joules(kilowattHours: 10)))
    #expect(energy.cost.total.mid == Money(10 * 1.25 * 0.1 * 7.1, .cny))
  }

  @Test func `cost never falls when hours, price or PUE rise`() throws {
    func total(_ hours: Double, _ price: Double, _ pue: Double) throws -> Int64 {
      let run = specification {
        $0.prices.mode = .owned
        $0.prices.owned.unitPrice = UnitPrice(price, .usd)
        $0.site.pue = pue
      }
      return try self.price(run, usage(hours: hours, energy: Joules(kilowattHours: hours))).cost.total.mid.microUnits
    }
    for hours in [1.0, 10, 1000] {
      for price in [0.0, 100, 30_000] {
        for pue in [1.0, 1.1, 1.6] {
          let base = try total(hours, price, pue)
          #expect(try total(hours * 1.5, price, pue) >= base)
          #expect(try total(hours, price + 1, pue) >= base)
          #expect(try total(hours, price, pue + 0.1) >= base)
        }
      }
    }
  }

  @Test(arguments: [(true, 2 - 0.12), (false, 2.0)])
  func `owning pays above the utilization at which its fixed cost is the rent less the power that the rent holds`(
    includesPower: Bool, hourly: Double
  ) throws {
    // A kilowatt at 0.1 and a PUE of 1.2; 30,000 x 1.5 / 0.8 over five years.
    let run = specification {
      $0.site.pue = 1.2
      $0.prices.rental.pricePerAcceleratorHour = UnitPrice(2, .usd)
      $0.prices.rental.includesPower = includesPower
      $0.prices.owned.unitPrice = UnitPrice(30_000, .usd)
      ($0.prices.owned.serverOverhead, $0.prices.owned.interconnectShare) = (1.5, 0.2)
      $0.prices.owned.amortization = .straightLine
      $0.prices.owned.utilization = 0.5
    }
    let usage = usage(hours: 1000, energy: Joules(kilowattHours: 1000))
    let found = try #require(Pricing(run, profile: nil, book: PriceBook()).breakEvenUtilization(usage))
    #expect(abs(found - 30_000 * 1.5 / 0.8 / 5 / 8766 / hourly) < 1e-6)
  }

  @Test func `money of two currencies is not added, and overflow is not silent`() {
    #expect(throws: CurrencyMismatch.self) { try Money(1, .usd).adding(Money(1, .cny)) }
    #expect(Money(0.0000004, .usd).microUnits == 0)
    #expect(Money(-2.5e-6, .usd).microUnits == -3)
  }
}
