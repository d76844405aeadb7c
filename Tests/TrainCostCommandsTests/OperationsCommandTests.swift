import Foundation
import Testing
import TrainCostTestSupport

/// What surrounds the steps, and places in experts, from the run file to the printed figure.
@Suite struct OperationsCommandTests {
  /// A mixture of experts on 64 accelerators, with nothing left to be assumed of its operations.
  private static let stated = [
    "startup": "60s", "evaluation": "{ every_steps: 100, samples: 5120 }", "checkpoint_interval": "30min",
    "checkpoint_time": "10s", "restart": "2min", "accelerator_hours_between_failures": "50000",
  ]

  private func run(
    _ verb: [String], operations: [String: String] = stated, capacity: Double? = nil, _ arguments: String...
  ) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let places = capacity.map { #","capacity_factor":\#($0)"# } ?? ""
    _ = try folder.write(
      #"{"model_type":"mixtral","hidden_size":4096,"intermediate_size":14336,"num_hidden_layers":32,"#
        + #""num_attention_heads":32,"num_key_value_heads":8,"vocab_size":32000,"num_local_experts":8,"#
        + #""num_experts_per_tok":2\#(places)}"#, to: "config.json")
    let path = try folder.write(
      """
      model: { config: config.json }
      data: { tokens: 100B, sequence_length: 4096 }
      training:
        precision: bf16
        global_batch_size: 512
        micro_batch_size: 1
        parallelism: { tensor: 1, pipeline: 4, expert: 8, data: 16 }
        activation_recompute: full
      cluster: { accelerator: h100, count: 64 }
      operations: { \(operations.map { "\($0.key): \($0.value)" }.joined(separator: ", ")) }

      """, to: "run.yaml")
    return CommandRun(verb + [path] + arguments, home: folder.url)
  }

  private func time(_ key: String, operations: [String: String] = stated, capacity: Double? = nil) throws -> Double {
    let json = try run(["estimate"], operations: operations, capacity: capacity, "--format", "json").json()
    let time = try #require((json["time"] as? [String: Any])?[key])
    return try #require(time as? Double ?? (time as? [String: Double])?["mid"])
  }

  private func goodput(_ key: String, _ value: String) throws -> Double {
    try time("goodput", operations: Self.stated.merging([key: value]) { $1 })
  }

  @Test func `the goodput of a run file is what its operations leave`() throws {
    // Ten batches forward in a hundred steps; 10 s in 1,810; 120 s and half an interval in each of 781 h.
    let evaluation = 1 + 10.0 / 3 / 100
    let failures = 1 - (120 + 905.0) / (50_000 / 64 * 3600)
    let seconds = try time("step_seconds") * 47_684
    let expected = 1 / (evaluation / (1800.0 / 1810 * failures) + 60 / seconds)
    #expect(abs(try time("goodput") / expected - 1) < 1e-4)
  }

  @Test(arguments: [
    ("startup", ["0s", "1h", "10h"]), ("checkpoint_time", ["0s", "10s", "300s"]), ("restart", ["0s", "1h", "10h"]),
    ("evaluation", [100_000, 1000, 10].map { "{ every_steps: \($0), samples: 5120 }" }),
    ("evaluation", [512, 5120, 51_200].map { "{ every_steps: 100, samples: \($0) }" }),
    ("accelerator_hours_between_failures", ["1e9", "50000", "500"]),
  ])
  func `what takes longer or comes more often leaves less`(key: String, values: [String]) throws {
    let shares = try values.map { try goodput(key, $0) }
    #expect(shares[0] > shares[1] && shares[1] > shares[2] && shares[2] > 0, "\(shares)")
  }

  @Test func `the formula of the goodput names what it is made of`() throws {
    let text = try run(["explain", "time.goodput"]).output.replacing("\n", with: " ")
    for part in ["evaluated", "checkpoints", "restarts", "startup", "Daly"] { #expect(text.contains(part), "\(text)") }
  }

  @Test func `places in experts take time and memory, and none leaves as many as are sent`() throws {
    func activations(_ capacity: Double?) throws -> Double {
      let json = try run(["estimate"], capacity: capacity, "--format", "json").json()
      let memory = try #require((json["memory"] as? [String: Any])?["per_accelerator_bytes"] as? [String: Any])
      return try #require(memory["activations"] as? Double)
    }
    let factors = [0.5, 1, 1.25, 2]
    let steps = try factors.map { try time("step_seconds", capacity: $0) }
    let bytes = try factors.map(activations)
    #expect(steps == steps.sorted() && Set(steps).count == 4)
    #expect(bytes == bytes.sorted() && Set(bytes).count == 4)
    #expect(steps[1] == (try time("step_seconds")))
    #expect(bytes[1] == (try activations(nil)))
    // Experts are 88 % of the weights that a token meets: twice their places take 1.6 to 1.95 times the step.
    #expect((1.6...1.95).contains(steps[3] / steps[1]))
  }

  @Test func `places in experts show in the parts of the step`() throws {
    func part(_ name: String, _ capacity: Double) throws -> String {
      let lines = try run(["estimate"], capacity: capacity, "--explain").output.split(separator: "\n")
      return String(try #require(lines.first { $0.hasPrefix(name) }))
    }
    for name in ["matrix products", "elementwise operators", "expert routing", "expert exchange"] {
      #expect(try part(name, 1) != part(name, 2), "\(name)")
    }
  }
}
