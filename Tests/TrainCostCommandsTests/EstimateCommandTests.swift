import Foundation
import Testing
import TrainCostTestSupport

@Suite struct EstimateCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func estimate(_ run: String, _ arguments: [String] = []) throws -> CommandRun {
    CommandRun(["estimate", try folder.write(run, to: "run.yaml")] + arguments, home: folder.url)
  }

  private static let run = """
    name: test
    model: { model_type: llama, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32,
      num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256 }
    data: { tokens: 1T, sequence_length: 8192 }
    cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }
    """

  @Test(arguments: [("textbook-1", 15_712.0, 10_000.0), ("textbook-2", 6_712, 1_000)])
  func `the textbook's worked examples sum as they should`(name: String, total: Double, computation: Double) throws {
    let run = CommandRun(
      "estimate", repositoryFile("Examples/\(name).yaml"), "--format", "json", home: folder.url)
    let cost = try #require(try run.json()["cost"] as? [String: Any])
    let categories = try #require(cost["by_category"] as? [String: [String: Double]])
    #expect(cost["currency"] as? String == "CNY")
    #expect(cost["total"] as? [String: Double] == ["low": total, "mid": total, "high": total])
    #expect(categories["computation"]?["mid"] == computation)
    #expect(categories["data"]?["mid"] == 512)
    #expect(categories["energy"]?["mid"] == 200)
    #expect(categories["hardware"]?["mid"] == 5000)
  }

  @Test(arguments: [(4096, "fits"), (4608, "should fit"), (8192, "does not fit")])
  func `what fits by less than memory is known to should fit`(length: Int, verdict: String) throws {
    let run =
      Self.run.replacing("8192", with: "\(length)") + """

        training: { parallelism: { data: 64 }, micro_batch_size: 1, activation_recompute: none }
        """
    let line = try #require(try estimate(run).output.split(separator: "\n").first { $0.hasPrefix("Memory of each") })
    #expect(line.hasSuffix(" GiB  \(verdict) 79.36 GiB"), "\(line)")
    let memory = try #require(try estimate(run, ["--format", "json"]).json()["memory"] as? [String: Any])
    let range = try #require(memory["total_bytes"] as? [String: Double])
    let usable = 79.36 * Double(1 << 30)
    let (low, mid, high) = (try #require(range["low"]), try #require(range["mid"]), try #require(range["high"]))
    #expect(low < mid && mid < high)
    #expect(memory["fits"] as? Bool == (mid < usable))
    #expect((high < usable) == (verdict == "fits"))
  }

  @Test func `Llama 3.1 405B takes about what its authors published`() throws {
    let run = CommandRun(
      "estimate", repositoryFile("Examples/llama-3.1-405b/run.yaml"), "--format", "json", home: folder.url)
    let json = try run.json()
    let model = try #require(json["model"] as? [String: Any])
    #expect(model["parameters_total"] as? Int == 405_853_388_800)
    // Megatron-Bridge counts 2.524 TFLOP a token for this model at this length.
    #expect(abs(try #require(model["flops_per_token"] as? Double) / 2.524e12 - 1) < 0.001)
    let time = try #require(json["time"] as? [String: [String: Double]])
    let hours = try #require(time["accelerator_hours"])
    #expect(try #require(hours["low"]) < 30.84e6 && 30.84e6 < #require(hours["high"]))
    #expect(abs(try #require(hours["mid"]) / 30.84e6 - 1) < 0.15)
    #expect((json["memory"] as? [String: Any])?["fits"] as? Bool == true)
  }

  @Test func `a bare config.json is completed by flags`() throws {
    let config = #"{"model_type":"gpt2","n_embd":768,"n_head":12,"n_layer":12,"n_positions":1024,"vocab_size":50257}"#
    let path = try folder.write(config, to: "config.json")
    let run = CommandRun(
      "estimate", path, "--accelerator", "a100", "--count", "8", "--tokens", "9B", "--format", "json", home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    #expect((try run.json()["model"] as? [String: Any])?["parameters_total"] as? Int == 124_439_808)
    #expect(
      CommandRun("estimate", path, "--count", "8", "--tokens", "9B", home: folder.url).messages.contains(
        "--accelerator"))
  }

  @Test(arguments: [
    ("", "the file is empty"),
    ("cluster: [", "not YAML or JSON"),
    (run.replacing("cluster:", with: "clustr:"), "run.yaml:5: clustr: unknown key; did you mean 'cluster'?"),
    (run.replacing("nvidia-h100-sxm5-80gb", with: "nvidia-h100-smx5-80gb"), "did you mean 'nvidia-h100-sxm5-80gb"),
    (run.replacing("count: 64", with: "count: -64"), "run.yaml:5: cluster.count: found '-64', expected a whole number"),
    (run.replacing("count: 64", with: "count: 0"), "cluster.count: found '0'"),
    (run.replacing("1T", with: "1Q"), "data.tokens: found '1Q', expected a number"),
    (run.replacing("1T", with: "1e40"), "data.tokens: found '1e40', expected a value from 1 to"),
    (run.replacing("8192 }", with: "8192, size: 80GiBs }"), "data.size: found '80GiBs', expected a number with a unit"),
    (run.replacing("llama", with: "lama"), "unknown model_type 'lama'; known: bert, deepseek_v2, deepseek_v3"),
    (
      run.replacing("num_key_value_heads: 8", with: "num_key_value_heads: 7"),
      "expected a divisor of num_attention_heads"
    ),
    (run.replacing("num_hidden_layers: 32", with: "num_hidden_layers: 0"), "num_hidden_layers: found '0'"),
    (run.replacing("  num_attention_heads: 32,", with: ""), "num_attention_heads: the key is missing"),
    (
      run + "\ntraining: { parallelism: { tensor: 8, data: 16 } }",
      "tensor x data = 8 x 16 = 128 does not divide cluster.count = 64; data: 8 would fit"
    ),
    (
      run + "\ntraining: { parallelism: { tensor: 8, pipeline: 2, data: 2 } }",
      "tensor x pipeline x data = 8 x 2 x 2 = 32, expected cluster.count = 64; data: 4 would fit"
    ),
    (run + "\ntraining: { parallelism: { tensor: 7 } }", "= 7 does not divide cluster.count = 64"),
    (
      run + "\ntraining: { global_batch_size: 100, parallelism: { data: 64 } }",
      "training.global_batch_size: found 100, expected a multiple"
    ),
    (run + "\ntraining: { precision: bf17 }", "found 'bf17', expected one of fp64, fp32"),
    (run + "\nprices: { currency: USX }", "prices.currency: found 'USX', expected a currency code"),
    (run + "\nprices: { currency: VND }", "prices.exchange_rates.VND: is missing, and no rate of VND is published"),
    (run + "\nprices: { mode: bill }", "prices.bill: the key is missing"),
    (run + "\nsite: { grid: FRR }", "site.grid: unknown grid 'FRR'"),
    (run + "\nsite: { pue: 0.9 }", "site.pue: found '0.9', expected a value from 1 to 5"),
    (
      "model: { parameters: 1e15, flops_per_sample: 1e30 }\ndata: { samples: 1e18 }\ncluster: { accelerator: h100, count: 9 }",
      "prices: the cost is beyond 9,000,000,000,000 USD"
    ),
    (
      "prices: { mode: bill, bill: [{ category: data, quantity: 1e18, unit: GB, unit_price: 1e12 }] }",
      "the cost is beyond"
    ),
    (
      run.replacing("hidden_size: 4096", with: "hidden_size: 9999872").replacing("14336", with: "9999999"),
      "the sizes give more than 1e15 parameters"
    ),
    (
      run + "\ntraining: { parallelism: { tensor: 9999999, pipeline: 9999999, context: 9999999 } }",
      "does not divide cluster.count = 64"
    ),
    ("name: x\ndata: { tokens: 1T }\n", "model: the key is missing"),
    // 68 = 4 x 17 and 88 = 8 x 11 can be split too, with most of their time in a pipeline's bubble.
    (
      run.replacing("count: 64", with: "count: 72") + "\ntraining: { global_batch_size: 1024 }",
      "the nearest counts that can be split are 64 and 96; a batch of 1,152 can be split over 72"
    ),
    (
      run.replacing("count: 64", with: "count: 72")
        + "\ntraining: { global_batch_size: 1024, micro_batch_size: 4, parallelism: { tensor: 4 } }",
      "the nearest counts that can be split are 64 and 96; a batch of 1,152 can be split over 72"
    ),
  ])
  func `a wrong run file gets one message that says what is wrong`(run: String, message: String) throws {
    let result = try estimate(run)
    #expect(result.status == 65)
    #expect(result.messages.hasPrefix("error: "), "\(result.messages)")
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.messages.filter { $0 == "\n" }.count == 1)
    #expect(result.output.isEmpty)
  }

  @Test func `a truncated config.json is refused with its line`() throws {
    let path = try folder.write("{\n  \"model_type\": \"llama\",\n  \"hidden_size\": 40", to: "config.json")
    let run = CommandRun(
      "estimate", path, "--accelerator", "h100", "--count", "8", "--tokens", "1T", home: folder.url)
    #expect(run.status == 65)
    #expect(run.messages.contains("config.json:3"), "\(run.messages)")
  }

  @Test func `a missing file and a missing folder of profiles end with 66`() throws {
    #expect(CommandRun("estimate", "/nonexistent/run.yaml", home: folder.url).status == 66)
    let run = try estimate(Self.run, ["--profiles", "/nonexistent"])
    #expect(run.status == 66)
    #expect(run.messages.contains("/nonexistent"))
  }

  @Test func `a model that does not fit is estimated all the same, and the excess is told`() throws {
    let run = try estimate(
      Self.run.replacing("count: 64", with: "count: 1"), ["--format", "json", "--precision", "fp32"])
    #expect(run.status == 0)
    let json = try run.json()
    let memory = try #require(json["memory"] as? [String: Any])
    #expect(memory["fits"] as? Bool == false)
    #expect(try #require(memory["excess_bytes"] as? Double) > 1e9)
    #expect((json["warnings"] as? [String])?.first?.contains("does not fit in memory") == true)
    #expect(json["time"] is [String: Any])
  }

  @Test func `limits turn the estimate into a gate`() throws {
    #expect(try estimate(Self.run, ["--max-cost", "1000", "--max-hours", "1"]).status == 3)
    #expect(try estimate(Self.run, ["--max-cost", "1e9", "--max-kwh", "1e9", "--max-hours", "1e5"]).status == 0)
    #expect(try estimate(Self.run, ["--max-cost", "1000"]).messages.contains("--max-cost 1000 is exceeded"))
  }

  @Test func `wrong flags end with 64`() throws {
    #expect(try estimate(Self.run, ["--count", "0"]).status == 64)
    #expect(try estimate(Self.run, ["--format", "xml"]).status == 64)
    #expect(try estimate(Self.run, ["--tokens", "1T", "--samples", "2"]).status == 64)
    #expect(CommandRun("estimate", home: folder.url).status == 64)
  }

  @Test func `the output goes whole to a file or not at all`() throws {
    let path = folder.url.appendingPathComponent("out.json").path
    #expect(try estimate(Self.run, ["--format", "json", "--output", path]).output.isEmpty)
    #expect(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) is [String: Any])
    let full = try estimate(Self.run, ["--output", folder.path(of: "missing/out.json")])
    #expect(full.status == 74)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["out.json", "run.yaml"])
  }

  @Test func `a full disk is said to be one, and a device is written to, not replaced`() throws {
    let run = try estimate(Self.run, ["--output", "/dev/full"])
    #expect(run.status == 74)
    #expect(run.messages == "error: /dev/full cannot be written: No space left on device\n")
    #expect(try estimate(Self.run, ["--output", "/dev/null"]).status == 0)
  }

  @Test(arguments: ["table", "json", "csv", "markdown"])
  func `every format names the total`(format: String) throws {
    let run = try estimate(Self.run, ["--format", format])
    #expect(run.status == 0)
    #expect(run.output.lowercased().contains("total"))
    #expect(run.output.hasSuffix("\n"))
  }

  @Test func `an estimate is kept when asked for and listed by runs`() throws {
    #expect(try estimate(Self.run, ["--record"]).status == 0)
    #expect(try estimate(Self.run).status == 0)
    let runs = try #require(
      try CommandRun("runs", "list", "--format", "json", home: folder.url).json()["runs"] as? [[String: Any]])
    #expect(runs.count == 1)
    let id = try #require(runs[0]["id"] as? String)
    #expect(runs[0]["kind"] as? String == "estimated")
    #expect(CommandRun("runs", "show", String(id.prefix(6)), home: folder.url).output.contains("nvidia-h100-sxm5-80gb"))
    #expect(CommandRun("runs", "show", "zzz", home: folder.url).status == 66)
  }

  @Test func `the template of init estimates as it stands, and is not overwritten`() throws {
    let path = folder.url.appendingPathComponent("new.yaml").path
    #expect(CommandRun("init", path, home: folder.url).status == 0)
    #expect(CommandRun("init", path, home: folder.url).status == 64)
    #expect(CommandRun("estimate", path, home: folder.url).status == 0)
  }

  @Test func `given usage is priced without a model`() throws {
    let run = try estimate(
      """
      name: inception
      usage: { accelerator_hours: 11070.7 }
      power: { accelerator_watts: 250, server_factor: 1.8, utilization: 0.75 }
      site: { pue: 1.1, electricity: { price_per_kwh: 0.0691 } }
      prices: { mode: owned, owned: { unit_price: 934.19 } }
      """, ["--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    let total = try #require(((try run.json()["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"])
    #expect(abs(total - 1054.04) < 0.1)
  }

  @Test func `a limit above the maker's is refused, and one for another accelerator is left out`() throws {
    let limited = Self.run.replacingOccurrences(of: "count: 64", with: "count: 64, power_limit: 900W")
    let refused = try estimate(limited)
    #expect(
      refused.status == 65 && refused.messages.contains("cluster.power_limit: found '900W', expected at most 700 W"))
    #expect(try estimate(limited, ["--accelerator", "a100"]).status == 0)
  }

  @Test(arguments: [
    ("frozen_layers: 16", 0.45, 0.85), ("frozen_layers: 31", 0.2, 0.6), ("frozen: [feed_forward]", 0.7, 0.95),
  ])
  func `what stays frozen saves the time of its backward pass`(adaptation: String, least: Double, most: Double) throws {
    func seconds(_ training: String) throws -> Double {
      let layout = "global_batch_size: 512, micro_batch_size: 1, parallelism: { tensor: 2, zero_stage: 1 }"
      let json = try estimate(Self.run + "\ntraining: { \(layout)\(training) }", ["--format", "json"]).json()
      return try #require(((json["time"] as? [String: Any])?["step_seconds"] as? [String: Double])?["mid"])
    }
    let share = try seconds(", \(adaptation)") / seconds("")
    #expect((least...most).contains(share), "\(share)")
  }

  @Test func `the changes that explain shows are in the JSON`() throws {
    let run = smallRun.replacing("global_batch_size: 512", with: "global_batch_size: 512, parallelism: { tensor: 8 }")
    let json = try TemporaryFolder().estimate(run).json()
    let changes = try #require(json["step_changes"] as? [[String: Any]])
    let step = try #require(((json["time"] as? [String: Any])?["step_seconds"] as? [String: Double])?["mid"])
    #expect(!changes.isEmpty)
    for change in changes {
      let seconds = try #require(change["step_seconds"] as? Double)
      let share = try #require(change["saved_share"] as? Double)
      #expect(share > 0 && abs(seconds / step - (1 - share)) < 1e-6)
    }
    let folder = try TemporaryFolder()
    let table = CommandRun(
      "estimate", try folder.write(run, to: "run.yaml"), "--explain", home: folder.url, environment: ["COLUMNS": "4000"]
    ).output
    for change in changes { #expect(table.contains(try #require(change["change"] as? String))) }
    let opaque = smallRun.replacing("training: { precision: bf16,", with: "training: { mfu: 0.4,")
    #expect(try TemporaryFolder().estimate(opaque).json()["step_changes"] is NSNull)
  }

  @Test func `a misspelt verb is answered with the nearest`() {
    let result = CommandRun("estmate", "run.yaml", home: folder.url)
    #expect(result.status == 64 && result.messages.contains("did you mean 'estimate'"), "\(result.messages)")
  }
}
