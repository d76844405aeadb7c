import Foundation
import Testing
import TrainCostTestSupport

@Suite struct ModelKindsTests {
  private func estimate(_ run: String) throws -> CommandRun {
    let folder = try TemporaryFolder()
    let path = try folder.write(run + "\n", to: "run.yaml")
    return CommandRun("estimate", path, "--format", "json", home: folder.url)
  }

  private func model(_ run: CommandRun) throws -> [String: Any] {
    try #require(try run.json()["model"] as? [String: Any])
  }

  private let cluster = "cluster: { accelerator: nvidia-a100-sxm4-80gb, count: 8 }"

  @Test(arguments: [
    ("model_type: unet", "block_out_channels 320 640 1280 1280, sample_size 64, in_channels 4"),
    ("model_type: unet, sample_size: 32", "block_out_channels 320 640 1280 1280, in_channels 4"),
    ("model_type: resnet", "image_size 224, num_channels 3, hidden_sizes 256 512 1024 2048, depths 3 4 6 3"),
    (
      "model_type: mistral, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, "
        + "num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 32000", "sliding_window 4096"
    ),
    (
      "model_type: mistral, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32, "
        + "num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 32000, sliding_window: null", nil
    ),
    ("model_type: gpt2", "n_embd 768, n_head 12, vocab_size 50257"),
    ("parameters: 25.6M, flops_per_sample: 24.6G", nil),
  ])
  func `sizes that a configuration leaves open are listed as assumptions`(model: String, value: String?) throws {
    let run = """
      model: { \(model) }
      data: { samples: 1M }
      training: { global_batch_size: 256 }
      cluster: { accelerator: h100, count: 8 }
      """
    let json = try TemporaryFolder().estimate(run).json()
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    let found = assumptions.filter { $0["key"] as? String == "model" }.compactMap { $0["value"] as? String }
    #expect(found.count == (value == nil ? 0 : 1) && found.allSatisfy { $0.hasPrefix(value ?? "") }, "\(found)")
  }

  private func run(of model: String) -> String {
    "model: { \(model) }\ndata: { samples: 1M }\ntraining: { global_batch_size: 256 }\n\(cluster)"
  }

  @Test(arguments: [
    ("model_type: dit, sample_size: 32", 675_129_632), ("model_type: dit, input_size: 32", 675_129_632),
    // A table of 1,001 classes and a network of the time step in each of 27 layers more.
    (
      "_class_name: DiTTransformer2DModel, num_attention_heads: 16, attention_head_dim: 72, num_layers: 28, "
        + "sample_size: 32, patch_size: 2, in_channels: 4, out_channels: 8, num_embeds_ada_norm: 1000",
      675_129_632 + 27 * 1152 * (1001 + 257 + 1153)
    ),
  ])
  func `a DiT is read by the keys of its paper and by those of diffusers`(model: String, parameters: Int) throws {
    #expect(try self.model(estimate(run(of: model)))["parameters_total"] as? Int == parameters)
  }

  @Test(arguments: [
    ("model_type: dit, image_size: 64", "model.image_size: unknown key; input_size is the side of the latent"),
    ("model_type: dit, latent_size: 64", "model.latent_size: unknown key; input_size is the side of the latent"),
    ("_class_name: DiTTransformer2DModel, latent_size: 64", "did you mean 'sample_size'?"),
    ("model_type: dit, input_size: 32, sample_size: 64", "sample_size is there as well, expected one of them"),
    ("_class_name: DiTTransformer2D", "known: DiTTransformer2DModel, UNet2DConditionModel"),
    ("model_type: vit, image_size: 8, patch_size: 14", "patch_size = 14 is above image_size = 8"),
  ])
  func `a size by a name that the network does not have is refused with the right one`(
    model: String, message: String
  ) throws {
    let result = try estimate(run(of: model))
    #expect(result.status == 65 && result.messages.contains(message), "\(result.messages)")
  }

  @Test func `an image that is no whole number of patches has those that fit in it`() throws {
    func parameters(_ image: Int) throws -> Int? {
      try self.model(estimate(run(of: "model_type: vit, image_size: \(image), patch_size: 14")))["parameters_total"]
        as? Int
    }
    #expect(try parameters(384) == parameters(378))
  }

  @Test func `a convolutional network is counted layer by layer`() throws {
    let run = try estimate(
      """
      model:
        input: { channels: 1, height: 32 }
        layers:
          - { convolution: 6, kernel: 1 }
          - { pool: 1 }
          - { convolution: 16, kernel: 5, stride: 2, normalization: true }
          - { global_pool: true }
          - { dense: 10 }
      data: { samples: 60K, epochs: 10 }
      \(cluster)
      """)
    #expect(run.status == 0, "\(run.messages)")
    let figures = try model(run)
    // 6 + 6, then 2,400 with 32 of the norm, then 160 + 10.
    #expect(figures["parameters_total"] as? Int == 2614)
    // Multiply-accumulates: 6 on 32 x 32, 2400 on 16 x 16, 160; three passes of two operations each.
    let products = 6 * 1024 + 2400 * 256 + 160
    #expect(figures["flops_per_sample"] as? Double == Double(6 * products))
  }

