import Documents
import RunFiles
import Testing
import TrainingRun
import WorkloadModel

@Suite struct WeightInventoryTests {
  @Test(arguments: PublicModels.all)
  func `parameter counts are exact`(model: PublicModels.Model) throws {
    let architecture = try TransformerArchitecture(
      configuration: Section(parsing: model.config, file: "config.json"))
    #expect(WeightInventory(architecture).parameters == model.parameters)
  }
}
