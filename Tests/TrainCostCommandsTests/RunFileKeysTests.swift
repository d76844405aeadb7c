import Foundation
import Testing
import TrainCostTestSupport

/// What a run file may say wrongly, and the one message that each gets.
@Suite struct RunFileKeysTests {
  private func estimate(replacing old: String, with new: String, _ flags: String...) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let path = try folder.write(smallRun.replacingOccurrences(of: old, with: new), to: "run.yaml")
    return CommandRun(["estimate", path] + flags, home: folder.url)
  }

  @Test(arguments: [
    ("num_key_value_heads", "num_key_value_head", "did you mean 'num_key_value_heads'"),
    ("tie_word_embeddings", "tie_word_embedding", "did you mean 'tie_word_embeddings'"),
    ("vocab_size", "vocab_sze", "'vocab_sze' in line 3"), ("hidden_size", "hiden_size", "'hiden_size' in line 2"),
    ("tokens:", "tokns:", "did you mean 'tokens'"), ("accelerator:", "acelerator:", "did you mean 'accelerator'"),
    ("count:", "cout:", "did you mean 'count'"), ("num_hidden_layers: 16", "num_hidden_layers: 0", "found '0'"),
    ("sequence_length: 4096", "sequence_length: 1e12", "sequence_length"),
    ("count: 64", "count: 65", "over 65 accelerators"),
    ("global_batch_size: 512", "global_batch_size: 512, micro_batch_size: 7", "training.micro_batch_size: found 7"),
    ("global_batch_size: 512", "global_batch_size: 512, offload: { optimiser: true }", "did you mean 'optimizer'"),
    ("global_batch_size: 512", "global_batch_size: 512, offload: { weights: 2 }", "expected true or false"),
    ("count: 64", "count: 64, host: { memory: 1 }", "cluster.host.memory"),
  ])
  func `a wrong key or value gets one message that names it`(old: String, new: String, message: String) throws {
    let result = try estimate(replacing: old, with: new)
    #expect(result.status == 65)
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.messages.split(separator: "\n").count == 1)
  }

  @Test func `what is offloaded is on the host, with what was assumed of it`() throws {
    let json = try estimate(
      replacing: "global_batch_size: 512",
      with: "global_batch_size: 512, offload: { optimizer: true, activations: true }", "--format", "json"
    ).json()
    let memory = try #require((json["memory"] as? [String: Any])?["per_accelerator_bytes"] as? [String: Any])
    #expect(try #require(memory["host"] as? Double) > 1e9)
    #expect(memory["optimizer"] as? Double == 0)
    let assumptions = try #require(json["assumptions"] as? [[String: Any]]).compactMap { $0["key"] as? String }
    #expect(assumptions.contains("cluster.host.link_bandwidth"))
    let parts = try #require((json["time"] as? [String: Any])?["step_parts"] as? [String: Any])
    #expect(parts["host_exchange"] is Double)
  }

  @Test func `a run that does not fit keeps no limit`() throws {
    let text = ("count: 64", "count: 1")
    let plain = try estimate(
      replacing: text.0, with: text.1, "--accelerator", "nvidia-t4-pcie-16gb", "--precision", "fp16")
    #expect(plain.status == 0)
    #expect(plain.messages.contains("does not fit"))
    let limited = try estimate(
      replacing: text.0, with: text.1, "--accelerator", "nvidia-t4-pcie-16gb", "--precision", "fp16", "--max-cost",
      "1000000000")
    #expect(limited.status == 3)
  }
}
