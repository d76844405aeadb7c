import Foundation
import TrainCostTestSupport
import Testing

@Suite struct LearningCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let run = """
    name: test
    model: { model_type: llama, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32,
      num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256 }
    data: { tokens: 1B, sequence_length: 8192 }
    cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }
    """

  private static let published = Recordings.folder.map {
    URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/reference/training_costs.csv"
  }

  @Test(.enabled(if: Recordings.arePresent))
  func `published training costs are forecast from each other`() throws {
    let table = try #require(Self.published)
    let run = CommandRun("forecast", "--backtest", "--history", table, "--format", "json", home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    #expect(json["history_runs"] as? Int == 48)
    let methods = try #require(json["methods"] as? [[String: Any]])
    #expect(methods.map { $0["method"] as? String } == ["history", "analogy", "regression", "trend", "bill"])
    for method in methods {
      let test = try #require(method["leave_one_out"] as? [String: Any], "\(method["refusal"] ?? "")")
      #expect(try #require(test["count"] as? Int) >= 20)
    }
    let combined = try #require(json["combined"] as? [String: Any])
    let error = try #require((combined["leave_one_out"] as? [String: Any])?["median_absolute_error"] as? Double)
    #expect(error < 0.4)
  }

  @Test func `a forecast is of the day that the run file states, and one far from the past says so`() throws {
    // What an hour costs halves each year.
    let rows = (0..<12).map { index in
      let hours = 1000 + 700 * (index * 5 % 7)
      return "run \(index),20\(12 + index)-01-01,\(Double(hours) * pow(0.5, Double(index))),h100,\(hours)"
    }
    let history = try folder.write(
      "model,date,cost_usd,hardware,chip_hours\n" + rows.joined(separator: "\n"), to: "history.csv")
    func forecast(_ site: String) throws -> (cost: Double, notes: String) {
      let file = try folder.write(
        "usage: { accelerator_hours: 4000 }\ncluster: { accelerator: h100, count: 8 }\n\(site)", to: "run.yaml")
      let arguments = ["forecast", file, "--method", "regression", "--history", history]
      let json = try CommandRun(arguments + ["--format", "json"], home: folder.url).json()
      let method = try #require((json["methods"] as? [[String: Any]])?.first)
      let cost = try #require((method["forecast"] as? [String: Any])?["mid"] as? Double)
      return (cost, CommandRun(arguments, home: folder.url).output)
    }
    let early = try forecast("site: { start: 2015-01-01T00:00 }")
    let late = try forecast("site: { start: 2020-01-01T00:00 }")
    #expect(abs(early.cost / late.cost / 32 - 1) < 0.1)
    #expect(!late.notes.contains("site.start dates the run"))
    #expect(try forecast("").notes.contains("site.start dates the run"))
  }

  @Test func `an empty ledger leaves the bill alone, and calibrate says what is missing`() throws {
    let file = try folder.write(Self.run, to: "run.yaml")
    let run = CommandRun("forecast", file, "--format", "json", home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    let methods = try #require(run.json()["methods"] as? [[String: Any]])
    #expect(methods.filter { $0["forecast"] is [String: Any] }.map { $0["method"] as? String } == ["bill"])
    let table = CommandRun("forecast", file, home: folder.url).output
    #expect(table.contains("Bill") && !table.contains("Regression") && !table.contains("Back-test"))
    #expect(table.components(separatedBy: "to learn from").count == 2)
    let history = CommandRun("forecast", file, "--method", "history", home: folder.url)
    #expect(history.status == 65 && history.messages.contains("no measured run"), "\(history.messages)")
    let calibrate = CommandRun("calibrate", home: folder.url)
    #expect(calibrate.status == 65)
    #expect(calibrate.messages.contains("the ledger holds no measured runs"))
  }

  @Test func `a calibration moves an estimate, says so, and can be left out`() throws {
    let file = try folder.write(Self.run, to: "run.yaml")
    func hours(_ flags: String...) throws -> [String: Double] {
      let run = CommandRun(["estimate", file, "--format", "json"] + flags, home: folder.url)
      #expect(run.status == 0, "\(run.messages)")
      return try #require((run.json()["time"] as? [String: Any])?["hours"] as? [String: Double])
    }
    let shipped = try hours()
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent(".config/traincost"), withIntermediateDirectories: true)
    _ = try folder.write(
      """
      schema_version: 1
      fitted: 2026-11-24
      origin: 30 runs of mine
      corrections:
        - { accelerator: nvidia-h100-sxm5-80gb, precision: bf16, runs: 30, time: { low: 1.1, mid: 1.2, high: 1.3 } }
      """, to: ".config/traincost/calibration.yaml")
    let corrected = try hours()
    #expect(abs(try #require(corrected["mid"]) / (try #require(shipped["mid"])) - 1.2) < 1e-9)
    #expect(abs(try #require(corrected["high"]) / (try #require(shipped["mid"])) - 1.3) < 1e-9)
    #expect(try hours("--no-calibration") == shipped)
    let table = CommandRun("estimate", file, home: folder.url).output
    #expect(table.contains("calibration.time") && table.contains("30 runs of mine"))
  }

  /// A log of Megatron-LM of 200 steps of a time, whose accelerators draw a power.
  private func megatronLog(step seconds: Double, watts: Double, batch: Int, day: Int) -> String {
    let lines = (1...20).map { index -> String in
      let time = Int(Double(index * 10) * seconds)
      let clock = [time / 3600, time / 60 % 60, time % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
      return
        "[2026-11-\(10 + day) \(clock)] iteration \(index * 10)/ 1000 | elapsed time per iteration (ms): \(seconds * 1000)"
        + " | energy per GPU (J/iter/GPU): \(watts * seconds) | global batch size: \(batch) |"
    }
    return "using world size: 64, data-parallel size: 64\n  seq_length .................. 8192\n"
      + lines.joined(separator: "\n") + "\n"
  }

  @Test func `imported training logs are checked against their run file, and calibrate it`() throws {
    let file = try folder.write(Self.run + "\ntraining: { global_batch_size: 512 }\n", to: "run.yaml")
    let estimate = CommandRun("estimate", file, "--record", "--format", "json", home: folder.url)
    #expect(estimate.status == 0, "\(estimate.messages)")
    let time = try #require(estimate.json()["time"] as? [String: Any])
    let step = try #require((time["step_seconds"] as? [String: Double])?["mid"])
    let energy = try #require(estimate.json()["energy"] as? [String: Any])
    let watts = try #require((energy["mean_accelerator_watts"] as? [String: Double])?["mid"])
    // The cluster is 15 % slower than the model says, one run has half the batch, another has another world size.
    for index in 0..<8 {
      let batch = index == 3 ? 256 : 512
      let log = megatronLog(
        step: step * 1.15 * Double(batch) / 512 * (1 + 0.002 * Double(index % 3)), watts: watts * 0.9, batch: batch,
        day: index)
      let path = try folder.write(
        index == 7 ? log.replacingOccurrences(of: "size: 64", with: "size: 32") : log, to: "\(index).log")
      let imported = CommandRun(
        "runs", "import", path, "--run", file, "--utc-offset", "Z", "--format", "json", home: folder.url)
      #expect(imported.status == 0, "\(imported.messages)")
    }
    let calibrate = CommandRun("calibrate", "--format", "json", home: folder.url)
    #expect(calibrate.status == 0, "\(calibrate.messages)")
    let rows = try #require(calibrate.json()["rows"] as? [[String: Any]])
    func factor(_ quantity: String) throws -> Double {
      let row = try #require(rows.first { $0["quantity"] as? String == quantity && $0["accelerator"] is String })
      return try #require((row["factor"] as? [String: Double])?["mid"])
    }
    #expect(abs(try factor("time") - 1.152) < 0.01)
    #expect(abs(try factor("power") - 0.9) < 0.02)
    #expect(try calibrate.json()["runs"] as? Int == 7)
    let notes = try #require(calibrate.json()["notes"] as? [String])
    #expect(notes == ["1 measured run on another number of accelerators than the run file's"])
    let corrected = try CommandRun("estimate", file, "--format", "json", home: folder.url).json()
    let hours = ((corrected["time"] as? [String: Any])?["step_seconds"] as? [String: Double])?["mid"]
    #expect(abs(try #require(hours) / step - 1.152) < 0.01)
  }

  /// The log of a run of 200 steps on eight GPUs, of a kind, in a form that the tool writes.
  private func log(_ kind: String, step seconds: Double, watts: Double, day: Int) throws -> String {
    let start = 1_790_000_000 + Double(day) * 86_400
    let logged = (0...20).map { (step: $0 * 10, time: start + Double($0 * 10) * seconds) }
    let name = "\(kind)-\(day)"
    switch kind {
    case "wandb":
      let events = logged.map { entry in
        let boards = (0..<8).map { "\"system.gpu.\($0).powerWatts\":\(watts)" }.joined(separator: ",")
        return "{\(boards),\"_timestamp\":\(entry.time)}"
      }
      let history = logged.map { "{\"train/global_step\":\($0.step),\"_timestamp\":\($0.time)}" }
      _ = try folder.write(events.joined(separator: "\n"), to: "\(name)/wandb-events.jsonl")
      _ = try folder.write(history.joined(separator: "\n"), to: "\(name)/wandb-history.jsonl")
      return folder.path(of: name)
    case "mlflow":
      let powers = logged.map { "\(Int($0.time * 1000)) \(watts) \($0.step)" }.joined(separator: "\n")
      for gpu in 0..<8 { _ = try folder.write(powers, to: "\(name)/metrics/system/gpu_\(gpu)_power_usage_watts") }
      let losses = logged.map { "\(Int($0.time * 1000)) 2.5 \($0.step)" }.joined(separator: "\n")
      _ = try folder.write(losses, to: "\(name)/metrics/loss")
      return folder.path(of: name)
    case "zeus":
      let windows = (0..<200).map { index in
        "\(start + Double(index) * seconds),step,\(seconds)"
          + String(repeating: ",\(watts * seconds)", count: 8)
      }
      let header = "start_time,window_name,elapsed_time," + (0..<8).map { "gpu\($0)_energy" }.joined(separator: ",")
      return try folder.write(([header] + windows).joined(separator: "\n"), to: "\(name).csv")
    default:
      let log = megatronLog(step: seconds, watts: watts, batch: 64, day: day)
      return try folder.write(
        log.replacingOccurrences(of: "size: 64, data-parallel size: 64", with: "size: 8, data-parallel size: 8"),
        to: "\(name).log")
    }
  }

  @Test(arguments: ["wandb", "mlflow", "zeus", "megatron-log"])
  func `logs of each tool calibrate time and power`(kind: String) throws {
    let file = try folder.write(
      Self.run.replacingOccurrences(of: "count: 64", with: "count: 8") + "\ntraining: { global_batch_size: 64 }\n",
      to: "run.yaml")
    let estimate = try CommandRun("estimate", file, "--format", "json", home: folder.url).json()
    let step = ((estimate["time"] as? [String: Any])?["step_seconds"] as? [String: Double])?["mid"]
    let watts = ((estimate["energy"] as? [String: Any])?["mean_accelerator_watts"] as? [String: Double])?["mid"]
    for day in 0..<6 {
      let scatter = 1 + 0.002 * Double(day % 3)
      let path = try log(
        kind, step: try #require(step) * 1.15 * scatter, watts: try #require(watts) * 0.9 / scatter, day: day)
      let imported = CommandRun(
        "runs", "import", path, "--kind", kind, "--run", file, "--utc-offset", "Z", home: folder.url)
      #expect(imported.status == 0, "\(imported.messages)")
    }
    let calibrate = CommandRun("calibrate", "--format", "json", home: folder.url)
    #expect(calibrate.status == 0, "\(calibrate.messages)")
    let json = try calibrate.json()
    #expect(json["runs"] as? Int == 6)
    #expect((json["notes"] as? [String]) == [])
    let rows = try #require(json["rows"] as? [[String: Any]]).filter { $0["accelerator"] is String }
    let factors = rows.compactMap { ($0["factor"] as? [String: Double])?["mid"] }
    #expect(rows.map { $0["quantity"] as? String } == ["time", "power"])
    #expect(abs(factors[0] - 1.152) < 0.01 && abs(factors[1] - 0.898) < 0.01, "\(factors)")
  }

  /// The figures that `runs show` compares, by name, and all that it says of the prediction.
  private func comparison(_ id: String) throws -> (figures: [String: [String: Any]], prediction: [String: Any]) {
    let shown = CommandRun("runs", "show", id, "--format", "json", home: folder.url)
    let prediction = try #require(shown.json()["prediction"] as? [String: Any], "\(shown.messages)")
    let figures = try #require(prediction["figures"] as? [[String: Any]])
    return (Dictionary(uniqueKeysWithValues: figures.map { ($0["figure"] as? String ?? "", $0) }), prediction)
  }

  @Test func `a log of a part of a run is compared by its step and by that share of the run`() throws {
    let file = try folder.write(Self.run + "\ntraining: { global_batch_size: 128 }\n", to: "run.yaml")
    let first = CommandRun("estimate", file, "--record", "--format", "json", home: folder.url)
    #expect(first.status == 0, "\(first.messages)")
    let estimate = try first.json()
    func mid(_ group: String, _ key: String) throws -> Double {
      try #require(((estimate[group] as? [String: Any])?[key] as? [String: Double])?["mid"])
    }
    let step = try mid("time", "step_seconds")
    // 200 steps of 128 sequences of 8192 tokens, of a run of 1 B tokens.
    let share = 200 * 128 * 8192 / 1e9
    let log = try folder.write(megatronLog(step: step * 1.02, watts: 600, batch: 128, day: 0), to: "a.log")
    let imported = CommandRun(
      "runs", "import", log, "--run", file, "--utc-offset", "Z", "--format", "json", home: folder.url)
    let id = try #require(imported.json()["id"] as? String)
    let (figures, prediction) = try comparison(id)
    #expect(Set(figures.keys) == ["step_seconds", "accelerator_joules", "cost"])
    #expect(prediction["basis"] as? String == "step")
    #expect(try abs(#require(prediction["share_of_run"] as? Double) / share - 1) < 0.06)
    for (name, whole) in [
      ("step_seconds", step), ("accelerator_joules", try mid("energy", "accelerator_kwh") * 3.6e6 * share),
      ("cost", try mid("cost", "total") * share),
    ] {
      let figure = try #require(figures[name])
      let range = try #require(figure["predicted"] as? [String: Double])
      let measured = try #require(figure["measured"] as? Double)
      #expect(try abs(#require(range["mid"]) / whole - 1) < 0.06, "\(name)")
      #expect(abs(measured / whole - 1) < 0.4, "\(name)")
      let isInside = try #require(range["low"]) <= measured && measured <= (try #require(range["high"]))
      #expect(figure["within_range"] as? Bool == isInside)
    }
    #expect(prediction["coverage"] as? [String: Int] == ["inside": 1, "count": 1])
    let table = CommandRun("runs", "show", id, home: folder.url).output
    #expect(table.contains("Time of a step") && table.contains("inside") && table.contains("% of the run"))
    #expect(CommandRun("report", id, home: folder.url).output.contains("Time of a step"))
    let estimates = CommandRun("runs", "list", "--kind", "estimated", "--format", "json", home: folder.url)
    let estimateID = try #require((estimates.json()["runs"] as? [[String: Any]])?.first?["id"] as? String)
    #expect(
      CommandRun("runs", "show", estimateID, home: folder.url).output.contains("measured with this run file: \(id)"))
    let diff = CommandRun("runs", "diff", estimateID, id, "--format", "json", home: folder.url)
    #expect((try diff.json()["figures"] as? [[String: Any]])?.isEmpty == false)
  }

  @Test func `runs of which a part was logged teach what that part cost`() throws {
    let file = try folder.write(Self.run + "\ntraining: { global_batch_size: 128 }\n", to: "run.yaml")
    let estimate = try CommandRun("estimate", file, "--format", "json", home: folder.url).json()
    let step = try #require(((estimate["time"] as? [String: Any])?["step_seconds"] as? [String: Double])?["mid"])
    let cost = try #require(((estimate["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"])
    for day in 0..<8 {
      let log = megatronLog(step: step * (1 + 0.01 * Double(day % 3)), watts: 600, batch: 128, day: day)
      let imported = CommandRun(
        "runs", "import", try folder.write(log, to: "\(day).log"), "--run", file, "--utc-offset", "Z", home: folder.url)
      #expect(imported.status == 0, "\(imported.messages)")
    }
    let forecast = try CommandRun("forecast", file, "--format", "json", home: folder.url).json()
    for method in try #require(forecast["methods"] as? [[String: Any]]) {
      guard let range = method["forecast"] as? [String: Double] else { continue }
      // The logs know nothing of what failures cost, which is in the estimate.
      #expect(try (0.7...1.4).contains(#require(range["mid"]) / cost), "\(method["method"] ?? "")")
    }
    let history = try #require((forecast["methods"] as? [[String: Any]])?.first)
    #expect(history["method"] as? String == "history" && history["forecast"] is [String: Double])
  }

  @Test func `the runs of a job's nodes keep their prediction when they are merged, and count once`() throws {
    let file = try folder.write(Self.run, to: "run.yaml")
    func ids() throws -> [String] {
      let listed = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
      return (listed["runs"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }
    for _ in 0..<2 {
      let run = CommandRun("measure", "--quiet", "--run", file, "--", "true", home: folder.url)
      #expect(run.status == 0, "\(run.messages)")
    }
    let merged = CommandRun(["runs", "merge"] + (try ids()) + ["--format", "json"], home: folder.url)
    #expect(merged.status == 0, "\(merged.messages)")
    let (figures, prediction) = try comparison(try #require(merged.json()["id"] as? String))
    #expect(figures["wall_seconds"]?["within_range"] as? Bool == false)
    #expect(prediction["coverage"] as? [String: Int] == ["inside": 0, "count": 1])
    let calibrate = CommandRun("calibrate", home: folder.url)
    #expect(calibrate.status == 65 && calibrate.messages.contains("1 measured run more than four times off"))
  }

  @Test func `bills of different things are not compared`() throws {
    let file = try folder.write(
      Self.run + "\ntraining: { global_batch_size: 128 }\nprices: { staff: { full_time_equivalents: 1, "
        + "salary_per_year: 1000, months: 1 } }\n", to: "run.yaml")
    let log = try folder.write(megatronLog(step: 1, watts: 600, batch: 128, day: 0), to: "a.log")
    let imported = CommandRun(
      "runs", "import", log, "--run", file, "--utc-offset", "Z", "--format", "json", home: folder.url)
    let (figures, _) = try comparison(try #require(imported.json()["id"] as? String))
    #expect(figures["cost"] == nil && figures["accelerator_joules"] != nil)
  }

  @Test func `another batch is compared by the token, and a job that failed is not compared`() throws {
    let file = try folder.write(Self.run + "\ntraining: { global_batch_size: 512 }\n", to: "run.yaml")
    let log = try folder.write(megatronLog(step: 1, watts: 600, batch: 128, day: 0), to: "a.log")
    let imported = CommandRun(
      "runs", "import", log, "--run", file, "--utc-offset", "Z", "--format", "json", home: folder.url)
    let (figures, prediction) = try comparison(try #require(imported.json()["id"] as? String))
    #expect(prediction["basis"] as? String == "token" && figures["token_seconds"] != nil)
    let measured = try #require(figures["token_seconds"]?["measured"] as? Double)
    #expect(abs(measured * 128 * 8192 - 1) < 0.06)
    let run = CommandRun("measure", "--quiet", "--run", file, "--", "false", home: folder.url)
    #expect(run.status == 1, "\(run.messages)")
    let failed = try CommandRun("runs", "list", "--query", "false", "--format", "json", home: folder.url).json()
    let id = try #require((failed["runs"] as? [[String: Any]])?.first?["id"] as? String)
    let (none, words) = try comparison(id)
    #expect(none.isEmpty && (words["reason"] as? String)?.contains("did not end well") == true)
  }

  @Test func `the recommender of the examples pays`() throws {
    let run = CommandRun(
      "value", repositoryFile("Examples/recommender/run.yaml"), "--benefits",
      repositoryFile("Examples/recommender/benefits.yaml"), "--format", "json", home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    let value = try #require(json["npv"] as? [String: Double])
    #expect(try #require(value["low"]) < #require(value["mid"]) && #require(value["mid"]) < #require(value["high"]))
    #expect(try #require(value["mid"]) > 0 && json["irr_per_year"] is Double)
    #expect((json["cash_flows"] as? [Any])?.count == 37)
    #expect((json["qualitative"] as? [Any])?.count == 2)
    let wrong = try folder.write("currency: CNY\nmonths: 6\nbenefits: []\n", to: "b.yaml")
    let refused = CommandRun(
      "value", repositoryFile("Examples/recommender/run.yaml"), "--benefits", wrong, home: folder.url)
    #expect(refused.status == 65 && refused.messages.contains("benefits"))
  }
}
