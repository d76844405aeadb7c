import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct LayoutSearchTests {
  static let gpt3 =
    #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":51200}"#

  private func search(
    _ config: String, accelerator: String = "nvidia-a100-sxm4-80gb", count: Int, batch: Int, length: Int = 2048
  ) throws -> LayoutSearch {
    let catalog = try ProfileCatalog()
    let profile = try catalog.profile(named: accelerator)
    let network = try profile.network.map { id throws(DocumentError) in try catalog.network(named: id) }
    let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "c"))
    var options = TrainingOptions()
    options.precision = profile.peakDense[.bf16] == nil ? .fp16 : .bf16
    let time = try StepTimeModel(
      architecture: architecture, options: options, sequenceLength: length, profile: profile,
      network: count > 8 ? network : nil, acceleratorsPerNode: 8)
    let space = LayoutSpace(architecture, accelerators: count, globalBatchSize: batch, sequenceLength: length)
    return LayoutSearch(
      space: space, time: time, model: .transformer(architecture), options: options, sequenceLength: length,
      capacity: profile.memoryCapacity.value)
  }

  private func config(_ name: String) throws -> String {
    try #require(PublicModels.all.first { $0.name == name }).config
  }

  @Test(arguments: [
    ("Llama 3.1 8B", 8, 32), ("Llama 3.1 8B", 24, 48), ("Llama 3.1 70B", 64, 64), ("GPT-2", 4, 8),
    ("Mixtral 8x7B", 32, 64), ("Qwen3 30B A3B", 16, 32),
  ])
  func `bounds never change what is found`(model: String, count: Int, batch: Int) throws {
    let search = try search(config(model), count: count, batch: batch)
    let all = search.run(keep: 5, exhaustive: true)
    let bounded = search.run(keep: 5)
    #expect(bounded.best == all.best)
    #expect(bounded.searched == all.searched)
    #expect(all.evaluated == all.searched)
    #expect(bounded.evaluated <= all.evaluated)
    #expect(!all.best.isEmpty)
  }

  @Test func `the number of threads does not change what is found`() throws {
    let search = try search(config("Llama 3.1 70B"), count: 64, batch: 128)
    #expect(search.run(cores: 1).best == search.run(cores: 4).best)
  }

  @Test func `what is found fits, occupies all accelerators and splits the batch`() throws {
    let search = try search(Self.gpt3, count: 512, batch: 512)
    let outcome = search.run(keep: 5)
    #expect(outcome.best.count == 5)
    for candidate in outcome.best {
      #expect(candidate.memory <= Bytes(80 * 1_073_741_824))
      #expect(candidate.plan.layout.acceleratorCount == 512)
      #expect(512 % (candidate.plan.layout.data * candidate.plan.microBatchSize) == 0)
    }
    #expect(outcome.best == outcome.best.sorted { $0.stepTime < $1.stepTime })
    #expect(outcome.evaluated < outcome.searched / 2)
  }

  @Test func `where nothing fits the layout that needs least is named`() throws {
    let outcome = try search(config("Llama 3.1 405B"), accelerator: "nvidia-t4-pcie-16gb", count: 8, batch: 8).run()
    #expect(outcome.best.isEmpty)
    #expect(outcome.feasible == 0)
    #expect(try #require(outcome.smallest).memory > Bytes(16 * 1_073_741_824))
  }

  @Test func `an interrupted search says so and returns what it has`() throws {
    let search = try search(Self.gpt3, count: 512, batch: 512)
    let outcome = search.run(exhaustive: true, control: SearchControl(isInterrupted: { true }), cores: 1)
    #expect(outcome.isPartial)
    #expect(outcome.searched == outcome.evaluated)
  }
}
