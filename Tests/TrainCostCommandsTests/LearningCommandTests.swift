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

  @Test func `an empty ledger leaves the bill alone, and calibrate says what is missing`() throws {
    let file = try folder.write(Self.run, to: "run.yaml")
    let run = CommandRun("forecast", file, "--format", "json", home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    let methods = try #require(run.json()["methods"] as? [[String: Any]])
    #expect(methods.filter { $0["forecast"] is [String: Any] }.map { $0["method"] as? String } == ["bill"])
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
