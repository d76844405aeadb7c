import Foundation
import Testing
import TrainCostTestSupport

/// Every term of the cost side, asked of the program through a run file.
@Suite struct CostTermsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func lines(_ run: String) throws -> [(item: String, label: String, quantity: Double?, amount: Double?)] {
    let result = try folder.estimate(run)
    #expect(result.status == 0, "\(result.messages)")
    let cost = try #require(try result.json()["cost"] as? [String: Any])
    let lines = try #require(cost["lines"] as? [[String: Any]])
    let total = try #require((cost["total"] as? [String: Double])?["mid"])
    let sum = lines.compactMap { ($0["amount"] as? [String: Double])?["mid"] }.reduce(0, +)
    #expect(abs(sum - total) < 1e-6 * Double(lines.count))
    return lines.map {
      (
        $0["item"] as? String ?? "", $0["label"] as? String ?? "", $0["quantity"] as? Double,
        ($0["amount"] as? [String: Double])?["mid"]
      )
    }
  }

  private func amount(_ run: String, _ item: String, _ label: String = "") throws -> Double? {
    try lines(run).first { $0.item == item && $0.label == label }?.amount
  }

  /// A hundred accelerator-hours of one kilowatt at a tenth of a dollar.
  private static let owned = """
    usage: { accelerator_hours: 100 }
    cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 10 }
    power: { accelerator_watts: 1000 }
    """
  private static let site = "site: { pue: 1.2, electricity: { price_per_kwh: 0.1 } }\n"

  @Test(arguments: ["owned", "rental"])
  func `the example of every term is priced in either mode, each kind of line once`(mode: String) throws {
    let text = try String(contentsOfFile: repositoryFile("Examples/cost-terms.yaml"), encoding: .utf8)
    let lines = try lines(text.replacing("mode: owned #", with: "mode: \(mode) #"))
    let charged = lines.filter { $0.amount != nil }.map { "\($0.item)/\($0.label)" }
    #expect(Set(charged).count == charged.count)
    #expect(charged.count >= (mode == "owned" ? 28 : 10), "\(charged)")
  }

  @Test func `a commitment is used, exceeded, or charged for hours that nobody used`() throws {
    func run(_ hours: Int) -> String {
      """
      usage: { accelerator_hours: 100 }
      prices: { rental: { price_per_accelerator_hour: 3, commitment: { accelerator_hours: \(hours), prepaid: \(2 * hours) } } }
      """
    }
    #expect(try amount(run(80), "accelerator_rental", "commitment used") == 160)
    #expect(try amount(run(80), "accelerator_rental") == 60)
    #expect(try amount(run(150), "accelerator_rental", "commitment used") == 200)
    #expect(try amount(run(150), "accelerator_rental", "commitment unused") == 100)
  }

  @Test func `interruptions lengthen a spot run, and the lost hours are a line of their own`() throws {
    let lines = try lines(
      """
      usage: { accelerator_hours: 90 }
      prices: { rental: { kind: spot, price_per_accelerator_hour: 1, preemption: { mean_time_between: 10h, checkpoint: 1s, restart: 1h, interval: 59s } } }
      """)
    let kept = try #require(lines.first { $0.item == "accelerator_rental" && $0.label.isEmpty }?.amount)
    let lost = try #require(lines.first { $0.label == "lost to pre-emption" }?.amount)
    // 1 s of each 60 s, an hour and half an interval of every ten.
    #expect(abs(lost / (kept + lost) - (1.0 / 60 + (29.5 + 3600) / 36_000)) < 1e-6)
    #expect(abs(kept - 90) < 1e-4)
  }

  @Test func `hardware has spares, upgrades, maintenance and a building`() throws {
    let run =
      Self.owned + "\n" + Self.site + """
        prices:
          mode: owned
          owned:
            unit_price: 8766
            server_overhead: 1.5
            interconnect_share: 0.25
            amortization: straight_line
            service_life_years: 1
            maintenance_share_per_year: 0.1
            upgrade_share_per_year: 0.05
            spares_share: 0.02
            facility_price_per_kw: 876600
            facility_life_years: 10
        """
    // A dollar an hour for each accelerator; its share of the cluster is 1.5 / 0.75 = 2 times that.
    #expect(try amount(run, "accelerator_amortization") == 100)
    #expect(try amount(run, "server_amortization") == 50)
    #expect(try amount(run, "interconnect_amortization") == 50)
    #expect(abs(try #require(try amount(run, "maintenance")) - 20) < 1e-6)
    #expect(abs(try #require(try amount(run, "upgrade")) - 10) < 1e-6)
    #expect(abs(try #require(try amount(run, "accelerator_amortization", "spares")) - 4) < 1e-6)
    #expect(abs(try #require(try amount(run, "server_amortization", "facility")) - 1000) < 1e-6)
  }

  @Test func `a tariff prices the hours that a run falls into, and PUE the months`() throws {
    let run = """
      usage: { accelerator_hours: 24 }
      cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 1 }
      power: { accelerator_watts: 1000 }
      site:
        start: 2026-07-04T12:00
        pue: [1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.5, 1.1, 1.1, 1.1, 1.1, 1.1]
        electricity:
          tariff:
            - { hours: 8-19, price_per_kwh: 0.3 }
            - { hours: 20-7, price_per_kwh: 0.1 }
      prices: { mode: owned, owned: { unit_price: 0 } }
      """
    // Twelve hours of day, twelve of night, all of July.
    #expect(abs(try #require(try amount(run, "energy_it")) - 4.8) < 1e-6)
    #expect(abs(try #require(try amount(run, "cooling")) - 2.4) < 1e-6)
    let evening = run.replacing("accelerator_hours: 24", with: "accelerator_hours: 6").replacing(
      "T12:00", with: "T20:00")
    #expect(abs(try #require(try amount(evening, "energy_it")) - 0.6) < 1e-6)
    let lasting = run.replacing("  start: 2026-07-04T12:00\n", with: "")
    #expect(abs(try #require(try amount(lasting, "energy_it")) - 4.8) < 1e-6)
  }

  @Test func `electricity comes from the grid, the roof and a green contract, each at its price`() throws {
    let run =
      Self.owned + """

        site:
          pue: 1
          carbon_intensity: 400
          electricity:
            price_per_kwh: 0.1
            demand_charge_per_kw_month: 7.305
            on_site: { share: 0.25, price_per_kwh: 0.04, carbon_intensity: 40 }
            green: { share: 0.5, premium_per_kwh: 0.01 }
        prices: { mode: owned, owned: { unit_price: 0 } }
        """
    #expect(abs(try #require(try amount(run, "energy_it")) - 2.5) < 1e-6)
    #expect(abs(try #require(try amount(run, "energy_it", "made on site")) - 1) < 1e-6)
    #expect(abs(try #require(try amount(run, "energy_it", "green supply")) - 5.5) < 1e-6)
    // 10 kW for 10 hours, of 730.5 in a month.
    #expect(abs(try #require(try amount(run, "demand_charge")) - 1) < 1e-6)
    let carbon = try #require(try folder.estimate(run).json()["carbon"] as? [String: Any])
    func kilograms(_ key: String) -> Double { (carbon[key] as? [String: Double])?["mid"] ?? .nan }
    #expect(abs(kilograms("operational_kg") - (75 * 0.4 + 25 * 0.04)) < 1e-9)
    #expect(abs(kilograms("market_based_kg") - (25 * 0.4 + 25 * 0.04)) < 1e-9)
  }

  @Test(arguments: ["1", "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"], ["", "start: 2026-07-04T12:34, "])
  func `a PUE of one means no cooling, whatever the hours`(pue: String, start: String) throws {
    let run =
      Self.owned + "\nsite: { \(start)pue: \(pue), electricity: { price_per_kwh: 0.1 } }\n"
      + "prices: { mode: owned, owned: { unit_price: 0 } }\n"
    #expect(abs(try #require(try amount(run, "cooling"))) < 1e-6)
    #expect(abs(try #require(try amount(run, "energy_it")) - 10) < 1e-6)
  }

  @Test func `data is collected, annotated twice, checked, cleaned, stored in copies and moved`() throws {
    let run = """
      usage: { accelerator_hours: 1 }
      data: { samples: 1, size: 10GB }
      prices:
        rental: { price_per_accelerator_hour: 0 }
        data:
          { collection_per_gb: 1, annotation_per_item: 0.5, items: 100, annotation_overlap: 2, annotation_yield: 0.8,
            time_per_item: 36s, wage_per_hour: 20, quality_control_share: 0.1, cleaning_per_gb: 2,
            storage_per_gb_month: 0.02, storage_months: 6, storage_replicas: 3, transfer_per_gb: 0.09 }
        staff: { full_time_equivalents: 2, salary_per_year: 120000, months: 3, overhead: 1.3 }
      """
    #expect(try amount(run, "data_collection") == 10)
    #expect(abs(try #require(try amount(run, "data_annotation")) - 250 * 0.7) < 1e-6)
    #expect(abs(try #require(try amount(run, "data_annotation", "quality control")) - 17.5) < 1e-6)
    #expect(try amount(run, "data_cleaning") == 20)
    #expect(abs(try #require(try amount(run, "data_storage")) - 3.6) < 1e-6)
    #expect(abs(try #require(try amount(run, "data_transfer")) - 0.9) < 1e-6)
    #expect(try amount(run, "staff") == 78_000)
  }

  @Test func `a whole development costs its factor of the final run`() throws {
    let run =
      Self.owned + "\n" + Self.site
      + "prices: { mode: owned, owned: { unit_price: 1000 }, project_factor: 2.5, failed_runs_share: 0.1 }\n"
    let lines = try lines(run)
    let final = lines.filter { $0.label.isEmpty }.compactMap(\.amount).reduce(0, +)
    let rest = lines.filter { !$0.label.isEmpty }.compactMap(\.amount).reduce(0, +)
    #expect(abs(rest / final - 1.6) < 1e-6)
    let free = Self.owned + "\n" + Self.site + "prices: { mode: owned, project_factor: development }\n"
    #expect(try self.lines(free).contains { $0.label == "experiments" })
  }

  @Test func `the charge that a grid's price holds is not added to rented machines that pay for their power`() throws {
    func charge(_ rental: String) throws -> Double? {
      try amount(
        Self.owned + "\nsite: { grid: DE }\n"
          + "prices: { rental: { price_per_accelerator_hour: 2, \(rental) }, carbon: { price_per_tonne: 80 } }\n",
        "carbon_charge")
    }
    #expect(try charge("includes_power: false") == nil)
    #expect(try #require(try charge("includes_power: true")) > 0)
  }

  @Test func `an old price is said with the accelerator or the grid that it is of, and only prices are`() throws {
    let run = Self.owned + "\nsite: { grid: SE }\nprices: { mode: owned, project_factor: development }\n"
    let warnings = try #require(try folder.estimate(run).json()["warnings"] as? [String])
    let old = warnings.filter { $0.contains("days ago") }
    #expect(old.contains { $0.hasPrefix("the price of Accelerator amortization for nvidia-h100-sxm5-80gb is of ") })
    #expect(old.contains { $0.hasPrefix("the price of Energy IT for EU is of ") })
    #expect(old.count == 2, "\(old)")
  }

  @Test func `what nobody sells has the wider range of an estimated price, and stands in a hyperscaler's hall`() throws
  {
    func drivers(_ accelerator: String) throws -> (price: [Double], pue: Double?) {
      let json = try folder.estimate(
        "usage: { accelerator_hours: 10 }\ncluster: { accelerator: \(accelerator), count: 1 }\nprices: { mode: owned }\n"
      ).json()
      let line = try #require(((json["cost"] as? [String: Any])?["lines"] as? [[String: Any]])?.first)
      let amount = try #require(line["amount"] as? [String: Double])
      let mid = try #require(amount["mid"])
      let pue = (json["energy"] as? [String: Any])?["pue"] as? [String: Double]
      return (try ["low", "high"].map { try #require(amount[$0]) / mid }, pue?["mid"])
    }
    let (sold, kept) = (try drivers("h100"), try drivers("google-tpu-v4"))
    #expect(sold.price[1] > 2 && sold.price[1] < 2.2 && sold.pue == 1.25)
    #expect(kept.price[1] > 4 && kept.price[1] < 4.2 && kept.price[0] < 0.25 && kept.pue == 1.1)
  }

  @Test func `a category that another's price holds is null and named, not zero`() throws {
    let run = Self.owned + "\n" + Self.site + "prices: { rental: { price_per_accelerator_hour: 2 } }\n"
    let cost = try #require(try folder.estimate(run).json()["cost"] as? [String: Any])
    let categories = try #require(cost["by_category"] as? [String: Any])
    #expect(categories["energy"] is NSNull && categories["hardware"] is NSNull)
    #expect((categories["computation"] as? [String: Double])?["mid"] == 200)
    #expect((categories["staff"] as? [String: Double])?["mid"] == 0)
    #expect(cost["included_categories"] as? [String] == ["energy", "hardware"])
  }

  @Test func `a carbon charge that the electricity price holds is shown and not added`() throws {
    func run(_ carbon: String) -> String {
      Self.owned + "\n" + Self.site + "prices: { mode: owned, owned: { unit_price: 0 }, carbon: { \(carbon) } }\n"
    }
    let charged = try #require(try amount(run("price_per_tonne: 80, covered_share: 0.5"), "carbon_charge"))
    #expect(charged > 0)
    let doubled = try #require(try amount(run("price_per_tonne: 80"), "carbon_charge"))
    #expect(abs(doubled - 2 * charged) < 2e-6)
    #expect(try amount(run("price_per_tonne: 80, in_electricity_price: true"), "carbon_charge") == nil)
  }

  @Test func `a cloud region brings intensities by three methods, its PUE and its water`() throws {
    func run(_ method: String) -> String {
      Self.owned + "\nsite: { grid: aws:us-east-1, carbon_method: \(method), electricity: { price_per_kwh: 0.1 } }\n"
    }
    let average = try folder.estimate(run("average")).json()
    let energy = try #require(average["energy"] as? [String: Any])
    #expect((energy["pue"] as? [String: Double])?["mid"] == 1.15)
    let carbon = try #require(average["carbon"] as? [String: Any])
    #expect(abs(try #require((carbon["operational_kg"] as? [String: Double])?["mid"]) - 115 * 0.39625) < 1e-9)
    #expect((carbon["market_based_kg"] as? [String: Double])?["mid"] == 0)
    #expect(abs(try #require((average["water"] as? [String: Any])?["on_site_litres"] as? Double) - 12) < 1e-9)
    let marginal = try #require(try folder.estimate(run("marginal")).json()["carbon"] as? [String: Any])
    #expect(abs(try #require((marginal["operational_kg"] as? [String: Double])?["mid"]) - 115 * 0.55717) < 1e-9)
  }

  @Test func `rates may be per dollar or per unit of the statement's currency, and the quoted price stays`() throws {
    func run(_ rates: String, _ currency: String) -> String {
      Self.owned + "\n" + Self.site
        + "prices: { mode: owned, currency: \(currency), exchange_rates: { \(rates), as_of: 2026-11-01, source: test }, owned: { unit_price: 0 } }\n"
    }
    #expect(abs(try #require(try amount(run("CNY: 7.1", "CNY"), "energy_it")) - 71) < 1e-6)
    #expect(abs(try #require(try amount(run("USD: 1.25", "EUR"), "energy_it")) - 8) < 1e-6)
    let json = try folder.estimate(run("CNY: 7.1", "CNY")).json()
    let line = try #require(
      ((json["cost"] as? [String: Any])?["lines"] as? [[String: Any]])?.first { $0["item"] as? String == "energy_it" })
    let rate = try #require(
      (json["assumptions"] as? [[String: String]])?.first { $0["key"] == "prices.exchange_rates.CNY" })
    #expect(rate["value"] == "7.1 CNY/USD" && rate["source"] == "run file, test, 2026-11-01")
    let old = try folder.estimate(run("CNY: 7.1", "CNY").replacing("as_of: 2026-11-01", with: "as_of: 2025-01-01"))
      .json()
    #expect(
      (old["warnings"] as? [String])?.contains { $0.hasPrefix("the exchange rate of CNY is of 2025-01-01") } == true)
    #expect(line["quoted_price"] as? Double == 0.1)
    #expect(line["quoted_currency"] as? String == "USD")
  }

  @Test(arguments: ["CNY": 7.4326, "EUR": 1, "JPY": 175.68, "INR": 106.084])
  func `a currency without a stated rate takes the European Central Bank's, said with its day`(
    code: String, unitsPerEuro: Double
  ) throws {
    // 1.1172 USD for one EUR.
    let rate = unitsPerEuro / 1.1172
    let json = try folder.estimate(
      Self.owned + "\n" + Self.site + "prices: { mode: owned, currency: \(code), owned: { unit_price: 0 } }\n"
    ).json()
    let cost = try #require(json["cost"] as? [String: Any])
    let line = try #require((cost["lines"] as? [[String: Any]])?.first { $0["item"] as? String == "energy_it" })
    #expect(abs(try #require((line["amount"] as? [String: Double])?["mid"]) - 10 * rate) < 1e-5)
    let assumed = try #require(
      (json["assumptions"] as? [[String: String]])?.first { $0["key"] == "prices.exchange_rates.\(code)" })
    #expect(assumed["source"]?.contains("European Central Bank") == true)
    #expect(assumed["source"]?.hasSuffix("2026-10-30") == true)
  }

  @Test func `an accelerator without a price keeps its hours and kWh, and its cost is unknown`() throws {
    for mode in ["rental", "owned"] {
      let run =
        "usage: { accelerator_hours: 10 }\ncluster: { accelerator: graphcore-bow-ipu, count: 1 }\nprices: { mode: \(mode) }\n"
      let result = try folder.estimate(run)
      #expect(result.status == 0, "\(result.messages)")
      let json = try result.json()
      #expect(((json["time"] as? [String: Any])?["accelerator_hours"] as? [String: Double])?["mid"] == 10)
      let cost = try #require(json["cost"] as? [String: Any])
      #expect(cost["complete"] as? Bool == false)
      #expect((json["warnings"] as? [String])?.contains { $0.contains("price is known for") } == true)
      // A gate cannot be passed by what nobody knows.
      #expect(try folder.estimate(run, "--max-cost", "1e9").status == 3)
    }
  }

  @Test func `electricity that nobody lists a price for is unknown, and no other country's price stands in`() throws {
    let run = Self.owned + "\nsite: { grid: JP }\nprices: { mode: owned, owned: { unit_price: 1000 } }\n"
    let energy = try lines(run).filter { $0.item == "energy_it" || $0.item == "cooling" }
    #expect(energy.count == 2 && energy.allSatisfy { $0.amount == nil && ($0.quantity ?? 0) > 0 }, "\(energy)")
    let json = try folder.estimate(run).json()
    #expect((json["cost"] as? [String: Any])?["complete"] as? Bool == false)
    #expect((json["warnings"] as? [String])?.contains { $0.contains("no price is known for grid JP") } == true)
    #expect(try folder.estimate(run, "--max-cost", "1e9").status == 3)
    // Who rents, and who buys all of it at a price of his own, need not know it.
    for known in [
      run.replacing("mode: owned", with: "mode: rental"),
      run.replacing("grid: JP", with: "grid: JP, electricity: { green: { share: 1, price_per_kwh: 0.1 } }"),
    ] {
      let json = try folder.estimate(known).json()
      #expect((json["cost"] as? [String: Any])?["complete"] as? Bool == true, "\(json["warnings"] ?? "")")
      #expect((json["warnings"] as? [String])?.contains { $0.contains("grid JP") } == false)
    }
    let sweden = try folder.estimate(run.replacing("JP", with: "SE")).json()
    #expect((sweden["warnings"] as? [String])?.contains { $0.hasSuffix("the average of EU is used") } == true)
  }

  @Test func `what is less than a micro-unit is not written as nothing`() throws {
    let run = "usage: { accelerator_hours: 1e-7 }\ncluster: { accelerator: h100, count: 1 }\n"
    let path = try folder.write(run + "prices: { rental: { price_per_accelerator_hour: 2 } }\n", to: "short.yaml")
    let focus = folder.url.appendingPathComponent("short.csv").path
    let result = CommandRun(["estimate", path, "--focus", focus], home: folder.url)
    let lines = result.output.split(separator: "\n")
    for name in ["Accelerator rental", "Total"] {
      #expect(lines.contains { $0.hasPrefix(name) && $0.contains("< $0.000001") }, "\(result.output)")
    }
    #expect(try String(contentsOfFile: focus, encoding: .utf8).contains(",0.00000010000"))
    let free = try folder.write(run + "prices: { rental: { price_per_accelerator_hour: 0 } }\n", to: "free.yaml")
    #expect(!CommandRun(["estimate", free], home: folder.url).output.contains("<"))
  }
}
