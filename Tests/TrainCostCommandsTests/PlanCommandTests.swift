import Foundation
import Testing
import TrainCostTestSupport

@testable import TrainCostCommands

@Suite struct PlanCommandTests {
  private func plan(_ arguments: String..., run text: String? = nil) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let path = try folder.write(text ?? smallRun, to: "run.yaml")
    return CommandRun(["plan", path] + arguments, home: folder.url)
  }

  private func best(_ json: [String: Any]) throws -> [[String: Any]] {
    try #require(json["best"] as? [[String: Any]])
  }

  private func mid(_ value: Any?) throws -> Double {
    try #require((value as? [String: Any])?["mid"] as? Double)
  }

  @Test func `the document has the promised keys and the best way first`() throws {
    let json = try plan("--format", "json").json()
    #expect(json["schema_version"] as? Int == 1)
    #expect(json["objective"] as? String == "time")
    #expect(try #require(json["searched"] as? Int) >= (try #require(json["feasible"] as? Int)))
    #expect(json["seconds"] is Double || json["seconds"] is Int)
    let best = try best(json)
    let first = try #require(best.first)
    let layout = try #require(first["layout"] as? [String: Any])
    for key in [
      "tensor", "pipeline", "virtual_pipeline", "data", "context", "expert", "zero_stage", "micro_batch_size",
    ] {
      #expect(layout[key] is Int, "\(key)")
    }
    for key in ["step_seconds", "hours", "cost"] { #expect(try mid(first[key]) > 0, "\(key)") }
    #expect(try #require(first["memory_per_accelerator_bytes"] as? Double) < 86e9)
    let times = try best.map { try mid($0["hours"]) }
    #expect(times == times.sorted())
  }

  @Test func `evaluating every layout finds the same`() throws {
    let bounded = try plan("--format", "json").json()
    let exhaustive = try plan("--format", "json", "--exhaustive").json()
    #expect(bounded["searched"] as? Int == exhaustive["searched"] as? Int)
    let first = try #require(try best(bounded).first)
    let other = try #require(try best(exhaustive).first)
    #expect(try mid(first["step_seconds"]) == mid(other["step_seconds"]))
    #expect(first["layout"] as? NSDictionary == other["layout"] as? NSDictionary)
  }

  @Test func `more accelerators are tried up to the largest count, and the cheapest differs from the quickest`() throws
  {
    let quick = try best(plan("--format", "json", "--max-count", "128").json())
    let cheap = try best(plan("--format", "json", "--max-count", "128", "--objective", "cost").json())
    let first = try #require(quick.first)
    #expect(first["count"] as? Int == 128)
    #expect(try mid(#require(cheap.first)["cost"]) <= mid(first["cost"]))
    #expect(first["pareto"] as? Bool == true)
  }

  @Test func `the front of counts shows each count once`() throws {
    let best = try best(plan("--format", "json", "--max-count", "128").json())
    let counts = best.compactMap { $0["count"] as? Int }
    #expect(Set(counts).count == counts.count && counts.count >= 5)
    #expect(best.contains { $0["pareto"] as? Bool == true && $0["count"] as? Int != 128 })
  }

  @Test func `ways that differ by less than a thousandth are one`() throws {
    let steps = try best(plan("--format", "json").json()).map { try mid($0["step_seconds"]) }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $1 > $0 * 1.001 })
  }

  @Test func `a model too large for its accelerator is offloaded, unless that is forbidden`() throws {
    let text = """
      name: ten-billion
      model: { model_type: gpt2, n_embd: 4096, n_head: 32, n_layer: 50, n_positions: 1024, vocab_size: 50304 }
      data: { tokens: 1B, sequence_length: 1024 }
      training: { global_batch_size: 64 }
      cluster: { accelerator: nvidia-a100-sxm4-40gb, count: 1 }
      """
    let first = try #require(try best(plan("--format", "json", run: text).json()).first)
    let offload = try #require((first["layout"] as? [String: Any])?["offload"] as? [String: Any])
    #expect(offload["optimizer"] as? Bool == true)
    #expect(try plan("--no-offload", run: text).status == 3)
  }

  @Test func `a list of own prices is taken`() throws {
    let folder = try TemporaryFolder()
    let text = smallRun.replacingOccurrences(of: "prices: { rental: { price_per_accelerator_hour: 2 } }", with: "")
    let path = try folder.write(text, to: "run.yaml")
    let prices = try folder.write(
      "accelerator,price_per_accelerator_hour,as_of\nnvidia-h100-sxm5-80gb,1.00,2026-11-01\n", to: "prices.csv")
    let json = try CommandRun("plan", path, "--prices", prices, "--format", "json", home: folder.url).json()
    let first = try #require(try best(json).first)
    #expect(abs(try mid(first["cost"]) / mid(first["accelerator_hours"]) - 1) < 0.01)
  }

  @Test func `a limit that nothing keeps is exit code 3, and says by how much`() throws {
    let result = try plan("--deadline", "1min")
    #expect(result.status == 3)
    #expect(result.output.contains("past the deadline"))
    #expect(result.messages.contains("no layout keeps the limits"))
  }

  @Test func `the fewest accelerators for a deadline keep it, and half of them do not`() throws {
    let json = try plan("--format", "json", "--deadline", "2d", "--find", "count", "--max-count", "128").json()
    let answer = try #require(json["answer"] as? [String: Any])
    let count = try #require(answer["count"] as? Int)
    #expect(try mid(#require(try best(json).first)["hours"]) <= 48)
    let chance = try #require(answer["chance"] as? Double)
    #expect(chance >= 0.5 && chance <= 1)
    let half = try plan("--deadline", "2d", "--count", "\(max(1, count / 2))")
    #expect(half.status == 3)
  }

  @Test func `odd counts that no layout occupies do not end the search for the fewest`() throws {
    // Between 48 and 64 accelerators lies 56, over which 16 layers and a batch of 512 cannot be split.
    let hours = try mid(#require(try best(plan("--format", "json").json()).first)["hours"])
    let json = try plan("--format", "json", "--deadline", "\(hours * 1.01)h", "--find", "count").json()
    #expect((json["answer"] as? [String: Any])?["count"] as? Int == 64)
  }

  @Test func `the most tokens for a budget cost that budget`() throws {
    let json = try plan("--format", "json", "--budget", "1000", "--find", "tokens").json()
    let answer = try #require(json["answer"] as? [String: Any])
    let tokens = try #require(answer["tokens"] as? Double)
    #expect(tokens == tokens.rounded())
    let layout = try #require(try best(json).first)
    #expect(layout["count"] as? Int == 64)
    let cost = try plan("--format", "json", "--tokens", "\(Int(tokens))").json()
    #expect(abs(try mid(#require(try best(cost).first)["cost"]) / 1000 - 1) < 0.01)
  }

  @Test(arguments: ["0.1MWh", "100", "100 kWh", "360MJ"])
  func `a limit of energy takes units, and is in kWh without one`(limit: String) throws {
    let result = try plan("--max-kwh", limit)
    #expect(result.status == 3)
    #expect(result.output.contains("kWh of 100"), "\(result.output)")
  }

  @Test(arguments: [
    (["--deadline", "soon"], "--deadline"), (["--max-kwh", "0"], "--max-kwh"), (["--find", "count"], "--find"),
    (["--max-count", "0"], "--max-count"), (["--objective", "beauty"], "objective"),
    (["--budget", "-5"], "--budget: found '-5', expected a value above 0"), (["--budget", "0"], "--budget: found '0'"),
    (["--deadline", "-5d"], "--deadline: found '-5d', expected a value above 0"), (["--max-kwh", "-5"], "--max-kwh"),
  ])
  func `a wrong flag is named`(arguments: [String], name: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(smallRun, to: "run.yaml")
    let result = CommandRun(["plan", path] + arguments, home: folder.url)
    #expect(result.status == 64 || result.status == 65)
    #expect(result.messages.contains(name))
  }

  @Test(arguments: [
    ("tensor: 3", "tensor", "divisor of the 32 heads"), ("pipeline: 32", "pipeline", "at most the model's 16 layers"),
    ("pipeline: 1, virtual_pipeline: 2", "virtual_pipeline", "expected 1 without pipeline stages"),
    ("tensor: 1, pipeline: 1, schedule: zb-v", "schedule", "expected 1f1b without pipeline stages"),
    ("data: 64, schedule: zb-v", "schedule", "expected 1f1b without pipeline stages"),
    ("pipeline: 2, schedule: zb-v, virtual_pipeline: 4", "virtual_pipeline", "expected 2 under the schedule zb-v"),
    ("pipeline: 2, schedule: zb", "schedule", "expected one of 1f1b, zb-h1, zb-2p, zb-v"),
    ("expert: 2", "expert", "the model has no experts"), ("context: 3", "context", "divisor of the sequence's"),
  ])
  func `an impossible layout gets one message`(layout: String, key: String, message: String) throws {
    let folder = try TemporaryFolder()
    let count = layout.hasSuffix("3") ? 66 : 64
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512", with: "global_batch_size: 528, parallelism: { \(layout) }"
    ).replacingOccurrences(of: "count: 64", with: "count: \(count)")
    let path = try folder.write(text, to: "run.yaml")
    let result = CommandRun("estimate", path, home: folder.url)
    #expect(result.status == 65)
    #expect(result.messages.contains("training.parallelism.\(key)"))
    #expect(result.messages.contains(message))
    #expect(result.messages.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (112, 560, "pipeline: 7", "16 layers do not divide into 7 chunks of pipeline stages: the fullest has 3"),
    (
      64, 512, "pipeline: 4, virtual_pipeline: 3",
      "16 layers do not divide into 12 chunks of pipeline stages: the fullest has 2"
    ),
    (64, 32, "tensor: 1, pipeline: 8", "a step has 4 micro-batches, too few to keep 8 pipeline stages at work"),
    (
      64, 96, "tensor: 1, pipeline: 4, virtual_pipeline: 2",
      "a step has 6 micro-batches; interleaved stages want a multiple of 4"
    ),
  ])
  func `a pipeline with unequal or starved stages is warned of`(
    count: Int, batch: Int, layout: String, warning: String
  ) throws {
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512", with: "global_batch_size: \(batch), parallelism: { \(layout) }"
    ).replacingOccurrences(of: "count: 64", with: "count: \(count)")
    let folder = try TemporaryFolder()
    let json = try CommandRun(
      "estimate", folder.write(text, to: "run.yaml"), "--format", "json", home: folder.url
    ).json()
    #expect((json["warnings"] as? [String])?.contains(warning) == true)
  }

  @Test func `experts need ranks to lie on`() throws {
    let folder = try TemporaryFolder()
    let text = """
      name: experts
      model: { model_type: mixtral, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32,
        num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 32000, num_local_experts: 8,
        num_experts_per_tok: 2 }
      data: { tokens: 1B, sequence_length: 4096 }
      training: { global_batch_size: 64, parallelism: { pipeline: 16, expert: 8 } }
      cluster: { accelerator: h100, count: 64 }
      """
    let result = CommandRun("estimate", try folder.write(text, to: "run.yaml"), home: folder.url)
    #expect(result.status == 65)
    #expect(result.messages.contains("training.parallelism.expert: found 8, expected a divisor of data x context"))
  }

  @Test func `a schedule of the run file is estimated, and full recompute refused with it`() throws {
    let folder = try TemporaryFolder()
    func run(_ options: String) throws -> CommandRun {
      let text = smallRun.replacingOccurrences(
        of: "global_batch_size: 512",
        with: "global_batch_size: 512, parallelism: { pipeline: 4, schedule: zb-h1 }\(options)")
      return CommandRun("estimate", try folder.write(text, to: "run.yaml"), "--format", "json", home: folder.url)
    }
    let layout = try #require((try run("").json()["run"] as? [String: Any])?["layout"] as? [String: Any])
    #expect(layout["schedule"] as? String == "zb-h1")
    let refused = try run(", activation_recompute: full")
    #expect(refused.status == 65)
    #expect(refused.messages.contains("training.activation_recompute: found full, expected none or selective"))
  }

  @Test func `zero-bubble schedules are searched, unless that is forbidden`() throws {
    // A slow network, over which a pipeline sends less than gathered weights take.
    let text = """
      name: pipelined
      model: { model_type: llama, hidden_size: 8192, intermediate_size: 28672, num_hidden_layers: 80,
        num_attention_heads: 64, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: false }
      data: { tokens: 1B, sequence_length: 4096 }
      training: { global_batch_size: 128 }
      cluster: { accelerator: nvidia-a100-sxm4-80gb, count: 64, network: ethernet-25 }
      """
    func first(_ arguments: String...) throws -> (schedule: String?, step: Double) {
      let entry = try #require(
        try best(
          CommandRun(["plan", path(text), "--no-offload", "--format", "json"] + arguments, home: home.url).json()
        )
        .first)
      return ((entry["layout"] as? [String: Any])?["schedule"] as? String, try mid(entry["step_seconds"]))
    }
    let home = try TemporaryFolder()
    func path(_ text: String) throws -> String { try home.write(text, to: "run.yaml") }
    let free = try first()
    let plain = try first("--no-zero-bubble")
    #expect(free.schedule?.hasPrefix("zb-") == true)
    #expect(plain.schedule == "1f1b")
    #expect(free.step < plain.step)
  }

  @Test(arguments: [
    ("parallelism: { zero_stage: 2 }", "ZeRO stage 2"), ("parallelism: { tensor: 8 }", "tensor 8"),
    ("parallelism: { schedule: zb-h1 }", "schedule zb-h1"), ("micro_batch_size: 2", "micro-batch 2"),
    ("activation_recompute: full", "full recompute"),
  ])
  func `what the run file states in part is held in every plan, and said`(training: String, words: String) throws {
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512", with: "global_batch_size: 512, \(training)")
    let json = try plan("--format", "json", run: text).json()
    #expect((json["held"] as? String) == words)
    let csv = try plan("--format", "csv", run: text).output.split(separator: "\n").dropFirst()
    #expect(!csv.isEmpty && csv.allSatisfy { $0.contains(words) || words == "ZeRO stage 2" && $0.contains("stage 2") })
    #expect(try plan(run: text).output.contains("Held, as the run file states it: \(words)."))
  }

  @Test func `a layout in full is passed over with what goes with it, and compared`() throws {
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512",
      with: "global_batch_size: 512, micro_batch_size: 1, parallelism: { tensor: 8, pipeline: 8, data: 1 }")
    let json = try plan("--format", "json", run: text).json()
    #expect(json["passed_over"] as? String == "tensor 8, pipeline 8, ZeRO stage 1, micro-batch 1")
    #expect(json["held"] is NSNull)
    let stated = try #require(json["stated"] as? [String: Any])
    #expect((stated["layout"] as? [String: Any])?["pipeline"] as? Int == 8)
    #expect(try mid(stated["step_seconds"]) > mid(#require(try best(json).first)["step_seconds"]))
    let table = try plan(run: text).output
    #expect(table.contains("Passed over, since the run file states its layout in full"))
    #expect(table.contains("'estimate' takes the run file's own layout"))
  }

  @Test func `a layout that holds for the file's own count alone keeps no other count from being planned`() throws {
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512", with: "global_batch_size: 512, parallelism: { tensor: 8, pipeline: 8, data: 1 }")
    let json = try plan("--format", "json", "--count", "128", run: text).json()
    #expect(try best(json).first?["count"] as? Int == 128)
    #expect(json["stated"] is NSNull)
    let warnings = try #require(json["warnings"] as? [String])
    #expect(warnings.contains { $0.hasPrefix("'estimate' refuses the run as it stands: ") })
  }

  @Test(arguments: ["nvidia-h100-sxm5-80gb", "nvidia-a100-sxm4-80gb"])
  func `what a plan says to write into the run file gives its step`(accelerator: String) throws {
    let text = smallRun.replacingOccurrences(of: "nvidia-h100-sxm5-80gb", with: accelerator)
    let lines = try plan(run: text).output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("The first in a run file, for 64 accelerators:") })
    let keys = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
    let written = text.replacingOccurrences(
      of: "training: { precision: bf16, global_batch_size: 512 }", with: keys + "\n  precision: bf16")
    #expect(written != text && keys.contains("parallelism: {"))
    let folder = try TemporaryFolder()
    let path = try folder.write(written, to: "run.yaml")
    let estimate = try CommandRun("estimate", path, "--format", "json", home: folder.url).json()
    let step = try mid((estimate["time"] as? [String: Any])?["step_seconds"])
    let planned = try mid(#require(try best(try plan("--format", "json", run: text).json()).first)["step_seconds"])
    #expect(abs(step / planned - 1) < 1e-12)
  }

  @Test func `counts that a held degree does not divide are left out in one line`() throws {
    let text = smallRun.replacingOccurrences(
      of: "global_batch_size: 512", with: "global_batch_size: 512, parallelism: { tensor: 8 }")
    let json = try plan("--format", "json", "--max-count", "128", run: text).json()
    #expect(
      (json["warnings"] as? [String])?.contains("1, 2, 3, 4, 6 accelerators: tensor = 8 does not divide them") == true)
    #expect(try best(json).allSatisfy { ($0["layout"] as? [String: Any])?["tensor"] as? Int == 8 })
  }

  @Test func `the bounds of ranges are columns of the table for programs`() throws {
    let lines = try plan("--format", "csv").output.split(separator: "\n").map { $0.split(separator: ",") }
    let header = try #require(lines.first).map(String.init)
    for name in ["step_seconds", "hours", "cost", "it_kwh"] {
      let columns = try [name + "_low", name, name + "_high"].map { try #require(header.firstIndex(of: $0)) }
      // Layouts hold commas, and are quoted before all numbers; from the end the columns are in place.
      let row = lines[1]
      let values = columns.compactMap { Double(row[$0 - header.count + row.count].filter { $0 != "\"" }) }
      #expect(values.count == 3 && values[0] < values[1] && values[1] < values[2], "\(name)")
    }
  }

  @Test func `a vocabulary that no tile divides is said to be worth padding`() throws {
    let text = """
      name: gpt2
      model: { model_type: gpt2 }
      data: { tokens: 1B, sequence_length: 1024 }
      training: { global_batch_size: 512, software: { attention: flash, compiled: false } }
      cluster: { accelerator: nvidia-a100-sxm4-80gb, count: 8 }
      """
    #expect(try plan(run: text).output.contains("padded to 50304 rows"))
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "run.yaml")
    let explained = CommandRun("estimate", path, "--explain", home: folder.url).output
    #expect(explained.contains("tensor: 1, data: 8, micro_batch_size: 64, vocabulary padded to 50304 rows"))
    let padded = text.replacingOccurrences(of: "gpt2 }", with: "gpt2, vocab_size: 50304 }")
    #expect(try !plan(run: padded).output.contains("padded"))
  }

  @Test func `what an interrupted search has not tried is said`() {
    var outcome = Planner.Outcome()
    #expect(outcome.untried.isEmpty)
    outcome.untriedLayouts = (64, 1200, 5000)
    outcome.untriedCounts = [96, 128]
    #expect(
      outcome.untried == [
        "interrupted before 1,200 of 5,000 layouts on 64 accelerators were tried",
        "interrupted before 96, 128 accelerators were tried",
      ])
    outcome.untriedCounts = Array(65...96)
    #expect(outcome.untried.last == "interrupted before 32 counts from 65 to 96 accelerators were tried")
  }

  @Test func `a count that no layout occupies is said`() throws {
    let result = try plan("--count", "61")
    #expect(result.status == 65)
    #expect(result.messages.contains("over 61 accelerators"))
  }

  @Test func `a model known by its figures is split by data`() throws {
    let text = """
      name: opaque
      model: { parameters: 25.6M, flops_per_sample: 24.6G, activations_per_sample: 22M }
      data: { samples: 115M }
      cluster: { accelerator: nvidia-a100-sxm4-80gb, count: 8 }
      """
    let json = try plan("--format", "json", run: text).json()
    let layout = try #require(try best(json).first?["layout"] as? [String: Any])
    #expect(layout["data"] as? Int == 8)
  }
}
