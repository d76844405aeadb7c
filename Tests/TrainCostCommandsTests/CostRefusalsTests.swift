import Foundation
import Testing
import TrainCostTestSupport

/// What the cost side refuses, warns of, and stops at a limit, asked of the program through a run file.
@Suite struct CostRefusalsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("--max-cost", "100k", 0), ("--max-cost", "1k", 3), ("--max-hours", "30d", 0), ("--max-hours", "1h", 3),
    ("--max-kwh", "1GWh", 0), ("--max-kwh", "1kWh", 3), ("--max-cost", "-5", 64), ("--max-hours", "soon", 64),
  ])
  func `limits take units`(flag: String, limit: String, status: Int32) throws {
    let run =
      "usage: { accelerator_hours: 1000 }\ncluster: { accelerator: h100, count: 10 }\n"
      + "prices: { rental: { price_per_accelerator_hour: 2 } }\n"
    let result = try folder.estimate(run, flag, limit)
    #expect(result.status == status, "\(result.messages)")
    if status == 64 { #expect(result.messages.contains(flag)) }
  }

  @Test(arguments: [
    ("prices: { rental: { price_per_accelerator_hour: 0 } }", "cost nothing"),
    ("prices: { rental: { price_per_accelerator_hour: 300 } }", "is it for a whole machine?"),
    ("prices: { mode: owned }\nsite: { electricity: { price_per_kwh: 83 } }", "is the price for a MWh?"),
    ("site: { start: 1990-01-01T00:00 }", "more than ten years from today"),
    ("prices: { rental: { kind: spot } }", "no interruption is counted"),
  ])
  func `what is possible and hardly meant is said`(term: String, warning: String) throws {
    let json = try folder.estimate(
      "usage: { accelerator_hours: 1 }\ncluster: { accelerator: h100, count: 1 }\n\(term)\n"
    )
    .json()
    #expect((json["warnings"] as? [String])?.contains { $0.contains(warning) } == true, "\(json["warnings"] ?? "")")
  }

  @Test func `interruptions that leave no time to train are refused, and goodput counts those that do`() throws {
    func run(_ mean: String) -> String {
      "usage: { accelerator_hours: 90 }\nprices: { rental: { kind: spot, price_per_accelerator_hour: 1, preemption: { mean_time_between: \(mean) } } }\n"
    }
    #expect(try folder.estimate(run("1min")).status == 65)
    #expect(try folder.estimate(run("10h")).status == 0)
  }

  @Test func `a list of prices is judged row by row`() throws {
    let list = try folder.write(
      "accelerator,price_per_accelerator_hour,as_of\nh100,2.5,\nh100,-1,2026-11-20\nh100,2.5,2026-11-20\n",
      to: "bad.csv")
    let result = CommandRun("prices", "check", list, "--format", "csv", home: folder.url)
    #expect(result.status == 65)
    #expect(result.messages.contains("bad.csv:2") && result.messages.contains("bad.csv:3"), "\(result.messages)")
    #expect(result.output.contains(",2.5,USD,2026-11-20,"))
  }

  @Test(arguments: [
    ("prices: { currency: USDD }", "prices.currency: found 'USDD', expected a currency code"),
    ("site: { grid: USA }", "site.grid: unknown grid 'USA'"),
    ("site: { grid: 'aws:us-esat-1' }", "did you mean 'aws:us-east-1'"),
    ("site: { electricity: { price_per_kwh: -1 } }", "price_per_kwh: found '-1', expected"),
    (
      "site: { electricity: { tariff: [{ hours: 0-11, price_per_kwh: 1 }] } }",
      "the tariff has no price for hour 12 on weekdays of month 1"
    ),
    (
      "site: { electricity: { tariff: [{ price_per_kwh: 1 }, { hours: 5, price_per_kwh: 2 }] } }",
      "the tariff has 2 prices for hour 5"
    ),
    ("site: { electricity: { tariff: [] } }", "the tariff has no price for hour 0"),
    ("site: { electricity: { price_per_kwh: 1, green: { share: 1.5 } } }", "green.share: found '1.5', expected"),
    (
      "site: { electricity: { price_per_kwh: 1, on_site: { share: 0.6 }, green: { share: 0.6 } } }",
      "sum to more than 1"
    ),
    ("prices: { carbon: { price_per_tonne: 1, covered_share: 2 } }", "covered_share: found '2', expected"),
    (
      "prices: { currency: CNY, exchange_rates: { CNY: 7.1, as_of: 2027-01-01, source: x } }", "which is in the future"
    ),
    ("prices: { currency: CNY, exchange_rates: { CNY: 7.1, as_of: soon, source: x } }", "expected a date"),
    ("prices: { currency: VND }", "exchange_rates: { VND: 1.23, as_of: 2026-11-01, source: WHO }"),
    ("prices: { project_factor: 0.5 }", "project_factor: found '0.5'"),
    ("prices: { rental: { provider: awss } }", "did you mean 'aws'"),
    ("site: { pue: [1.1, 1.2] }", "found 2 figures, expected one or twelve"),
    ("site: { start: tomorrow }", "expected a local time"),
    ("site: { grid: FR, carbon_method: marginal }", "no marginal intensity is known for grid FR"),
  ])
  func `a wrong term gets one message`(term: String, message: String) throws {
    let run = "usage: { accelerator_hours: 1 }\ncluster: { accelerator: h100, count: 1 }\n\(term)\n"
    let output = folder.url.appendingPathComponent("out.json").path
    let result = try folder.estimate(run, "--output", output)
    #expect(result.status == 65, "\(term): \(result.messages)")
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.messages.filter { $0 == "\n" }.count == 1, "\(result.messages)")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test(arguments: [
    ("accelerator,price_per_accelerator_hour,as_of\nh100,-2,2026-11-01\n", "prices.csv:2: price_per_accelerator_hour"),
    ("accelerator,price_per_accelerator_hour,as_of\nh100,2,2027-11-01\n", "in the future"),
    ("accelerator,price,as_of\nh100,2,2026-11-01\n", "unknown column"),
    ("accelerator,price_per_accelerator_hour,as_of\nh1000,2,2026-11-01\n", "prices.csv:2: accelerator"),
    ("accelerator,price_per_accelerator_hour,as_of\nh100,2\n", "found 2 cells, expected 3"),
    ("", "the file is empty"),
  ])
  func `a wrong price list gets one message`(list: String, message: String) throws {
    let result = CommandRun("prices", "check", try folder.write(list, to: "prices.csv"), home: folder.url)
    #expect(result.status == 65)
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.messages.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a price list with prices that cannot be meant is flagged`() throws {
    let list = """
      accelerator,price_per_accelerator_hour,as_of,kind,provider,count
      h100,2.5,2026-11-01,on_demand,one,1
      h100,3,2026-11-01,spot,one,1
      h100,0.25,2026-11-01,spot,one,1
      a100,1000,2026-11-01,on_demand,one,1
      google-tpu-v6e,150,2026-11-01,on_demand,two,1
      google-tpu-v6e,150,2026-11-01,on_demand,two,256
      t4,0.3,2026-01-01,on_demand,one,1
      """
    let result = CommandRun("prices", "check", try folder.write(list, to: "prices.csv"), home: folder.url)
    #expect(result.status == 65)
    for text in [
      "spot is above on-demand", "exactly a tenth", "outside 0.01 to 200", "same price whatever the number of chips",
      "days old",
    ] {
      #expect(result.messages.contains(text), "\(text): \(result.messages)")
    }
  }
}