  @Test func `a model whose activations nobody states is not said to fit, and too many weights are said not to`() throws
  {
    func run(_ parameters: String, _ more: String = "") -> String {
      "model: { parameters: \(parameters), flops_per_sample: 24.6G, kind: convolution\(more) }\ndata: { samples: 1M }\n"
        + "training: { global_batch_size: 256 }\n\(cluster)"
    }
    let unknown = try #require(try estimate(run("25.6M")).json()["memory"] as? [String: Any])
    #expect(unknown["fits"] is NSNull && unknown["excess_bytes"] is NSNull)
    let parts = try #require(unknown["per_accelerator_bytes"] as? [String: Any])
    #expect(parts["activations"] is NSNull && parts["total"] is NSNull && (parts["weights"] as? Double ?? 0) > 0)
    let known = try estimate(run("25.6M", ", activations_per_sample: 11M")).json()["memory"] as? [String: Any]
    #expect(known?["fits"] as? Bool == true)
    #expect((try estimate(run("200B")).json()["memory"] as? [String: Any])?["fits"] as? Bool == false)
    let folder = try TemporaryFolder()
    let table = CommandRun("estimate", try folder.write(run("25.6M") + "\n", to: "run.yaml"), home: folder.url).output
    #expect(table.contains("at least 2.") && table.contains("unknown whether it fits"), "\(table)")
  }

  @Test(arguments: [
    ("- { convolution: 6, dense: 3 }", "convolution and dense"), ("- { kernel: 3 }", "found no kind"),
    ("- { convolution: 6, groups: 2 }", "groups = 2 does not divide"), ("- { dense: 0 }", "from 1 to"),
    ("- { convolution: 6, kernal: 3 }", "did you mean 'kernel'"),
  ])
  func `a wrong layer gets one message`(layer: String, message: String) throws {
    let run = try estimate(
      """
      model:
        input: { channels: 3, height: 32 }
        layers:
          \(layer)
      data: { samples: 60K }
      \(cluster)
      """)
    #expect(run.status == 65)
    #expect(run.messages.contains(message), "\(run.messages)")
    #expect(run.messages.split(separator: "\n").count == 1)
  }

  @Test func `adapters and frozen parts change the work and not the parameters`() throws {
    func run(_ training: String) -> String {
      """
      model: { model_type: llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16,
        num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: false }
      data: { tokens: 1B, sequence_length: 4096 }
      training: { global_batch_size: 64, micro_batch_size: 1, \(training) }
      \(cluster)
      """
    }
    let full = try model(estimate(run("optimizer: adamw")))
    let lora = try model(estimate(run("lora: { rank: 8, targets: [q_proj, v_proj] }")))
    let frozen = try model(estimate(run("frozen_layers: 8")))
    #expect(full["parameters_total"] as? Int == lora["parameters_total"] as? Int)
    func work(_ model: [String: Any]) -> Double { model["flops_per_token"] as? Double ?? 0 }
    let share = work(lora) / work(full)
    #expect(share > 0.66 && share < 0.72)
    #expect(work(frozen) < 0.85 * work(full))
    for (training, message) in [
      ("frozen_layers: 16", "fewer than the model's 16 layers"), ("frozen: [legs]", "expected one of"),
      ("lora: { rank: 0 }", "from 1 to 65536"), ("lora: { rank: 8, targets: [w_proj] }", "q_proj"),
    ] {
      let result = try estimate(run(training))
      #expect(result.status == 65)
      #expect(result.messages.contains(message), "\(result.messages)")
    }
  }

  @Test(arguments: [
    // ResNet-50 v1.5 in PyTorch on one accelerator (NVIDIA Deep Learning Examples).
    ("nvidia-a100-sxm4-80gb", "fp16", 256, 2470.0), ("nvidia-v100-sxm2-16gb", "fp32", 128, 367),
  ])
  func `a convolutional network known by its figures takes about what a published one took`(
    accelerator: String, precision: String, batch: Int, samples: Double
  ) throws {
    let json = try estimate(
      """
      model: { parameters: 25.6M, flops_per_sample: 24.6G, activations_per_sample: 11M, kind: convolution }
      data: { samples: 115M }
      training: { precision: \(precision), global_batch_size: \(batch), micro_batch_size: \(batch) }
      cluster: { accelerator: \(accelerator), count: 1 }
      """
    ).json()
    let time = try #require(json["time"] as? [String: Any])
    let step = try #require(time["step_seconds"] as? [String: Double])
    let measured = Double(batch) / samples
    #expect((step["low"] ?? 0) < measured && measured < (step["high"] ?? 0), "\(step)")
  }

  @Test func `a model of an unstated kind is listed as an assumption, and an unknown kind is refused`() throws {
    func run(_ kind: String) -> String {
      "model: { parameters: 25.6M, flops_per_sample: 24.6G\(kind) }\ndata: { samples: 115M }\n\(cluster)"
    }
    let result = try estimate(run(""))
    let keys = try #require(try result.json()["assumptions"] as? [[String: Any]]).compactMap { $0["key"] as? String }
    #expect(keys.contains("model.kind"))
    let refused = try estimate(run(", kind: convolutional"))
    #expect(refused.status == 65)
    #expect(refused.messages.contains("convolution"))
  }

