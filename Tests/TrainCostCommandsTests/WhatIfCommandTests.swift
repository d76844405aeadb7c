import Foundation
import Testing
import TrainCostTestSupport

@Suite struct WhatIfCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let run = """
    name: test
    model: { model_type: llama, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32,
      num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256 }
    data: { tokens: 100B, sequence_length: 8192, size: 1TB }
    training: { global_batch_size: 3840, micro_batch_size: 1, activation_recompute: selective, parallelism: { tensor: 4 } }
    cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }
    site: { start: 2026-12-01T08:00, electricity: { tariff: [
      { hours: 8-19, price_per_kwh: 0.2 }, { hours: 20-7, price_per_kwh: 0.1 } ] } }
    prices: { mode: owned, data: { collection_per_gb: 1, items: 100, annotation_per_item: 1 } }
    """

  private func whatIf(_ arguments: String..., run: String = run) throws -> CommandRun {
    CommandRun(["whatif", try folder.write(run, to: "run.yaml")] + arguments, home: folder.url)
  }

  private func after(_ lever: String) throws -> (before: [String: Any], after: [String: Any], outcome: [String: Any]) {
    let result = try whatIf("--lever", lever, "--format", "json")
    #expect(result.status == 0, "\(result.messages)")
    let json = try result.json()
    let outcome = try #require((json["levers"] as? [[String: Any]])?.first)
    return (
      try #require(json["before"] as? [String: Any]), try #require(outcome["after"] as? [String: Any]), outcome
    )
  }

  private func mid(_ figures: [String: Any], _ key: String) throws -> Double {
    try #require((figures[key] as? [String: Double])?["mid"])
  }

  @Test func `warnings of levers that differ in their figures alone are said once`() throws {
    let run = Self.run.replacing("nvidia-h100-sxm5-80gb", with: "nvidia-a100-sxm4-80gb")
    let result = try whatIf("--rank", "--format", "json", run: run)
    let levers = try #require(try result.json()["levers"] as? [[String: Any]])
    let warned = levers.compactMap { $0["warnings"] as? [String] }.joined().filter { $0.hasPrefix("training.software") }
    #expect(Set(warned).count > 2)
    let lines = try whatIf("--rank", run: run).output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("warning: training.software") } == 1)
  }

  @Test(arguments: [
    "accelerator=b200", "count=32", "count=60", "layout=tensor=2,zero_stage=1", "layout=auto", "precision=fp8",
    "recompute=full", "spot", "spot=2h,checkpoint=30s,restart=1min", "commitment=1y", "commitment=3y", "region=FR",
    "region=aws:eu-north-1", "start=2026-06-01T22:00", "shift=8h", "shift=best", "shift=greenest", "pue=1.05",
    "cooling=0.5", "spot=2h,interval=20min", "green=0.8,price=0.05",
    "green=1,premium=0.01", "data=0.7", "augmentation=1.5", "sparsity=0.5", "lora=16", "own", "rent",
  ])
  func `every lever runs the whole chain again`(lever: String) throws {
    let (before, after, outcome) = try after(lever)
    for key in ["hours", "accelerator_hours", "it_kwh", "operational_kg"] {
      #expect(try mid(before, key) > 0 && mid(after, key) > 0, "\(lever): \(key)")
    }
    let saved = try #require(outcome["cost_saved_share"] as? [String: Double])
    let low = try #require(saved["low"])
    let middle = try #require(saved["mid"])
    #expect(try low <= middle && middle <= #require(saved["high"]) && middle < 1, "\(lever): \(saved)")
  }

  @Test func `a lever moves what it should and nothing else`() throws {
    let pue = try after("pue=1")
    #expect(try mid(pue.before, "it_kwh") == mid(pue.after, "it_kwh"))
    #expect(try mid(pue.before, "facility_kwh") > mid(pue.after, "facility_kwh"))
    let spot = try after("spot=2h")
    #expect(try mid(spot.after, "hours") > mid(spot.before, "hours"))
    let data = try after("data=0.5")
    // What a run takes to start stays.
    let halved = try mid(data.after, "hours") / mid(data.before, "hours")
    #expect(halved >= 0.5 && halved < 0.51)
    let full = try after("recompute=full")
    #expect(try mid(full.after, "hours") > mid(full.before, "hours"))
  }

  @Test func `the textbook's three cases follow from their assumptions`() throws {
    func outcome(_ levers: String...) throws -> (before: [String: Any], after: [String: Any]) {
      let arguments = levers.flatMap { ["--lever", $0] }
      let json = try CommandRun(
        ["whatif", repositoryFile("Examples/textbook-levers.yaml"), "--format", "json"] + arguments, home: folder.url
      ).json()
      let last = json["combined"] as? [String: Any] ?? (json["levers"] as? [[String: Any]])?.first
      return (
        try #require(json["before"] as? [String: Any]), try #require(last?["after"] as? [String: Any])
      )
    }
    func category(_ figures: [String: Any], _ name: String) throws -> Double {
      let cost = try #require(figures["cost"] as? [String: Any])
      return try mid(try #require(cost["by_category"] as? [String: Any]), name)
    }
    let distributed = try outcome("layout=tensor=8,zero_stage=1", "recompute=none")
    let kept = try category(distributed.after, "computation") / category(distributed.before, "computation")
    #expect(abs(kept - 0.7) < 0.06, "computation \(kept)")
    // By the model of the run: the cost falls as the hours do, and those as the steps.
    let hours = try mid(distributed.after, "accelerator_hours") / mid(distributed.before, "accelerator_hours")
    #expect(abs(kept / hours - 1) < 1e-9)
    let augmented = try outcome("augmentation=1.667")
    #expect(abs(try category(augmented.after, "data") / category(augmented.before, "data") - 0.6) < 0.001)
    let green = try outcome("green=1,price=0.064")
    #expect(abs(try category(green.after, "energy") / category(green.before, "energy") - 0.8) < 0.001)
  }

  @Test func `what moves both sides alike cancels in the saving, and what is predicted anew keeps its own error`()
    throws
  {
    // The time of the run is uncertain by a third; half of its products are half, however long it is.
    func width(_ lever: String) throws -> Double {
      let saved = try #require(try after(lever).outcome["cost_saved_share"] as? [String: Double])
      return try #require(saved["high"]) - #require(saved["low"])
    }
    #expect(try width("sparsity=0.5") < 0.15)
    #expect(try width("precision=fp8") > 0.05)
    // Fewer of the same steps err alike.
    #expect(try width("data=0.8") < 0.02)
  }

  @Test func `a lever that changes nothing saves exactly nothing, and what is partly unknown saves nobody knows what`()
    throws
  {
    for lever in ["data=1", "pue=1.25", "count=64", "own"] {
      let run = Self.run.replacing("start:", with: "pue: 1.25, start:")
      let json = try whatIf("--lever", lever, "--format", "json", run: run).json()
      let outcome = try #require((json["levers"] as? [[String: Any]])?.first)
      #expect(outcome["cost_saved_share"] as? [String: Double] == ["low": 0, "mid": 0, "high": 0], "\(lever)")
    }
    let unpriced =
      "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 8 }\nsite: { grid: JP }\n"
      + "prices: { mode: owned }\n"
    let result = try whatIf("--lever", "region=US", run: unpriced)
    #expect(result.output.contains { $0.isNumber } && result.output.contains("unknown"), "\(result.output)")
    let json = try whatIf("--lever", "region=US", "--format", "json", run: unpriced).json()
    #expect(((json["levers"] as? [[String: Any]])?.first)?["cost_saved"] is NSNull)
  }

  @Test func `kernels that skip products shorten the products alone`() throws {
    let sparse = try after("sparsity=0.5")
    let left = try mid(sparse.after, "hours") / mid(sparse.before, "hours")
    #expect(left > 0.5 && left < 0.95, "\(left)")
  }

  @Test func `a commitment costs less than the same providers' hours on demand`() throws {
    let rented = Self.run.replacing("mode: owned", with: "mode: rental")
    for lever in ["commitment=1y", "commitment=3y", "spot"] {
      let json = try whatIf("--lever", lever, "--format", "json", run: rented).json()
      let outcome = try #require((json["levers"] as? [[String: Any]])?.first)
      let saved = try #require((outcome["cost_saved_share"] as? [String: Double])?["mid"])
      #expect(saved > 0, "\(lever) saves \(saved)")
    }
    #expect(try whatIf("--lever", "commitment=1y", run: rented).output.contains("Price an hour"))
  }

  @Test func `larger clusters of spot machines are interrupted more often`() throws {
    func lost(_ count: Int) throws -> Double {
      let run = Self.run.replacing("mode: owned", with: "mode: rental").replacing("count: 64", with: "count: \(count)")
      let json = try whatIf("--lever", "spot", "--format", "json", run: run).json()
      let before = try #require(json["before"] as? [String: Any])
      let after = try #require((json["levers"] as? [[String: Any]])?.first?["after"] as? [String: Any])
      return try mid(after, "hours") / mid(before, "hours") - 1
    }
    #expect(try lost(64) > 0 && lost(512) > 1.5 * lost(64))
  }

  @Test func `cooling scales what is above the machines' own energy, and the greenest hour is no dirtier than now`()
    throws
  {
    let cooling = try after("cooling=0.5")
    let (pue, half) = (
      try mid(cooling.before, "facility_kwh") / mid(cooling.before, "it_kwh"),
      try mid(cooling.after, "facility_kwh") / mid(cooling.after, "it_kwh")
    )
    #expect(abs((half - 1) / (pue - 1) - 0.5) < 1e-9)
    let hourly = Self.run.replacing(
      "site: { start",
      with: "site: { carbon_intensity: [\((0..<24).map { "\(100 + $0 * 20)" }.joined(separator: ", "))], start")
    let json = try whatIf("--lever", "shift=greenest", "--format", "json", run: hourly).json()
    let before = try #require(json["before"] as? [String: Any])
    let after = try #require((json["levers"] as? [[String: Any]])?.first?["after"] as? [String: Any])
    #expect(try mid(after, "operational_kg") <= mid(before, "operational_kg"))
  }

  @Test func `levers combine, and a ranking is ordered by what is saved`() throws {
    let json = try whatIf("--lever", "pue=1.05", "--lever", "sparsity=0.2", "--format", "json").json()
    let combined = try #require(json["combined"] as? [String: Any])
    #expect(combined["lever"] as? String == "pue=1.05 + sparsity=0.2")
    let ranked = try #require(try whatIf("--rank", "--format", "json").json()["levers"] as? [[String: Any]])
    let saved = ranked.compactMap { ($0["cost_saved_share"] as? [String: Double])?["mid"] }
    #expect(saved.count > 8)
    #expect(saved == saved.sorted(by: >))
  }

  @Test func `each figure is shown before and after with its range`() throws {
    let lines = try whatIf("--lever", "pue=1.05").output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("Figure") && $0.contains("Before") })
    for name in ["Time", "Facility energy", "Carbon", "Energy cost", "Total"] {
      let row = try #require(lines[start...].first { $0.hasPrefix(name) }, "\(name)")
      #expect(row.components(separatedBy: " to ").count == 3, "two ranges: \(row)")
    }
    #expect(lines[start...].contains { $0.hasPrefix("Time") && $0.hasSuffix("  0 %") })
  }

  @Test func `a ranking orders what is not fully priced by what is known of it, and says so`() throws {
    let lines = Self.run.split(separator: "\n")
    let unpriced =
      lines.filter { !$0.hasPrefix("site:") && !$0.contains("price_per_kwh") }.joined(separator: "\n")
      + "\nsite: { grid: JP }\n"
    let result = try whatIf("--rank", run: unpriced)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("levers stand in the order of the categories"))
    let levers = try #require(
      try whatIf("--rank", "--format", "json", run: unpriced).json()["levers"] as? [[String: Any]])
    let names = levers.compactMap { $0["lever"] as? String }
    // Fewer hours of hardware come before less energy, and that before what costs more.
    let data = try #require(names.firstIndex(of: "data=0.8"))
    let pue = try #require(names.firstIndex(of: "pue=1.1"))
    let rent = try #require(names.firstIndex(of: "rent"))
    #expect(data < pue && pue < rent, "\(names)")
    #expect(levers.allSatisfy { $0["cost_saved"] is NSNull })
    #expect(try !whatIf("--rank").output.contains("levers stand in the order"))
  }

  @Test func `a green price is in the currency of the tariff that it stands beside`() throws {
    let euros = Self.run.replacing("electricity: { tariff", with: "electricity: { currency: EUR, tariff")
      .replacing("prices: { mode: owned", with: "prices: { mode: owned, currency: EUR")
    let json = try whatIf("--lever", "green=1,price=0.1", "--format", "json", run: euros).json()
    let outcome = try #require((json["levers"] as? [[String: Any]])?.first?["after"] as? [String: Any])
    let lines = try #require((outcome["cost"] as? [String: Any])?["lines"] as? [[String: Any]])
    let line = try #require(lines.first { $0["item"] as? String == "energy_it" })
    #expect(line["unit_price"] as? Double == 0.1)
  }

  @Test(arguments: [
    ("spot=3", "found '3', expected the mean time between interruptions, such as 4h"),
    ("commitment", "a value is missing; expected commitment=1y\n"), ("spto", "did you mean 'spot'"),
    ("pue=0.5", "--lever pue: found '0.5'"), ("count", "a value is missing"),
    ("green=0.5,prize=1", "did you mean 'price'"), ("own=1", "expected no value"), ("region=FRR", "unknown grid 'FRR'"),
    ("layout=tensor=7", "does not divide"), ("commitment=2y", "expected 1y or 3y"),
  ])
  func `a wrong lever gets one message`(lever: String, message: String) throws {
    let result = try whatIf("--lever", lever)
    #expect(result.status == 65)
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.output.isEmpty)
  }

  @Test func `no lever is bad usage, a bill has no levers, and limits are a gate`() throws {
    #expect(try whatIf().status == 64)
    let bill = "prices: { mode: bill, bill: [{ category: data, quantity: 1, unit: GB, unit_price: 1 }] }"
    #expect(try whatIf("--lever", "own", run: bill).status == 65)
    #expect(try whatIf("--lever", "pue=1.1", "--max-cost", "1").status == 3)
  }
}
