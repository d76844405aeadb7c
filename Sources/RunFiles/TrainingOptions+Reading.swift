import Documents
import Quantities
import TrainingRun

extension TrainingOptions {
  /// Reads `training`, all but the layout, which needs the cluster's count.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let precision = try section.scalar("precision") { self.precision = try precision.choice() }
    if let optimizer = try section.scalar("optimizer") { self.optimizer = try optimizer.choice() }
    globalBatchSize = try section.scalar("global_batch_size")?.integer(in: 1...1_000_000_000)
    if let batch = try section.scalar("micro_batch_size") { microBatchSize = try batch.integer(in: 1...1_000_000) }
    if let recompute = try section.scalar("activation_recompute") { self.recompute = try recompute.choice() }
    if let mfu = try section.scalar("mfu") { self.mfu = try mfu.number(in: .shareAboveZero) }
    if let software = try section.section("software") { self.software = try SoftwareStack(software) }
    _ = section.has("parallelism")
    try section.rejectUnknownKeys()
  }
}

extension SoftwareStack {
  init(_ section: Section) throws(DocumentError) {
    self.init()
    framework = try section.scalar("framework")?.text
    attention = try section.scalar("attention")?.text
    compiled = try section.scalar("compiled")?.bool()
    asyncTensorParallel = try section.scalar("async_tensor_parallel")?.bool()
    overlapGradientReduce = try section.scalar("overlap_gradient_reduce")?.bool()
    distributedOptimizer = try section.scalar("distributed_optimizer")?.bool()
    try section.rejectUnknownKeys()
  }
}

extension ParallelLayout {
  /// Reads a layout whose product must be the number of accelerators; a missing `data` is what is left over.
  init(_ section: Section, count: Int) throws(DocumentError) {
    self.init()
    func degree(_ key: String) throws(DocumentError) -> Int {
      try section.scalar(key)?.integer(in: 1...10_000_000) ?? 1
    }
    tensor = try degree("tensor")
    pipeline = try degree("pipeline")
    virtualPipeline = try degree("virtual_pipeline")
    context = try degree("context")
    expert = try degree("expert")
    zeroStage = try section.scalar("zero_stage")?.integer(in: 0...3) ?? 1
    sequenceParallel = try section.scalar("sequence_parallel")?.bool() ?? true
    let stated = try section.scalar("data")
    try section.rejectUnknownKeys()

    let modelSize = modelParallelSize
    if let stated {
      data = try stated.integer(in: 1...10_000_000)
      guard acceleratorCount == count else {
        throw section.wrong(
          "tensor x pipeline x context x data = \(tensor) x \(pipeline) x \(context) x \(data) = \(acceleratorCount), "
            + "expected cluster.count = \(count)"
            + (count % modelSize == 0 ? "; data: \(count / modelSize) would fit" : ""))
      }
    } else {
      guard count % modelSize == 0 else {
        throw section.wrong(
          "tensor x pipeline x context = \(modelSize) does not divide cluster.count = \(count)")
      }
      data = count / modelSize
    }
  }
}
