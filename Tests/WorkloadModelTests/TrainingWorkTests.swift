import Documents
import Quantities
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct TrainingWorkTests {
  private func work(_ config: String, length: Int, target: Int = 0) throws -> TrainingWork {
    let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "config.json"))
    return TrainingWork(.transformer(architecture), sequenceLength: length, targetLength: target)
  }

  private func model(_ name: String) throws -> String {
    try #require(PublicModels.all.first { $0.name == name }).config
  }

  @Test func `Llama 3.1 405B takes the work that Megatron-Bridge counts`() throws {
    let work = try work(model("Llama 3.1 405B"), length: 8192)
    #expect(abs(work.perToken.value / 2.524e12 - 1) < 0.0005)
  }

  @Test func `GPT-3 175B takes the work of Megatron's formula, with half of its attention under a causal mask`() throws
  {
    // 72BsLh²(1+s/6h+V/12Lh) a step (arXiv 2104.04473 without recompute) counts the full attention.
    let (layers, hidden, length, vocabulary) = (96.0, 12288.0, 2048.0, 51200.0)
    let formula = 72 * layers * hidden * hidden * (1 + length / (12 * hidden) + vocabulary / (12 * layers * hidden))
    let work = try work(
      #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":51200}"#,
      length: 2048)
    #expect(abs(work.perToken.value / formula - 1) < 1e-9)
  }

  @Test(arguments: [
    ("Mixtral 8x7B", 12.88e9), ("DeepSeek-V3", 37.55e9), ("Llama 3.1 8B", 8.03e9),
  ])
  func `a token uses the active parameters alone`(name: String, active: Double) throws {
    let work = try work(model(name), length: 4096)
    #expect(abs(Double(work.activeParameters) / active - 1) < 0.002)
  }

  @Test func `ViT-B/16 takes the 17.6 billion multiply-accumulates that are published of a forward pass`() throws {
    let work = try work(model("ViT base, 1000 labels"), length: 0)
    #expect(abs(work.perSample.value / (3 * 2 * 17.6e9) - 1) < 0.01)
    #expect(work.tokensPerSample == 1)
    #expect(!work.countsTokens)
  }

  /// Multiply-accumulates of a forward pass at 256 x 256 pixels by Peebles and Xie (arXiv 2212.09748, table 4), who also
  /// count what vectors take.
  @Test(arguments: [
    (28, 1152, 16, 2, 118.64), (28, 1152, 16, 4, 29.05), (28, 1152, 16, 8, 7.39), (12, 768, 12, 2, 23.01),
  ])
  func `a diffusion transformer's work is that published`(
    layers: Int, hidden: Int, heads: Int, patch: Int, published: Double
  ) throws {
    let config =
      #"{"model_type":"dit","hidden_size":\#(hidden),"num_hidden_layers":\#(layers),"num_attention_heads":\#(heads),"#
      + #""patch_size":\#(patch),"input_size":32,"in_channels":4,"num_classes":1000}"#
    let work = try work(config, length: 0)
    #expect(abs(work.perSample.value / (6e9 * published) - 1) < 0.001)
  }

  @Test func `work grows with the sequence by its attention alone, and a window stops that`() throws {
    let full = try [4096, 8192, 16384].map { try work(model("Llama 3.1 8B"), length: $0).perToken.value }
    #expect(abs((full[2] - full[1]) / (full[1] - full[0]) - 2) < 1e-9)
    let windowed = try [65_536, 131_072].map { try work(model("Mistral 7B v0.1"), length: $0).perToken.value }
    // Only the first window's tokens, which see less, still weigh in: the mean context goes from 3968 to 4032.
    #expect(windowed[1] / windowed[0] < 1.003)
  }

  @Test func `an encoder-decoder's work grows with its targets`() throws {
    let short = try work(model("T5 base"), length: 512, target: 1)
    let long = try work(model("T5 base"), length: 512, target: 114)
    #expect(long.perSample > short.perSample)
    // 6 operations a parameter and token, encoder on the input and decoder on the targets, within a third.
    let rough = 6 * (110e6 * 512 + 138e6 * 114)
    #expect(abs(long.perSample.value / rough - 1) < 0.34)
  }

  @Test func `recompute adds a third of the work in full and the attention's products when selective`() throws {
    let work = try work(model("Llama 3.1 8B"), length: 8192)
    #expect(abs(work.executedPerSample(.full) / work.perSample - 4.0 / 3) < 1e-12)
    #expect(work.executedPerSample(.none) == work.perSample)
    let selective = work.executedPerSample(.selective) / work.perSample
    #expect(selective > 1.01 && selective < 1.1)
  }

  @Test(arguments: [("ResNet-50", 8.2e9), ("U-Net of Stable Diffusion 1.5", 2 * 401e9)])
  func `a convolutional network takes the work that is published of its forward pass`(
    name: String, forward: Double
  ) throws {
    // 4.1 billion multiply-accumulates at 224 x 224 (torchvision), 401 billion at 64 x 64 latents.
    let config = try #require(PublicModels.networks.first { $0.name == name }).config
    let model = try ModelSpecification(configuration: Section(parsing: config, file: "c"))
    let work = TrainingWork(model, sequenceLength: 1, targetLength: 0)
    #expect(abs(work.perSample.value / (3 * forward) - 1) < 0.03)
  }

  @Test func `adapters leave out the gradients of the frozen weights`() throws {
    let config = try model("Llama 3.1 70B")
    let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "c"))
    var adaptation = Adaptation()
    adaptation.lora = LowRankAdaptation(rank: 16)
    func work(_ adaptation: Adaptation) -> TrainingWork {
      TrainingWork(.transformer(architecture), sequenceLength: 4096, targetLength: 0, adaptation: adaptation)
    }
    let ratio = work(adaptation).perToken / work(Adaptation()).perToken
    // Megatron-Bridge counts 0.279 against 0.432 TFLOP a token; 4N against 6N with attention whole in both.
    #expect(ratio > 0.66 && ratio < 0.69)
    // With the lower half frozen and nothing else, two thirds of that half's work goes.
    adaptation = Adaptation()
    adaptation.frozenLayers = 40
    #expect(abs(work(adaptation).perToken / work(Adaptation()).perToken - 2.0 / 3) < 0.01)
  }

  @Test func `linear attention's work does not grow with the sequence, and full attention's does in its layers`() throws
  {
    let lengths = [4096, 8192, 16384]
    let next = try lengths.map { try work(model("Qwen3-Next 80B A3B"), length: $0).perToken.value }
    let growth = next[2] - next[1]
    // Twelve layers of 16 heads of 256: 3 passes x 2 operations x 2 products, half of the context.
    #expect(abs(growth / (3 * 2 * 2 * 12 * 16 * 256 * 8192 / 2) - 1) < 1e-6)
    #expect(abs(next[0] / (6 * 3.2e9) - 1) < 0.35)
  }
}
