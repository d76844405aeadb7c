import Documents
import Foundation
import Quantities
import Testing

@testable import CostEstimation

@Suite struct ForecastingTests {
  /// Runs whose cost is a power of their accelerator-hours with a little scatter, one a month.
  private func history(_ count: Int, exponent: Double = 0.9, scatter: Double = 0.05) -> [HistoricalRun] {
    var generator = SeededGenerator(state: 11)
    return (0..<count).map { index in
      var features = RunFeatures()
      let hours = exp(Double.random(in: 3...12, using: &generator))
      features.acceleratorTime = Seconds(hours: hours)
      features.acceleratorCount = 8 << (index % 5)
      features.accelerator = index % 2 == 0 ? "nvidia-h100-sxm5-80gb" : "nvidia-a100-sxm4-80gb"
      features.startedAt = 1.7e9 + Double(index) * 2.6e6
      let cost = 3 * pow(hours, exponent) * exp(Double.random(in: -scatter...scatter, using: &generator))
      return HistoricalRun(name: "run \(index)", features: features, cost: Money(cost, .usd))
    }
  }

  @Test func `every method forecasts what a plain law gives, and the combination is as good as the best`() throws {
    var runs = history(40)
    let last = runs.removeLast()
    let result = Forecasting(try History(runs), currency: .usd)
      .forecast(EstimatingMethod.allCases, for: last.features, bill: nil)
    for method in result.methods where method.method != .bill {
      #expect(method.refusal == nil && method.runs >= 3)
      #expect(method.leaveOneOut?.rows.count == 39)
      #expect(try #require(method.rollingOrigin).rows.count > 20)
    }
    let regression = try #require(result.methods.first { $0.method == .regression })
    #expect(try #require(regression.range).contains(last.cost))
    #expect(try #require(regression.leaveOneOut).medianAbsoluteError < 0.05)
    #expect((0.8...1).contains(try #require(regression.leaveOneOut).rangeCoverage))
    let combined = try #require(result.combined?.leaveOneOut)
    let errors = result.methods.compactMap { $0.leaveOneOut?.medianAbsoluteError }
    let best = try #require(errors.min())
    #expect(combined.medianAbsoluteError < best * 1.1)
    let weights = result.methods.compactMap(\.weight)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(result.methods.first { $0.method == .bill }?.refusal == "the run cannot be priced")
  }

  @Test func `weights are those that would have forecast best, and one odd run decides nothing`() {
    // The first method errs by a tenth, the second by a half, but for one run on which the first is far off.
    var errors: [[Double?]] = (0..<30).map { [$0 % 2 == 0 ? 0.1 : -0.1, 0.5, nil] }
    errors[7] = [3, 0.5, nil]
    errors[8] = [nil, 0.5, 0.2]
    let stacked = StackedWeights(errors)
    #expect(stacked.weights[0] > 0.7 && abs(stacked.weights.reduce(0, +) - 1) < 1e-12)
    #expect(stacked.weightsWithout.count == 30)
    // Errors of opposite signs cancel, so that half and half is best.
    #expect(StackedWeights((0..<20).map { _ in [0.3, -0.3] }).weights == [0.5, 0.5])
    // Where the errors leave a choice, shares are even.
    #expect(StackedWeights([[0.2, 0.2], [0.1, 0.1]]).weights == [0.5, 0.5])
  }

  @Test(arguments: [0, 1, 2])
  func `too few runs are refused with how many are needed`(count: Int) throws {
    let runs = history(count)
    let result = Forecasting(try History(runs), currency: .usd).forecast(
      EstimatingMethod.allCases, for: history(3)[0].features, bill: Range90(exactly: Money(5, .usd)))
    for method in result.methods where method.method != .bill {
      #expect(method.range == nil)
      #expect(try #require(method.refusal).contains("needed"), "\(method)")
    }
    #expect(result.methods.last?.range == Range90(exactly: Money(5, .usd)))
    #expect(result.combined == nil)
  }

