import Foundation
import Testing
import TrainCostTestSupport

/// What an estimate makes of a layout, micro-batch and batch that are stated in part, in full or not at all.
@Suite struct EstimatedLayoutTests {
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

  @Test func `a micro-batch that a given layout leaves open is 1, and said`() throws {
    let run = Self.run + "\ntraining: { global_batch_size: 1024, parallelism: { data: 64 } }"
    let json = try estimate(run, ["--format", "json"]).json()
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let chosen = try #require(assumptions.first { $0["key"] as? String == "training.micro_batch_size" })
    #expect(chosen["value"] as? String == "1")
  }

  @Test(arguments: [
    ("zero_stage: 3", ["zero_stage": 3]), ("tensor: 8", ["tensor": 8]), ("pipeline: 4", ["pipeline": 4]),
    ("data: 8", ["data": 8]), ("context: 4", ["context": 4]), ("virtual_pipeline: 4", ["virtual_pipeline": 4]),
    ("tensor: 4, zero_stage: 2", ["tensor": 4, "zero_stage": 2]),
    ("tensor: 2, data: 8", ["tensor": 2, "data": 8]),
  ])
  func `a part of a layout is held, and the rest with the micro-batch searched for`(
    stated: String, held: [String: Int]
  ) throws {
    let run = Self.run + "\ntraining: { global_batch_size: 1024, parallelism: { \(stated) } }"
    let json = try estimate(run, ["--format", "json"]).json()
    let layout = try #require((json["run"] as? [String: Any])?["layout"] as? [String: Any])
    for (key, value) in held { #expect(layout[key] as? Int == value, "\(key)") }
    let degrees = ["tensor", "pipeline", "data", "context"].map { layout[$0] as? Int ?? 0 }
    #expect(degrees.reduce(1, *) == 64)
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    func source(_ key: String) -> String? {
      assumptions.first { $0["key"] as? String == key }?["source"] as? String
    }
    #expect(source("training.parallelism")?.contains("with what is stated: ") == true)
    #expect(source("training.micro_batch_size") == "chosen with the layout")
  }

  @Test(arguments: ["1f1b", "zb-h1", "zb-2p", "zb-v"])
  func `a schedule alone is held`(schedule: String) throws {
    let run = Self.run + "\ntraining: { global_batch_size: 1024, parallelism: { schedule: \(schedule) } }"
    let json = try estimate(run, ["--format", "json"]).json()
    let layout = try #require((json["run"] as? [String: Any])?["layout"] as? [String: Any])
    #expect(layout["schedule"] as? String == schedule)
    #expect(schedule == "1f1b" || layout["pipeline"] as? Int != 1)
  }

  @Test func `a batch that is stated holds no more than the data`() throws {
    func estimate(_ batch: Int) throws -> CommandRun {
      try TemporaryFolder().estimate(
        smallRun.replacing("100B", with: "1B").replacing("batch_size: 512", with: "batch_size: \(batch)"))
    }
    let result = try estimate(1_000_000)
    #expect(result.status == 65)
    #expect(
      result.messages.contains(
        "training.global_batch_size: found 1000000, expected at most 244140, all sequences of the data"))
    #expect(try estimate(244_096).status == 0)
  }

  @Test(arguments: [
    ("tokens: 1M", "", 128), ("tokens: 1M, epochs: 2", "", 488), ("samples: 100", "", 64), ("samples: 1", "", 1),
    ("tokens: 1M", "parallelism: { tensor: 4, pipeline: 1 }", 240),
  ])
  func `a batch that is chosen holds no more than the data`(data: String, training: String, most: Int) throws {
    let run = smallRun.replacing("tokens: 100B", with: data).replacing("global_batch_size: 512", with: training)
    let json = try TemporaryFolder().estimate(run).json()
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let batch = try #require(assumptions.first { $0["key"] as? String == "training.global_batch_size" })
    let value = try #require((batch["value"] as? String).flatMap(Int.init))
    #expect(value <= most && value > most / 4)
  }

  @Test func `data of less than a micro-batch on each replica are refused`() throws {
    let opaque = """
      model: { parameters: 25.6M, flops_per_sample: 24.6G, kind: convolution }
      data: { samples: 10 }
      cluster: { accelerator: h100, count: 64 }
      """
    let result = try TemporaryFolder().estimate(opaque)
    #expect(result.status == 65 && result.messages.contains("data: found 10 samples, expected at least 64"))
  }

  @Test(arguments: ["tensor: 8, pipeline: 4", "data: 64"])
  func `degrees that leave no choice are a layout in full`(stated: String) throws {
    let run = Self.run + "\ntraining: { global_batch_size: 1024, parallelism: { \(stated) } }"
    let json = try estimate(run, ["--format", "json"]).json()
    let layout = try #require((json["run"] as? [String: Any])?["layout"] as? [String: Any])
    #expect(layout["virtual_pipeline"] as? Int == 1 && layout["context"] as? Int == 1)
    #expect(layout["data"] as? Int == (stated == "data: 64" ? 64 : 2))
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    #expect(!assumptions.contains { $0["key"] as? String == "training.parallelism" })
  }

  @Test func `what the user gives of layout, micro-batch, recompute and software narrows the range`() throws {
    func width(_ training: String) throws -> Double {
      let json = try estimate(Self.run + "\ntraining: { global_batch_size: 1024\(training) }", ["--format", "json"])
        .json()
      let step = try #require((json["time"] as? [String: Any])?["step_seconds"] as? [String: Double])
      return try #require(step["high"]) / #require(step["low"])
    }
    var training = ", parallelism: { tensor: 2, pipeline: 1 }"
    var widths = [try width(training)]
    for more in [
      ", micro_batch_size: 1", ", activation_recompute: full",
      ", software: { framework: megatron-core, compiled: true }",
    ] {
      training += more
      widths.append(try width(training))
    }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > $1 * 1.001 }, "\(widths)")
    #expect(try width(", parallelism: { tensor: 2 }") > widths[0] * 1.001)
  }

  @Test func `a model that fits nowhere is told of what offloading it fits with`() throws {
    let run = """
      name: ten-billion
      model: { model_type: gpt2, n_embd: 4096, n_head: 32, n_layer: 50, n_positions: 1024, vocab_size: 50304 }
      data: { tokens: 1B, sequence_length: 1024 }
      training: { global_batch_size: 64 }
      cluster: { accelerator: nvidia-a100-sxm4-40gb, count: 1 }
      """
    let json = try estimate(run, ["--format", "json"]).json()
    #expect((json["memory"] as? [String: Any])?["fits"] as? Bool == false)
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let layout = try #require(assumptions.first { $0["key"] as? String == "training.parallelism" })
    #expect((layout["source"] as? String)?.contains("optimizer and activations on the host one does") == true)
  }

  @Test func `what misses memory with all of it on the host that may be is told by how much`() throws {
    let run =
      Self.run.replacing("count: 64", with: "count: 1")
      .replacing("nvidia-h100-sxm5-80gb", with: "rtx-4090").replacing("8192", with: "2048")
      + "\ntraining: { global_batch_size: 8 }"
    let json = try estimate(run, ["--format", "json"]).json()
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let layout = try #require(assumptions.first { $0["key"] as? String == "training.parallelism" })
    let source = try #require(layout["source"] as? String)
    #expect(
      source.hasSuffix("MiB are lacking still: it takes 23.99 GiB of 23.81 GiB")
        && source.contains("with optimizer and activations on the host"), "\(source)")
  }
}
