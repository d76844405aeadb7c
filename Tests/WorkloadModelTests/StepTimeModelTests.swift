import Documents
import HardwareProfiles
import Quantities
import RunFiles
import Testing
import TrainingRun

@testable import WorkloadModel

@Suite struct StepTimeModelTests {
  private func model(
    _ name: String = "Llama 3.1 8B", accelerator: String = "nvidia-h100-sxm5-80gb", sequence: Int = 8192,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> StepTimeModel {
    let profile = try ProfileCatalog().profile(named: accelerator)
    let config = try #require(PublicModels.all.first { $0.name == name }).config
    let architecture = try TransformerArchitecture(configuration: Section(parsing: config, file: "c"))
    let network = try ProfileCatalog().network(named: "infiniband-ndr-400")
    var options = TrainingOptions()
    options.precision = .bf16
    change(&options)
    return try StepTimeModel(
      architecture: architecture, options: options, sequenceLength: sequence, profile: profile, network: network,
      acceleratorsPerNode: 8)
  }

  private func plan(
    tensor: Int = 1, pipeline: Int = 1, virtual: Int = 1, data: Int = 8, micro: Int = 1, batch: Int = 128,
    recompute: ActivationRecompute = .none
  ) -> StepPlan {
    var layout = ParallelLayout()
    (layout.tensor, layout.pipeline, layout.virtualPipeline, layout.data) = (tensor, pipeline, virtual, data)
    return StepPlan(layout: layout, microBatchSize: micro, globalBatchSize: batch, recompute: recompute)
  }

  @Test func `no part is negative and the parts add up to the step`() throws {
    let step = try model().stepTime(plan(tensor: 2, pipeline: 2, data: 16))
    #expect(step.parts.allSatisfy { $0.time.value >= 0 })
    #expect(abs(step.parts.reduce(0) { $0 + $1.time.value } / step.total.value - 1) < 1e-12)
  }

  @Test func `recompute, longer pipelines and more tensor parallelism of the same machines cost time`() throws {
    let model = try model()
    #expect(model.stepTime(plan(recompute: .full)).total > model.stepTime(plan()).total)
    #expect(
      model.stepTime(plan(pipeline: 8, data: 1, batch: 16)).bubble
        > model.stepTime(plan(pipeline: 2, data: 4, batch: 16)).bubble)
    #expect(
      model.stepTime(plan(pipeline: 8, virtual: 4, data: 1, batch: 16)).bubble
        < model.stepTime(plan(pipeline: 8, data: 1, batch: 16)).bubble)
  }

  @Test func `a step is never faster than the peak rate allows`() throws {
    let step = try model().stepTime(plan(batch: 1024))
    let flops = 1024.0 * 8192 * 5.2e10
    #expect(step.total.value > flops / (8 * 989.4e12))
  }

  @Test(arguments: [1, 2, 4, 8, 16, 64])
  func `a doubled batch at the same layout takes at most twice the time`(batch: Int) throws {
    let model = try model()
    let small = model.stepTime(plan(batch: 8 * batch)).total
    let large = model.stepTime(plan(batch: 16 * batch)).total
    #expect(large > small)
    #expect(large.value <= 2 * small.value * 1.0000001)
  }
}
