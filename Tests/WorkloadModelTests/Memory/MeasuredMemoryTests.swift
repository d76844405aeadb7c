import Testing
import TrainCostTestSupport

@Suite(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
struct MeasuredMemoryTests {
  private func errors(of groups: Set<String>) -> [Double] {
    MeasuredMemory.all.filter { groups.contains($0.group) }.compactMap(\.relativeError).map(abs).sorted()
  }

  @Test(arguments: [
    (["BLOOM-tuning", "SimuMax-B200"], 0.025, 0.08), (["SimuMax-B200"], 0.015, 0.02), (["BLOOM-tuning"], 0.025, 0.07),
  ])
  func `published peaks are met`(groups: [String], median: Double, p90: Double) {
    let errors = errors(of: Set(groups))
    #expect(errors.count >= 20)
    #expect(errors[errors.count / 2] <= median)
    #expect(errors[errors.count * 9 / 10] <= p90)
  }

  @Test func `what ran fits, and what ran out of memory does not`() {
    let ran = MeasuredMemory.all.filter { !$0.ranOutOfMemory }
    let refused = ran.filter { $0.total > $0.capacity }
    #expect(ran.count > 300)
    #expect(Double(refused.count) <= 0.03 * Double(ran.count), "\(refused.map(\.id))")
    // Row 465 holds what row 459 does, which took 67 GB of 85 under nvidia-smi: 4.3 B weights on each accelerator (1.5 %
    // more) and 84 inputs of layers in flight where 459 has 96 smaller ones. Rows 453 and 464 ran with 72 and 73 GB.
    // So no count of its parts tells it from runs that ran, and its source does not say what failed.
    let missed = MeasuredMemory.all.filter { $0.ranOutOfMemory && $0.total <= $0.capacity }.map(\.id)
    #expect(missed.allSatisfy { $0 == "465" })
  }
}
