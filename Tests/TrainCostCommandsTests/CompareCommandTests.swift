import Foundation
import Testing
import TrainCostTestSupport

@Suite struct CompareCommandTests {
  private let run = """
    name: small
    model: { model_type: llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16,
      num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: true }
    data: { tokens: 100B, sequence_length: 4096 }
    training: { precision: bf16, global_batch_size: 512, parallelism: { tensor: 2, data: 32 } }
    cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }
    prices: { rental: { price_per_accelerator_hour: 2 } }
    """

  private func compare(_ arguments: String...) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let path = try folder.write(run, to: "run.yaml")
    return CommandRun(["compare", path] + arguments, home: folder.url)
  }

  @Test func `each accelerator and count is a run, and the front is marked`() throws {
    let result = try compare("--accelerators", "a100,h100", "--counts", "64,128", "--format", "json")
    #expect(result.status == 0)
    let runs = try #require(try result.json()["runs"] as? [[String: Any]])
    #expect(runs.map { $0["count"] as? Int } == [64, 128, 64, 128])
    func figures(_ run: [String: Any]) -> (Double, Double) {
      let hours = (run["hours"] as? [String: Any])?["mid"] as? Double ?? 0
      return (hours, (run["cost"] as? [String: Any])?["mid"] as? Double ?? 0)
    }
    for run in runs {
      let own = figures(run)
      let beaten = runs.contains {
        let other = figures($0)
        return other.0 <= own.0 && other.1 <= own.1 && other != own
      }
      #expect(run["pareto"] as? Bool == !beaten)
    }
  }

  @Test func `an accelerator that lacks the precision is left out with the reason`() throws {
    let result = try compare("--accelerators", "h100,nvidia-v100-sxm2-32gb", "--format", "json")
    #expect(result.status == 0)
    let refused = try #require(try result.json()["refused"] as? [[String: Any]])
    #expect(refused.first?["accelerator"] as? String == "nvidia-v100-sxm2-32gb")
    #expect((refused.first?["reason"] as? String)?.contains("bf16") == true)
  }

  @Test func `what leaves several accelerators out for one reason is said once, with the nearest counts`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(run.replacing(", parallelism: { tensor: 2, data: 32 }", with: ""), to: "run.yaml")
    let result = CommandRun(
      "compare", path, "--accelerators", "h100,a100,h200", "--counts", "64,97", home: folder.url,
      environment: ["COLUMNS": "4000"])
    let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("left out") }
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.contains("97 × nvidia-h100-sxm5-80gb, nvidia-a100-sxm4-80gb, nvidia-h200-sxm-141gb: "))
    #expect(line.contains("the nearest counts that can be split are 96 and "), "\(line)")
  }

  @Test func `what costs an unknown amount is neither free nor on the front`() throws {
    let folder = try TemporaryFolder()
    let text = run.replacingOccurrences(of: "prices: { rental: { price_per_accelerator_hour: 2 } }", with: "")
    let path = try folder.write(text, to: "run.yaml")
    func compare(_ format: String) -> CommandRun {
      CommandRun("compare", path, "--accelerators", "h100,gaudi2", "--format", format, home: folder.url)
    }
    let runs = try #require(try compare("json").json()["runs"] as? [[String: Any]])
    #expect(runs.map { $0["cost"] is NSNull } == [false, true])
    #expect(runs.map { $0["pareto"] as? Bool } == [true, false])
    #expect(compare("csv").output.contains(",,USD,"))
  }

  @Test func `where no cost is known nothing is on the front, and no sign is explained that is not there`() throws {
    let folder = try TemporaryFolder()
    let text = run.replacing(
      "prices: { rental: { price_per_accelerator_hour: 2 } }", with: "prices: { mode: owned }\nsite: { grid: JP }")
    let path = try folder.write(text, to: "run.yaml")
    let unknown = CommandRun("compare", path, "--accelerators", "h100,a100", home: folder.url)
    #expect(unknown.status == 0 && unknown.output.contains("at least $") && !unknown.output.contains("◆"))
    #expect(try compare("--accelerators", "h100,a100").output.contains("\n◆ none of the others"))
    #expect(!CommandRun("plan", path, home: folder.url).output.contains("◆"))
    let priced = try folder.write(run, to: "priced.yaml")
    #expect(CommandRun("plan", priced, home: folder.url).output.contains("\n◆ none of the others"))
  }

  @Test func `a narrow terminal gets a run in two lines`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(run, to: "run.yaml")
    let lines = CommandRun(
      "compare", path, "--accelerators", "h100,a100", home: folder.url, environment: ["COLUMNS": "80"]
    ).output
      .split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasPrefix("NVIDIA H100 SXM5 80GB     64") })
  }

  @Test func `the price of an hour is shown with its source`() throws {
    let table = try compare("--accelerators", "h100").output
    #expect(table.contains("Price an hour") && table.contains("$2.00") || table.contains("$2 "))
    let runs = try #require(
      try compare("--accelerators", "h100", "--format", "json").json()["runs"] as? [[String: Any]])
    #expect(runs.first?["price_per_accelerator_hour"] as? Double == 2)
    #expect((runs.first?["price_source"] as? String)?.isEmpty == false)
    let csv = try compare("--accelerators", "h100", "--format", "csv").output
    #expect(csv.contains("hours_low,hours_high,cost_low,cost_high"))
  }

  @Test func `what is held of the layout and what is passed over is said`() throws {
    let json = try compare("--accelerators", "h100", "--format", "json").json()
    #expect(json["passed_over"] as? String == "tensor 2, data 32, ZeRO stage 1")
    #expect(try compare("--accelerators", "h100").output.contains("Passed over, since the run file states its layout"))
    let folder = try TemporaryFolder()
    let path = try folder.write(run.replacing("tensor: 2, data: 32", with: "tensor: 4, zero_stage: 0"), to: "run.yaml")
    let held = try CommandRun(
      "compare", path, "--accelerators", "h100,a100", "--format", "json", home: folder.url
    ).json()
    #expect(held["held"] as? String == "tensor 4, ZeRO stage 0")
    let layouts = try #require(held["runs"] as? [[String: Any]]).map { $0["layout"] as? [String: Any] }
    #expect(layouts.count == 2 && layouts.allSatisfy { $0?["tensor"] as? Int == 4 && $0?["zero_stage"] as? Int == 0 })
  }

  @Test func `an unknown accelerator is an error with the nearest name`() throws {
    let result = try compare("--accelerators", "h10000")
    #expect(result.status == 65)
    #expect(try compare("--accelerators", "h100", "--counts", "many").status == 64)
  }

  @Test func `a price that the file states for its accelerator holds for no other`() throws {
    let runs = try #require(
      try compare("--accelerators", "h100,b200", "--counts", "64", "--format", "json").json()["runs"]
        as? [[String: Any]])
    let prices = runs.map { $0["price_per_accelerator_hour"] as? Double }
    #expect(prices[0] == 2)
    #expect(prices[1].map { $0 != 2 } == true, "\(runs[1].keys.sorted())")
  }
}

