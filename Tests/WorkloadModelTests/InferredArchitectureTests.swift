import Testing
import TrainingRun

@testable import WorkloadModel

@Suite struct InferredArchitectureTests {
  @Test(arguments: [
    // GPT-3 and Llama have heads of 128; BLOOM's trial with a width of 14400 had 96 of 150 (chronicles-prequel.md).
    (12288, 8, 96), (4096, 1, 32), (8192, 8, 64), (14400, 8, 96), (13824, 8, 96),
  ])
  func `heads are those of 128, else the roundest number near it`(width: Int, tensor: Int, heads: Int) {
    #expect(TransformerArchitecture.usualHeads(width: width, tensor: tensor) == heads)
  }

  @Test(arguments: [1, 2, 4, 8], [768, 1000, 1536, 5120, 6144, 11600, 20480])
  func `heads divide the width and are split by tensor parallelism where that is possible`(tensor: Int, width: Int) {
    let heads = TransformerArchitecture.usualHeads(width: width, tensor: tensor)
    #expect(heads >= 1)
    if width % (tensor * 64) == 0 {
      #expect(width % heads == 0)
      #expect(heads % tensor == 0)
    }
  }

  @Test(arguments: [
    20_000_000, 124_000_000, 336_000_000, 1_300_000_000, 7_000_000_000, 70_000_000_000, 1_000_000_000_000,
  ])
  func `a transformer of so many parameters has about so many, in shapes that many accelerators can split`(
    parameters: Int
  ) throws {
    for isCausal in [true, false] {
      let usual = try #require(TransformerArchitecture.usual(parameters: parameters, isCausal: isCausal))
      let counted = Double(WeightInventory(usual).parameters)
      #expect(abs(counted / Double(parameters) - 1) < (parameters < 1_000_000_000 ? 0.15 : 0.01))
      #expect(usual.isUsual && usual.hiddenSize % 128 == 0 && usual.layerCount >= 1)
    }
  }

  @Test func `too few parameters or too many make no transformer`() {
    #expect(TransformerArchitecture.usual(parameters: 9_999_999) == nil)
    #expect(TransformerArchitecture.usual(parameters: 200_000_000_000_000) == nil)
  }
}