  @Test func `constant columns are left out, and a constant size is refused where it matters`() throws {
    var runs = history(20)
    for index in runs.indices {
      runs[index].features.acceleratorCount = 64
      runs[index].features.accelerator = "a"
    }
    var result = Forecasting(try History(runs), currency: .usd).forecast(
      [.regression], for: runs[0].features, bill: nil)
    #expect(try #require(result.methods[0].basis).hasSuffix("on accelerator-hours, date"))
    for index in runs.indices { runs[index].features.acceleratorTime = Seconds(hours: 100) }
    result = Forecasting(try History(runs), currency: .usd).forecast(
      [.regression, .analogy], for: runs[0].features, bill: nil)
    #expect(try #require(result.methods[0].refusal).contains("varies"))
    #expect(try #require(result.methods[1].refusal).contains("one size"))
  }

  @Test func `mixed currencies and costs that are none get one message`() throws {
    var runs = history(3)
    runs[1].cost = Money(5, .cny)
    #expect { try History(runs) } throws: {
      "\($0)".contains("2 in USD, 1 in CNY") && "\($0)".contains("--currency USD")
    }
    runs[1].cost = Money(-5, .usd)
    #expect { try History(runs) } throws: {
      "\($0)".contains("'run 1': found a cost of -$5.00, expected one above zero")
    }
  }

  private func table(_ text: String) throws -> HistoryTable {
    try HistoryTable(CSVTable(parsing: text, file: "h.csv"))
  }

  @Test func `a table of either dialect is read, of the scope of most rows`() throws {
    let published = try table(
      """
      model,date,cost_scope,cost_usd,hardware,hardware_quantity,chip_hours
      A,2020-05-28,final run,1000,NVIDIA V100,16,100.5
      B,2021-05,final run,2000,NVIDIA V100,,200
      C,2022,rental,30,NVIDIA V100,,3
      D,2023-01-01,final run,,NVIDIA V100,,3
      """.replacingOccurrences(of: "2022,", with: "2022-01,"))
    #expect(published.runs.map(\.name) == ["A", "B"])
    #expect(published.scope == "final run" && published.otherScopes == 1 && published.withoutCost == 1)
    #expect(published.runs[0].features.acceleratorTime == Seconds(hours: 100.5))
    let own = try table(
      "id,name,started_at,accelerator_hours,cost,currency,tokens\nx1,n,2026-11-24T01:40:05Z,5,7.5,CNY,1e9\n")
    #expect(own.runs[0].cost == Money(7.5, .cny) && own.runs[0].features.tokens == Count(1e9))
  }

  @Test(arguments: [
    ("", "is empty"), ("a,b\n1,2\n", "h.csv:1: no column holds a name"),
    ("name,cots\nx,1\n", "no column holds a cost"), ("name,cost\nx,-4\n", "h.csv:2: cost: found '-4'"),
    ("name,cost\nx,nan\n", "found 'nan', expected a number above 0"), ("name,cost\nx,many\n", "found 'many'"),
    ("name,cost,date\nx,1,yesterday\n", "date: found 'yesterday', expected a date"),
    ("name,cost,currency\nx,1,USB\n", "did you mean 'USD'"),
  ])
  func `a faulty table gets one message`(text: String, message: String) {
    #expect { try table(text) } throws: { error in
      let found = "\(error)".contains(message)
      if !found { Issue.record("\(error)") }
      return found
    }
  }

  @Test func `hours that were predicted widen a forecast from runs whose hours were measured, and no other`() throws {
    var runs = history(30)
    var target = runs.removeLast().features
    func width() throws -> Double {
      let result = Forecasting(try History(runs), currency: .usd).forecast([.regression], for: target, bill: nil)
      let range = try #require(result.methods[0].range)
      return range.high.amount / range.low.amount
    }
    let known = try width()
    target.timeSpread = Range90(low: 0.8, mid: 1, high: 1.25)
    #expect(try width() > known * 1.3)
    for index in runs.indices { runs[index].features.isTimePredicted = true }
    #expect(try width() == known)
  }

  @Test func `runs of one week have no trend of a year`() throws {
    var runs = history(12)
    for index in runs.indices { runs[index].features.startedAt = 1.7e9 + Double(index) * 50_000 }
    let trend = Forecasting(try History(runs), currency: .usd).forecast([.trend], for: runs[0].features, bill: nil)
    #expect(trend.methods[0].refusal?.contains("less than a month") == true)
  }

  @Test func `a run that used no accelerator is read without hours`() throws {
    let read = try table("name,cost,currency,accelerator_hours,count\na,1,USD,0.0,0\n")
    #expect(read.runs[0].features.acceleratorTime == nil && read.runs[0].features.acceleratorCount == nil)
  }
}