/// What a run file says of the nodes of its own accelerator.
@Suite struct StatedNodesTests {
  private static let rack = """
    name: rack
    model: { model_type: llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16,
      num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: true }
    data: { tokens: 100B, sequence_length: 4096 }
    training: { precision: bf16, global_batch_size: 576 }
    cluster: { accelerator: nvidia-gb200, count: 144, accelerators_per_node: 36, network: ethernet-400,
      host: { memory: 1TB } }
    """

  private func run(_ text: String, _ verb: String, _ arguments: String...) throws -> CommandRun {
    let folder = try TemporaryFolder()
    return CommandRun([verb, try folder.write(text, to: "run.yaml")] + arguments, home: folder.url)
  }

  @Test(arguments: [
    (["--accelerator", "b200"], ["8", "infiniband-ndr-400"]), ([], []), (["--accelerator", "gb200"], []),
  ])
  func `another accelerator takes its own usual node and network`(flags: [String], usual: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.rack, to: "run.yaml")
    let json = try CommandRun(["estimate", path, "--format", "json"] + flags, home: folder.url).json()
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let values = ["cluster.accelerators_per_node", "cluster.network"].compactMap { key in
      assumptions.first { $0["key"] as? String == key }?["value"] as? String
    }
    #expect(values == usual)
    let notes = assumptions.filter { $0["key"] as? String == "cluster.accelerator" }.map { $0["source"] as? String }
    let keys = "cluster.accelerators_per_node, cluster.network, cluster.host"
    #expect(
      notes == (usual.isEmpty ? [] : ["\(keys) of the run file hold for nvidia-gb200 and are left out for others"]))
  }

  @Test(arguments: [("compare", ["--accelerators", "gb200,b200,h200"]), ("plan", ["--accelerator", "b200"])])
  func `what is left out for other accelerators is said once`(verb: String, flags: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.rack, to: "run.yaml")
    let table = CommandRun([verb, path] + flags, home: folder.url, environment: ["COLUMNS": "4000"]).output
    #expect(table.split(separator: "are left out for others").count == 2, "\(table)")
    let json = try CommandRun([verb, path, "--format", "json"] + flags, home: folder.url).json()
    #expect((json["left_out"] as? String)?.contains("cluster.network") == true)
  }

  @Test(arguments: [
    ("accelerator: nvidia-gb200, count: 144, accelerators_per_node: 36", []),
    ("accelerator: nvidia-gb200, count: 96, accelerators_per_node: 36", ["96 accelerators are no whole number of"]),
    ("accelerator: h100, count: 144, accelerators_per_node: 72", ["found 72, more than the 8 of nvidia-h100-sxm5"]),
    ("accelerator: h100, count: 12", []), ("accelerator: google-tpu-v5p, count: 144, accelerators_per_node: 8", []),
    ("accelerator: nvidia-l40s-pcie-48gb, count: 16, accelerators_per_node: 16", []),
  ])
  func `nodes that the links cannot join, or that the count does not fill, are warned of`(
    cluster: String, expected: [String]
  ) throws {
    let text = Self.rack.split(separator: "cluster:")[0] + "cluster: { \(cluster) }"
    let json = try run(String(text), "estimate", "--format", "json").json()
    let warnings = try #require(json["warnings"] as? [String]).filter { $0.contains("cluster.accelerators_per_node") }
    #expect(warnings.count == expected.count && zip(warnings, expected).allSatisfy { $0.contains($1) }, "\(warnings)")
  }
}
