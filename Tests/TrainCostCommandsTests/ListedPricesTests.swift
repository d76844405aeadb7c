import Foundation
import Testing
import TrainCostTestSupport

/// Prices that nobody states in the run file: the book's, and the user's own list.
@Suite struct ListedPricesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the book's price is the median of providers of one year, as old as the one that decides`() throws {
    let json = try folder.estimate("usage: { accelerator_hours: 1 }\ncluster: { accelerator: h100, count: 1 }\n").json()
    let lines = try #require((json["cost"] as? [String: Any])?["lines"] as? [[String: Any]])
    let line = try #require(lines.first { $0["item"] as? String == "accelerator_rental" })
    #expect((line["source"] as? String)?.contains("each by the median of its list prices") == true)
    #expect((line["as_of"] as? String ?? "") >= "2025", "\(line["as_of"] ?? "")")
  }

  @Test func `old prices are said to be old, and the user's own list comes first`() throws {
    let run = "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\n"
    let listed = try folder.estimate(run).json()
    #expect((listed["warnings"] as? [String])?.contains { $0.contains("days ago") } == true)
    let list = try folder.write(
      "accelerator,price_per_accelerator_hour,as_of\nh100,2.5,2026-11-20\n", to: "prices.csv")
    let own = try folder.estimate(run, "--prices", list).json()
    #expect(((own["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"] == 25)
    #expect((own["warnings"] as? [String])?.contains { $0.contains("Accelerator rental") } == false)
    #expect((listed["warnings"] as? [String])?.contains { $0.contains("Accelerator rental") } == true)
  }

  @Test func `own prices in several currencies are compared in one, and a machine's price is not taken for a chip's`()
    throws
  {
    let list = try folder.write(
      """
      accelerator,price_per_accelerator_hour,as_of,currency,provider
      h100,2.5,2026-11-20,USD,one
      h100,18,2026-11-20,CNY,two
      h100,90000,2026-11-20,KRW,three
      h100,3000,2026-11-20,CNY,four
      """, to: "mixed.csv")
    let result = try folder.estimate(
      "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\n", "--prices", list)
    // 18 CNY are 2.7056 USD, 90,000 KRW 67.4 USD.
    #expect(result.messages.contains("of four is rejected: outside 0.01 to 200 USD"), "\(result.messages)")
    let total = try #require((try result.json()["cost"] as? [String: Any])?["total"] as? [String: Double])
    #expect(abs(try #require(total["mid"]) - 27.056) < 0.01, "\(total)")
  }

  @Test func `a price of the book says whether it is of spot or committed hours`() throws {
    for (kind, word) in [("spot", "spot list price"), ("committed", "committed list price"), ("on_demand", "its list")]
    {
      let json = try folder.estimate(
        "usage: { accelerator_hours: 1 }\ncluster: { accelerator: h100, count: 1 }\nprices: { rental: { kind: \(kind) } }\n"
      ).json()
      let line = try #require(((json["cost"] as? [String: Any])?["lines"] as? [[String: Any]])?.first)
      #expect((line["source"] as? String)?.contains(word) == true, "\(line["source"] ?? "")")
    }
  }

  @Test(arguments: ["prices:\n", ""])
  func `a list of prices in YAML stands under its key or alone`(head: String) throws {
    let list = try folder.write(
      head + "- { accelerator: h100, price_per_accelerator_hour: 3, as_of: 2026-11 }\n", to: "prices.yaml")
    let run = "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\n"
    let total =
      (try folder.estimate(run, "--prices", list).json()["cost"] as? [String: Any])?["total"] as? [String: Double]
    #expect(total?["mid"] == 30)
  }
}
