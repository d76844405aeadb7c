import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainCostTestSupport
import TrainingRun
import WorkloadModel

@Suite struct LayoutSearchTests {
  static let gpt3 =
    #"{"model_type":"gpt2","n_embd":12288,"n_head":96,"n_layer":96,"n_positions":2048,"vocab_size":51200}"#

  private func search(
    _ config: String, accelerator: String = "nvidia-a100-sxm4-80gb", count: Int, batch: Int, length: Int = 2048,
    isWhole: Bool = false, held: PartialLayout = PartialLayout(), schedules: [PipelineSchedule] = []
  ) throws -> LayoutSearch {
    let catalog = try ProfileCatalog()
    let profile = try catalog.profile(named: accelerator)
    let network = try profile.network.map { id throws(DocumentError) in try catalog.network(named: id) }
    let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "c"))
    var options = TrainingOptions()
    options.precision = profile.peakDense[.bf16] == nil ? .fp16 : .bf16
    let cluster = ClusterSpecification(
      accelerator: profile.id, count: count, acceleratorsPerNode: 8, network: network?.id)
    let time = try StepTimeModel(
      architecture: architecture, options: options, sequenceLength: length, profile: profile,
      network: count > 8 ? network : nil, acceleratorsPerNode: 8, host: isWhole ? cluster : nil)
    var space = LayoutSpace(
      architecture, accelerators: count, globalBatchSize: batch, sequenceLength: length, held: held)
    if isWhole { space.openAll() }
    if !schedules.isEmpty { space.schedules = schedules }
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

  /// Small problems at random, on accelerators from ones with too little memory to ones with plenty.
  @Test(arguments: 0..<12)
  func `bounds never change what is found in the whole space`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
    let hidden = pick([1024, 2048, 5120])
    let heads = hidden / 128
    let experts = pick([0, 0, 8, 16])
    let mixture =
      experts > 0 ? #","num_local_experts":\#(experts),"num_experts_per_tok":2,"model_type":"mixtral""# : ""
    let config =
      #"{"model_type":"llama","hidden_size":\#(hidden),"intermediate_size":\#(3 * hidden),"#
      + #""num_hidden_layers":\#(pick([4, 12, 30, 48])),"num_attention_heads":\#(heads),"num_key_value_heads":"#
      + #"\#(pick([1, 2, heads])),"vocab_size":32000}"#
    let count = pick([1, 2, 6, 8, 16, 24])
    let search = try search(
      experts > 0 ? config.replacing(#""model_type":"llama","#, with: "").replacing("}", with: mixture + "}") : config,
      accelerator: pick(["nvidia-v100-sxm2-16gb", "nvidia-a100-sxm4-40gb", "nvidia-h100-sxm5-80gb", "nvidia-gb200"]),
      count: count, batch: count * pick([1, 2, 4]), length: pick([512, 2048, 8192]), isWhole: true)
    let keep = pick([1, 3, 10])
    let all = search.run(keep: keep, exhaustive: true)
    let bounded = search.run(keep: keep)
    #expect(bounded.best == all.best)
    #expect(bounded.searched == all.searched)
    #expect(all.evaluated == all.searched)
    // With little to keep apart, bounds must decide most of it.
    if all.searched > 2000 { #expect(bounded.evaluated < all.evaluated / 2) }
  }

  @Test func `the layouts of a space are those of its parts that hold one choice`() throws {
    func searched(_ held: PartialLayout) throws -> Int {
      try search(
        config("Mixtral 8x7B"), count: 32, batch: 64, held: held,
        schedules: held.schedule == nil ? PipelineSchedule.allCases : []
      ).run(keep: 1).searched
    }
    func held(_ change: (inout PartialLayout) -> Void) -> PartialLayout {
      var held = PartialLayout()
      change(&held)
      return held
    }
    let all = try searched(PartialLayout())
    let parts: [[PartialLayout]] = [
      [1, 2, 4, 8, 16, 32].map { size in held { $0.tensor = size } },
      [1, 2, 4, 8, 16, 32].map { size in held { $0.data = size } },
      (0...3).map { stage in held { $0.zeroStage = stage } },
      PipelineSchedule.allCases.map { schedule in held { $0.schedule = schedule } },
      [true, false].map { isSplit in held { $0.sequenceParallel = isSplit } },
    ]
    for part in parts {
      let sum = try part.reduce(0) { try $0 + searched($1) }
      // Without tensor parallelism streams are not split either way.
      let isOfStreams = part[0].sequenceParallel != nil
      #expect(isOfStreams ? sum > all : sum == all, "\(part[0])")
    }
  }

  @Test func `the whole space of GPT-3 on 512 accelerators holds what its factors multiply to`() throws {
    let search = try search(Self.gpt3, count: 512, batch: 512, isWhole: true)
    let outcome = search.run(keep: 3)
    let plain = try self.search(Self.gpt3, count: 512, batch: 512).run(keep: 3)
    // Eight offloadings; overlaps of two exchanges, less where a layout has only one of them or none; and pipelines of
    // one chunk a stage with three more schedules.
    #expect(outcome.searched > 8 * 2 * plain.searched && outcome.searched < 8 * 4 * 2 * plain.searched)
    #expect(outcome.best[0].stepTime <= plain.best[0].stepTime)
    #expect(outcome.evaluated < outcome.searched / 20)
  }

  @Test func `of layouts that differ in offloading and overlap alone one is kept`() throws {
    let best = try search(config("Llama 3.1 8B"), count: 8, batch: 32, isWhole: true).run(keep: 10).best
    for (index, candidate) in best.enumerated() {
      #expect(
        !best[..<index].contains {
          $0.plan.layout == candidate.plan.layout && $0.plan.microBatchSize == candidate.plan.microBatchSize
            && $0.plan.recompute == candidate.plan.recompute
        })
    }
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
    let whole = search.run()
    #expect(outcome.untried > 0 && outcome.searched + outcome.untried == whole.searched && whole.untried == 0)
  }
}
