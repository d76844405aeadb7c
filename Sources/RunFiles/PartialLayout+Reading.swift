import Documents
import Quantities
public import TrainingRun

extension PartialLayout {
  /// Reads `parallelism`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func degree(_ key: String) throws(DocumentError) -> Int? {
      try section.scalar(key)?.integer(in: 1...10_000_000)
    }
    tensor = try degree("tensor")
    pipeline = try degree("pipeline")
    virtualPipeline = try degree("virtual_pipeline")
    if let order = try section.scalar("schedule") { schedule = try order.choice() }
    data = try degree("data")
    context = try degree("context")
    expert = try degree("expert")
    zeroStage = try section.scalar("zero_stage")?.integer(in: 0...3)
    sequenceParallel = try section.scalar("sequence_parallel")?.bool()
    try section.rejectUnknownKeys()
  }

  /// Refuses degrees that cannot be a part of a layout of so many accelerators.
  func check(on count: Int, in section: Section) throws(DocumentError) {
    guard fits(count) else {
      throw section.wrong("\(product) does not divide cluster.count = \(count)\(remedy(on: count))")
    }
  }

  /// The layout of so many accelerators that is stated in full.
  func completed(on count: Int, in section: Section) throws(DocumentError) -> ParallelLayout {
    try check(on: count, in: section)
    guard let layout = layout(on: count) else {
      throw section.wrong("\(product), expected cluster.count = \(count)\(remedy(on: count))")
    }
    return layout
  }

  /// The number of replicas that would make the other degrees a layout of so many accelerators.
  private func remedy(on count: Int) -> String {
    var others = self
    others.data = nil
    guard data != nil, let layout = others.layout(on: count) else { return "" }
    return "; data: \(layout.data) would fit"
  }
}

extension TrainingOptions {
  /// Leaves open what goes with a layout that is passed over.
  ///
  /// - Parameter layout: the layout, stated in full.
  /// - Returns: the layout with what was stated beside it, for people.
  public mutating func passOver(_ layout: ParallelLayout) -> String {
    let beside = statedChoices.map { ", \($0)" } ?? ""
    microBatchSizeIsGiven = false
    microBatchSize = 1
    recompute = nil
    offload = nil
    return "\(layout)\(beside)"
  }
}
