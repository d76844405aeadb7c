import Documents
import Quantities
import Testing

@testable import ValueModel

@Suite struct ValueModelTests {
  private func plan(_ text: String) throws -> BenefitPlan { try BenefitPlan(Section(parsing: text, file: "b.yaml")) }

  private func assess(_ text: String, cost: Range90<Double> = Range90(exactly: 1000)) throws -> ValueAssessment {
    let plan = try plan(text)
    return try ValueModel(plan, cost: cost.map { Money($0, plan.currency) }).assess()
  }

  private static let simple = """
    currency: USD
    months: 12
    discount_rate: 0
    benefits: [{ name: fee, kind: licence_sale, price: 50, units_per_month: 2 }]
    """

  @Test func `a plain plan adds up`() throws {
    let value = try assess(Self.simple)
    #expect(value.netPresentValue == Range90(exactly: Money(200, .usd)))
    #expect(value.central.returnOnInvestment == 0.2)
    #expect(value.central.paybackMonths == 10)
    #expect(value.months.count == 13 && value.months[0].net == Money(-1000, .usd))
    let needed = try #require(value.breakEven.first { $0.driver.key == "fee.price" }?.value)
    #expect(abs(needed - 1000.0 / 24) < 1e-9)
  }

  @Test func `the cost's range is carried through`() throws {
    let value = try assess(Self.simple, cost: Range90(low: 900, mid: 1000, high: 1500))
    #expect(value.netPresentValue == Range90(low: Money(-300, .usd), mid: Money(200, .usd), high: Money(300, .usd)))
    #expect(value.tornado[0].driver.key == ValueDriver.trainingCost || value.tornado[0].driver.key == "fee.price")
  }

  @Test(arguments: [
    (
      "kind: subscription, price_per_month: 10, subscribers: 100, churn_per_month: 0.1, margin: 0.5", [500, 450, 405.0]
    ),
    (
      "kind: subscription, price_per_month: 10, subscribers: 100, new_per_month: 20, churn_per_month: 0.1",
      [1000, 1100, 1190.0]
    ),
    (
      "kind: api, tokens_per_month: 2B, price_per_million_tokens: 2, serving_cost_per_million_tokens: 0.5, growth_per_month: 0.1",
      [3000, 3300, 3630.0]
    ),
    ("kind: co_development, partner_revenue_per_month: 1000, share: 0.2", [200, 200, 200.0]),
    ("kind: hours_saved, hours_per_month: 10, wage_per_hour: 60, from_month: 2", [0, 600, 600.0]),
    ("kind: quality_gain, units_per_month: 30, value_per_unit: 4, to_month: 2", [120, 120, 0.0]),
    ("kind: sales_uplift, sales_per_month: 1M, uplift: 0.1, margin: 0.3", [30000, 30000, 30000.0]),
    ("kind: cost_saved, amount_per_month: 7", [7, 7, 7.0]),
  ])
  func `each kind of benefit pays by month as it says`(stream: String, expected: [Double]) throws {
    let value = try assess("currency: USD\nmonths: 3\nbenefits: [{ name: a, \(stream) }]")
    for (month, amount) in zip(value.months.dropFirst(), expected) {
      #expect(abs(month.benefit.amount - amount) < 1e-6)
    }
  }

  @Test func `scenarios change what they name, and the tornado puts the widest first`() throws {
    let value = try assess(
      Self.simple + """

        costs: [{ name: operation, kind: monthly, amount_per_month: 10 }, { name: launch, kind: once, amount: 5, month: 3 }]
        scenarios:
          - { name: dear, set: { training_cost: 2000, fee.price: low } }
        """)
    #expect(value.netPresentValue.mid == Money(75, .usd))
    #expect(value.scenarios[0].figures.netPresentValue == Money(-1165, .usd))
    let widths = value.tornado.map { abs($0.valueAtHigh.amount - $0.valueAtLow.amount) }
    #expect(widths == widths.sorted(by: >))
    #expect(value.months[3].cost == Money(15, .usd))
  }

  @Test func `benefits without a price enter no sum`() throws {
    let value = try assess(Self.simple + "\nsocial: [{ name: access, weight: 3, score: 4 }]")
    #expect(value.netPresentValue.mid == Money(200, .usd))
    #expect(value.qualitative.map(\.name) == ["access"])
  }

  @Test func `another currency needs a rate`() throws {
    let cost = Range90(exactly: Money(100, .usd))
    let yuan = Self.simple.split(separator: "\n").dropFirst().joined(separator: "\n") + "\ncurrency: CNY"
    #expect { try ValueModel(plan(yuan), cost: cost) } throws: {
      "\($0)".hasPrefix("exchange_rates: the run's cost is in USD")
    }
    let value = try ValueModel(
      plan(yuan + "\nexchange_rates: { USD: 0.125, as_of: 2026-11-01, source: me }"), cost: cost)
    #expect(try value.assess().trainingCost.mid == Money(800, .cny))
  }

  @Test(arguments: [
    ("months: 0", "b.yaml:1: months: found '0'"), ("months: 1.5", "months: found '1.5'"),
    ("months: x", "months: found 'x'"),
    ("currency: USD\nmonths: 6", "benefits: the key is missing"),
    (
      "currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount_per_month: 1, from_month: 7 }]",
      "b.yaml:3: benefits[0].from_month: found '7', expected a whole number from 0 to 6"
    ),
    (
      "currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount_per_month: 1, from_month: 4, to_month: 2 }]",
      "to_month: found '2', expected a month from 4"
    ),
    ("currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: subscribtion }]", "did you mean 'subscription'"),
    ("currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount_per_month: -1 }]", "found '-1'"),
    ("currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount_per_month: nan }]", "found 'nan'"),
    (
      "currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount: 1 }]",
      "amount_per_month: the key is missing"
    ),
    (
      "currency: USD\nmonths: 6\nbenefits: [{ name: a, kind: cost_saved, amount_per_month: 1 }]\nscenarios: [{ name: b, set: { a.amount: 1 } }]",
      "did you mean 'a.amount_per_month'"
    ),
  ])
  func `a faulty benefits file gets one message`(text: String, message: String) {
    let text = text.hasPrefix("months") ? text + "\ncurrency: USD" : text
    #expect { try plan(text) } throws: { error in
      let found = "\(error)".contains(message)
      if !found { Issue.record("\(error)") }
      return found
    }
  }
}