  @Test func `a power limit lowers the draw and lengthens the run`() throws {
    func figures(_ limit: String) throws -> (watts: Double, hours: Double) {
      let json = try estimate(
        """
        model: { model_type: llama, hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 16,
          num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: false }
        data: { tokens: 1B, sequence_length: 4096 }
        training: { global_batch_size: 64, micro_batch_size: 1 }
        cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 8\(limit) }
        """
      ).json()
      func mid(_ section: String, _ key: String) throws -> Double {
        try #require(((json[section] as? [String: Any])?[key] as? [String: Double])?["mid"])
      }
      return (try mid("energy", "mean_accelerator_watts"), try mid("time", "hours"))
    }
    let (free, limited) = (try figures(""), try figures(", power_limit: 400W"))
    #expect(limited.watts < free.watts && limited.watts <= 400)
    #expect(limited.hours > free.hours)
    // The draw follows what accelerators do: less than their busy 616 W, since they also exchange and wait.
    #expect(free.watts < 616 && free.watts > 400)
  }

  @Test func `figures of a recommender are read, and tables beyond the model are refused`() throws {
    func run(_ tables: String) -> String {
      """
      model: { parameters: 23.8B, table_parameters: \(tables), flops_per_sample: 60M, bytes_per_sample: 40KB }
      data: { samples: 4.2B }
      \(cluster)
      """
    }
    let fits = try estimate(run("23.7B")).json()["memory"] as? [String: Any]
    // Spread over eight accelerators: 23.7 B x (2 + 12) bytes / 8 and the dense rest.
    let parts = try #require(fits?["per_accelerator_bytes"] as? [String: Any])
    // Activations are not stated, so there is no total, but the tables are in what is known.
    #expect(parts["total"] is NSNull)
    let total = try ["weights", "gradients", "optimizer", "overhead"].map { try #require(parts[$0] as? Double) }
      .reduce(0, +)
    let tables = 23.7e9 * 14 / 8
    #expect(total > tables)
    #expect(total < 1.25 * tables)
    let refused = try estimate(run("30B"))
    #expect(refused.status == 65)
    #expect(refused.messages.contains("no more than parameters"))
  }

  @Test(arguments: [
    ("num_hidden_layers: 0", "model.num_hidden_layers"), ("hidden_size: 0", "model.hidden_size"),
  ])
  func `zero layers and widths are refused by name`(size: String, key: String) throws {
    let sizes = ["num_hidden_layers: 16", "hidden_size: 2048"].map {
      $0.prefix { $0 != ":" } == size.prefix { $0 != ":" } ? size : $0
    }
    let run = try estimate(
      """
      model: { model_type: llama, \(sizes.joined(separator: ", ")), intermediate_size: 8192,
        num_attention_heads: 32, vocab_size: 1000 }
      data: { tokens: 1B }
      \(cluster)
      """)
    #expect(run.status == 65)
    #expect(run.messages.contains(key))
  }

  @Test func `a transformer may be known by its parameters alone, and says what it is taken for`() throws {
    let text = "model: { parameters: 8B }\ndata: { tokens: 1T, sequence_length: 8192 }\n"
    let cluster = "cluster: { accelerator: nvidia-h100-sxm5-80gb, count: 64 }"
    let run = try estimate(text + cluster)
    #expect(run.status == 0, "\(run.messages)")
    let parameters = try #require(try model(run)["parameters_total"] as? Int)
    #expect(abs(Double(parameters) / 8e9 - 1) < 0.01)
    let llama = """
      model: { model_type: llama, hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32,
        num_key_value_heads: 8, intermediate_size: 14336, vocab_size: 128256 }
      data: { tokens: 1T, sequence_length: 8192 }
      \(cluster)
      """
    func hours(_ run: CommandRun) throws -> Double {
      try #require(((try run.json()["time"] as? [String: Any])?["accelerator_hours"] as? [String: Double])?["mid"])
    }
    #expect(abs(try hours(run) / hours(try estimate(llama)) - 1) < 0.15)
    let assumed = try #require(try run.json()["assumptions"] as? [[String: String]])
    #expect(assumed.contains { $0["key"] == "model.layers" })
  }

  @Test(arguments: [
    ("parameters: 8M", "model.parameters"), ("parameters: 25M, kind: convolution", "flops_per_sample"),
    ("parameters: 25M, activations_per_sample: 11M", "flops_per_sample"), ("parameters: 8B, layer: 3", "layer"),
  ])
  func `a model by its parameters that lacks what its kind needs is refused`(model: String, named: String) throws {
    let run = try estimate("model: { \(model) }\ndata: { tokens: 1T, sequence_length: 2048 }\n\(cluster)")
    #expect(run.status == 65 && run.messages.contains(named), "\(run.messages)")
  }
}
