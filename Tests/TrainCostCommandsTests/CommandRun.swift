import Foundation
import TrainCostCommands
import TrainCostTestSupport

/// One run of the program in this process, in surroundings of its own.
struct CommandRun {
  let status: Int32
  let output: String
  let messages: String

  /// Runs the program with the ledger and every folder of the user below a temporary home.
  init(_ arguments: String..., home: URL, environment: [String: String] = [:]) {
    self.init(arguments, home: home, environment: environment)
  }

  init(_ arguments: [String], home: URL, environment: [String: String] = [:]) {
    let output = MemorySink()
    let messages = MemorySink()
    let context = CommandContext(
      environment: ["HOME": home.path, "TMPDIR": home.path].merging(environment) { $1 }, standardOutput: output,
      standardError: messages,
      now: { 1_795_484_405 }, terminalWidth: nil)
    status = TrainCost.run(arguments, context)
    self.output = output.text
    self.messages = messages.text
  }

  /// The output as JSON.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }

  private final class MemorySink: OutputSink {
    var text = ""
    func write(_ text: String) { self.text += text }
  }
}

/// A file of the repository.
func repositoryFile(_ path: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(path).path
}

extension TemporaryFolder {
  /// `estimate` of a run file, in JSON.
  func estimate(_ run: String, _ arguments: String...) throws -> CommandRun {
    CommandRun(["estimate", try write(run, to: "run.yaml"), "--format", "json"] + arguments, home: url)
  }
}

/// The run file of a small dense model on 64 H100.
let smallRun = """
  name: small
  model: { model_type: llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16,
    num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: true }
  data: { tokens: 100B, sequence_length: 4096 }
  training: { precision: bf16, global_batch_size: 512 }
  cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }
  prices: { rental: { price_per_accelerator_hour: 2 } }
  """
