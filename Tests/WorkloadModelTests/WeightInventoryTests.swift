import Documents
import Quantities
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct WeightInventoryTests {
  private func architecture(_ name: String) throws -> TransformerArchitecture {
    let config = try #require(PublicModels.all.first { $0.name == name }).config
    return try TransformerArchitecture(configuration: Section(parsing: config, file: "config.json"))
  }

  @Test(arguments: PublicModels.all)
  func `parameter counts are exact`(model: PublicModels.Model) throws {
    let architecture = try TransformerArchitecture(
      configuration: Section(parsing: model.config, file: "config.json"))
    #expect(WeightInventory(architecture).parameters == model.parameters)
  }

  @Test(arguments: PublicModels.networks)
  func `parameter counts of convolutional networks are exact`(model: PublicModels.Model) throws {
    let network = try ModelSpecification(configuration: Section(parsing: model.config, file: "config.json"))
    guard case .opaque(let figures) = network else {
      Issue.record("\(model.name) is not read as figures")
      return
    }
    #expect(figures.parameters == model.parameters)
  }

  @Test(arguments: [
    // Llama 2 7B: 32 layers x rank x (inputs + outputs) of the targeted matrices, as the peft library prints them.
    (8, [LowRankAdaptation.Target.query, .value], 4_194_304), (16, LowRankAdaptation.Target.allCases, 39_976_960),
  ])
  func `adapters have the parameters that the peft library trains`(
    rank: Int, targets: [LowRankAdaptation.Target], trained: Int
  ) throws {
    var adaptation = Adaptation()
    adaptation.lora = LowRankAdaptation(rank: rank, targets: Set(targets))
    let inventory = WeightInventory(try architecture("Llama 2 7B"), adaptation: adaptation)
    #expect(inventory.trainableParameters == trained)
    #expect(inventory.parameters == 6_738_415_616)
  }

  @Test func `frozen parts and layers are not trained`() throws {
    let llama = try architecture("Llama 3.2 1B")
    func trained(_ change: (inout Adaptation) -> Void) -> Int {
      var adaptation = Adaptation()
      change(&adaptation)
      return WeightInventory(llama, adaptation: adaptation).trainableParameters
    }
    #expect(trained { _ in } == 1_235_814_400)
    #expect(trained { $0.frozen = [.embedding] } == 1_235_814_400 - 128_256 * 2048)
    let layer = (1_235_814_400 - 128_256 * 2048 - 2048) / 16
    // The norm after the last layer counts with its stack, so half of it goes with half of the layers.
    #expect(trained { $0.frozenLayers = 8 } == 8 * layer + 1024)
  }

  @Test func `multi-token modules are trained beside the model's own parameters`() throws {
    let config = try #require(PublicModels.all.first { $0.name == "DeepSeek-V3" }).config
    let with = config.dropLast() + #","num_nextn_predict_layers":1}"#
    let inventory = WeightInventory(
      try TransformerArchitecture(configuration: Section(parsing: String(with), file: "c")))
    #expect(inventory.parameters == 671_026_419_200)
    // Its model card: 14 B of multi-token weights, which hold copies of embedding and head, 1.85 B.
    let modules = Double(inventory.trainableParameters - inventory.parameters)
    #expect(abs(modules + 2 * 129_280 * 7168 - 14e9) < 0.7e9)
  }
}
