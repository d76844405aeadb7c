import Foundation
import Testing
import TrainCostTestSupport

/// Other calculators' inputs and outputs, each turned into a run file and asked of the program. The table lies beside the
/// checkout; without it the tests say so.
@Suite struct CostOracleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What the table holds that is no cost of ours, and why.
  private static let notOurs: [(prefix: String, why: String)] = [
    ("llmc-embodied", "the deviation of LLMCarbon from its own reference, not a figure of a run"),
    ("mlco2-", "a known slip of the peer: it rounds kg/kWh to two places, up to 25 % off; ours is tested unrounded"),
    ("sci-eshop-total", "the sum of the example's parts, whose inputs it does not state"),
    ("bloom-total", "the sum of three published figures"),
    ("focus-validator", "a validator; tested in the FOCUS export"),
  ]

  private struct Example {
    var run: String
    /// The path of the figure in the answer, and the factor to the table's unit.
    var path: String
    var factor = 1.0
  }

  private static let rows: [[String: String]] = OracleTable.rows
  private static func isEpochModel(_ row: [String: String]) -> Bool {
    row["peer"] == "Epoch" && row["id"] != "epoch-k-rate"
  }
  static let epoch = Dictionary(grouping: rows.filter(isEpochModel)) {
    String($0["id"]!.prefix(8))
  }.sorted { $0.key < $1.key }.map(\.value)
  static let others = rows.filter { row in
    !isEpochModel(row) && !notOurs.contains { row["id"]!.hasPrefix($0.prefix) }
  }

  @Test(.enabled(if: !rows.isEmpty, "cost-oracle.csv is not beside the checkout"), arguments: epoch)
  func `Epoch AI's models cost to the micro-unit what its own program says`(model: [[String: String]]) throws {
    let input = try OracleTable.inputs(model[0])
    func value(_ key: String) throws -> Double { try #require(input[key] as? Double, "\(key)") }
    let expected = Dictionary(
      uniqueKeysWithValues: model.map { ($0["id"]!.split(separator: "-").last!, Double($0["expected"]!)!) })
    if input["server_price_at_start"] == nil {
      Issue.record("no inputs in \(model[0])")
      return
    }
    let json = try answer(
      """
      usage: { accelerator_hours: \(try value("chip_hours")) }
      power: { accelerator_watts: \(try value("tdp_kW") * 1000), server_factor: \(try value("c2s")), utilization: \(try value("util")) }
      site: { pue: \(try value("pue")), electricity: { price_per_kwh: \(try value("price_kWh")), currency: USD } }
      prices:
        mode: owned
        owned:
          unit_price: \(try value("server_price_at_start") / value("server_overhead"))
          server_overhead: \(try value("server_overhead"))
          interconnect_share: \(try value("interconnect_fraction"))
          amortization: declining_balance
          decline_oom_per_year: \(try value("k_oom_per_year"))
      """)
    let lines = try #require((json["cost"] as? [String: Any])?["lines"] as? [[String: Any]])
    func amount(_ items: String...) -> Double {
      lines.filter { items.contains($0["item"] as? String ?? "") }
        .compactMap { ($0["amount"] as? [String: Double])?["mid"] }.reduce(0, +)
    }
    func check(_ name: Substring, _ found: Double, lines: Double) {
      guard let wanted = expected[name] else { return }
      #expect(abs(found - wanted) <= max(wanted * 1e-9, 1e-6 * lines), "\(name): \(found) for \(wanted)")
    }
    check("chip", amount("accelerator_amortization"), lines: 1)
    check("other", amount("server_amortization"), lines: 1)
    check("interconnect", amount("interconnect_amortization"), lines: 1)
    check("energy", amount("energy_it", "cooling"), lines: 2)
    check("total", try figure("cost.total.mid", json), lines: 5)
    if let wanted = expected["kWh"] {
      #expect(abs(try figure("energy.facility_kwh.mid", json) / wanted - 1) < 1e-9)
    }
  }

  @Test(.enabled(if: !rows.isEmpty, "cost-oracle.csv is not beside the checkout"), arguments: others)
  func `other calculators' examples come out as they published them`(row: [String: String]) throws {
    let example = try #require(try example(row), "no run file is known for \(row["id"]!)")
    let found = try figure(example.path, answer(example.run)) * example.factor
    let expected = try #require(Double(row["expected"]!.split(separator: " ").first { Double($0) ?? 0 != 0 } ?? ""))
    let tolerance = max(Double(row["rel_tolerance"]!) ?? 0, 1e-9)
    #expect(abs(found / expected - 1) <= tolerance, "\(row["id"]!): \(found) for \(expected)")
  }

  private func example(_ row: [String: String]) throws -> Example? {
    let id = try #require(row["id"])
    let input = try OracleTable.inputs(row)
    func value(_ key: String) throws -> Double { try #require(input[key] as? Double, "\(id) lacks \(key)") }
    func energy(kWh: Double, pue: Double = 1, site: String) -> String {
      """
      usage: { accelerator_hours: \(kWh) }
      power: { accelerator_watts: 1000 }
      site: { pue: \(pue), electricity: { price_per_kwh: 0.1 }, \(site) }
      prices: { rental: { price_per_accelerator_hour: 1 } }
      """
    }
    func embodied(kilograms: Double, hours: Double, lifeHours: Double, share: Double = 1) -> Example {
      Example(
        run: """
          usage: { accelerator_hours: \(hours) }
          embodied: { kg_per_accelerator: \(kilograms), service_life: \(lifeHours)h, reserved_share: \(share) }
          prices: { rental: { price_per_accelerator_hour: 1 } }
          """, path: "carbon.embodied_kg.mid", factor: 1000)
    }
    switch row["peer"] {
    case "LLMCarbon":
      // Days of devices at a share of their peak, and their energy: priced as usage.
      let active = try value(input["active_b"] == nil ? "params_b" : "active_b")
      let hours =
        6 * active * 1e9 * (try value("tokens_b")) * 1e9 / (try value("peak_TF") * 1e12 * value("eff")) / 3600
      let run = """
        usage: { accelerator_hours: \(hours) }
        cluster: { accelerator: nvidia-v100-sxm2-32gb, count: \(Int(try value("devices"))) }
        power: { accelerator_watts: \(try value("system_W")) }
        site: { pue: \(try value("pue")) }
        """
      return id.hasSuffix("days")
        ? Example(run: run, path: "time.hours.mid", factor: 1 / 24)
        : Example(run: run, path: "energy.facility_kwh.mid", factor: 1e-3)
    case "CodeCarbon":
      // Its tables are older than ours: its own intensity, stated.
      let intensity = try #require(Double(row["expected"]!)) / value("kWh") * 1000
      return Example(
        run: energy(kWh: try value("kWh"), site: "carbon_intensity: \(intensity)"), path: "carbon.operational_kg.mid")
    case "Green Algorithms":
      let gpus = try value("gpus")
      let host = try (value("cpu_cores") * value("W_per_core") * value("cpu_use") + value("mem_GB") * 0.3725) / gpus
      let run = """
        usage: { accelerator_hours: \(try value("hours") * gpus * value("psf")) }
        power: { accelerator_watts: \(try value("gpu_W")), utilization: \(try value("gpu_use")), host_watts_per_accelerator: \(host) }
        site: { pue: \(try value("pue")), carbon_intensity: \(try value("ci_g")), electricity: { price_per_kwh: 0.1 } }
        prices: { rental: { price_per_accelerator_hour: 1 } }
        """
      return id.hasSuffix("kwh")
        ? Example(run: run, path: "energy.facility_kwh.mid")
        : Example(run: run, path: "carbon.operational_kg.mid", factor: 1000)
    case "Boavizta":
      guard let profile = Self.boavizta[try #require(input["name"] as? String)] else {
        // Boards without a profile: the figure itself, over a whole life.
        return embodied(kilograms: try #require(Double(row["expected"]!)) / 1000, hours: 35_064, lifeHours: 35_064)
      }
      return Example(
        run: """
          usage: { accelerator_hours: 35064 }
          cluster: { accelerator: \(profile.id), count: 1 }
          prices: { rental: { price_per_accelerator_hour: 1 } }
          """, path: "carbon.embodied_kg.\(profile.bound)")
    case "SCI spec":
      return embodied(kilograms: try value("TE_kg"), hours: try value("TiR_h"), lifeHours: try value("EL_years") * 8760)
    case "SCI eShoppen":
      if id == "sci-eshop-db" {
        return Example(
          run: energy(kWh: try value("E_kWh"), site: "carbon_intensity: \(try value("I"))")
            + "\nembodied: { kg_per_accelerator: \(try value("M_g") / 1000), service_life: \(try value("E_kWh"))h }",
          path: "carbon.sci_kg.mid", factor: 1000)
      }
      return embodied(
        kilograms: try value("TE_kg"), hours: try value("TiR"), lifeHours: try value("EL"),
        share: try value("RR") / value("ToR"))
    case "BLOOM paper":
      let hours = try input["gpu_h"] == nil ? value("kWh") / 0.4 : value("gpu_h")
      let run = """
        usage: { accelerator_hours: \(hours) }
        power: { accelerator_watts: 400 }
        site: { pue: 1, carbon_intensity: 57, electricity: { price_per_kwh: 0.1 } }
        prices: { rental: { price_per_accelerator_hour: 1 } }
        """
      return id == "bloom-dyn-kwh"
        ? Example(run: run, path: "energy.it_kwh.mid")
        : Example(run: run, path: "carbon.operational_kg.mid", factor: 1e-3)
    case "DeepSeek-V3":
      return Example(
        run: """
          usage: { accelerator_hours: \(try value("gpu_h")) }
          prices: { mode: rental, rental: { price_per_accelerator_hour: \(try value("usd_h")) } }
          """, path: "cost.total.mid")
    case "Patterson 2021":
      return Example(
        run: energy(kWh: try value("MWh") * 1000, site: "carbon_intensity: \(try value("ci") * 1000)"),
        path: "carbon.operational_kg.mid", factor: 1e-3)
    case "FOCUS 1.2":
      let isUsage = id == "focus-usage-used"
      return Example(
        run: """
          usage: { accelerator_hours: \(isUsage ? 1 : try value("hours")) }
          prices:
            rental:
              kind: committed
              commitment: { accelerator_hours: \(try value("hours")), prepaid: \(try value("prepay")), charge_unused: false }
          """, path: "cost.total.mid")
    case "closed form", "Epoch":
      let method =
        row["peer"] == "Epoch"
        ? "declining_balance, decline_oom_per_year: \(try value("k"))"
        : "capital_recovery, discount_rate: \(try value("r")), service_life_years: \(try value("n"))"
      return Example(
        run: """
          usage: { accelerator_hours: 8766 }
          power: { accelerator_watts: 1 }
          prices:
            mode: owned
            owned: { unit_price: 1, server_overhead: 1, interconnect_share: 0, amortization: \(method) }
          """, path: "cost.lines[0].unit_price", factor: 8766)
    case "Young 1974", "Daly 2006":
      return Example(
        run: """
          usage: { accelerator_hours: 100 }
          prices:
            rental:
              kind: spot
              price_per_accelerator_hour: 1
              preemption: { mean_time_between: \(try value("mtbf_s"))s, checkpoint: \(try value("delta_s"))s, restart: 0s }
          """, path: row["peer"] == "Young 1974" ? "interruption.young_seconds" : "interruption.interval_seconds")
    default: return nil
    }
  }

  private static let boavizta = [
    "NVIDIA P100": (id: "nvidia-p100-pcie-16gb", bound: "mid"), "NVIDIA L4": (id: "nvidia-l4-pcie-24gb", bound: "mid"),
    "NVIDIA A100 SXM4 40GB": (id: "nvidia-a100-sxm4-40gb", bound: "mid"),
    "NVIDIA H100 SXM 80GB": (id: "nvidia-h100-sxm5-80gb", bound: "high"),
  ]

  private func answer(_ run: String) throws -> [String: Any] {
    let path = try folder.write("name: oracle\n" + run, to: "run.yaml")
    let result = CommandRun("estimate", path, "--format", "json", home: folder.url)
    #expect(result.status == 0, "\(result.messages)\n\(run)")
    return try result.json()
  }

  /// The figure of a dotted path.
  private func figure(_ path: String, _ json: [String: Any]) throws -> Double {
    var value: Any? = json
    for part in path.replacing("[", with: ".").replacing("]", with: "").split(separator: ".") {
      if let index = Int(part) {
        value = (value as? [Any])?[index]
      } else {
        value = (value as? [String: Any])?[String(part)]
      }
    }
    return try #require(value as? Double, "\(path) is not in the answer")
  }
}

/// `cost-oracle.csv` of the folder beside the checkout.
enum OracleTable {
  static let rows: [[String: String]] = {
    let path = repositoryFile("../shared/reference/cost-oracle.csv")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    let records = Self.records(text)
    guard let heading = records.first else { return [] }
    return records.dropFirst().filter { $0.count == heading.count }.map { Dictionary(zip(heading, $0)) { $1 } }
  }()

  static func inputs(_ row: [String: String]) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data((row["inputs_json"] ?? "").utf8)) as? [String: Any] ?? [:]
  }

  private static func records(_ text: String) -> [[String]] {
    var (records, record, field, isQuoted) = ([[String]](), [String](), "", false)
    var characters = Array(text.replacing("\r\n", with: "\n"))[...]
    while let character = characters.popFirst() {
      switch character {
      case "\"" where isQuoted && characters.first == "\"": field.append(characters.removeFirst())
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        record.append(field)
        field = ""
      case "\n" where !isQuoted:
        records.append(record + [field])
        (record, field) = ([], "")
      default: field.append(character)
      }
    }
    return records
  }
}
