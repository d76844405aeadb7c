import Documents
import Quantities
import TrainingRun

extension TrainingOptions {
  /// Reads `training`, all but the layout, which needs the cluster's count.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let precision = try section.scalar("precision") { self.precision = try precision.choice() }
    if let scaling = try section.scalar("scaling") { self.scaling = try scaling.choice() }
    if let optimizer = try section.scalar("optimizer") { self.optimizer = try optimizer.choice() }
    globalBatchSize = try section.scalar("global_batch_size")?.integer(in: 1...1_000_000_000)
    if let batch = try section.scalar("micro_batch_size") {
      microBatchSize = try batch.integer(in: 1...1_000_000)
      microBatchSizeIsGiven = true
    }
    if let recompute = try section.scalar("activation_recompute") { self.recompute = try recompute.choice() }
    offload = try section.section("offload").map { section throws(DocumentError) in try Offload(section) }
    if let mfu = try section.scalar("mfu") { self.mfu = try mfu.number(in: .shareAboveZero) }
    if let software = try section.section("software") { self.software = try SoftwareStack(software) }
    adaptation = try Adaptation(training: section)
    _ = section.has("parallelism")
    try section.rejectUnknownKeys()
  }
}

extension Offload {
  /// Reads `offload: { weights: false, optimizer: true, activations: false }`.
  init(_ section: Section) throws(DocumentError) {
    self = []
    for (key, part) in Self.parts where try section.scalar(key)?.bool() == true { insert(part) }
    try section.rejectUnknownKeys()
  }
}

extension HostSpecification {
  /// Reads `cluster.host`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    linkBandwidth = try section.scalar("link_bandwidth")?.quantity(BytesPerSecond.self, in: .aboveZero)
    memory = try section.scalar("memory")?.quantity(Bytes.self, in: .aboveZero)
    memoryBandwidth = try section.scalar("memory_bandwidth")?.quantity(BytesPerSecond.self, in: .aboveZero)
    try section.rejectUnknownKeys()
  }
}

extension SoftwareStack {
  init(_ section: Section) throws(DocumentError) {
    self.init()
    framework = try section.scalar("framework")?.text
    version = try section.scalar("version")?.text
    attention = try section.scalar("attention").map { name throws(DocumentError) in
      try Self.attentionKernel(name)
    }
    compiled = try section.scalar("compiled")?.bool()
    asyncTensorParallel = try section.scalar("async_tensor_parallel")?.bool()
    overlapGradientReduce = try section.scalar("overlap_gradient_reduce")?.bool()
    fusedCrossEntropy = try section.scalar("fused_cross_entropy")?.bool()
    distributedOptimizer = try section.scalar("distributed_optimizer")?.bool()
    try section.rejectUnknownKeys()
  }

  private static func attentionKernel(_ name: Scalar) throws(DocumentError) -> AttentionKernel {
    if let kernel = AttentionKernel(named: name.text) { return kernel }
    let names = AttentionKernel.allCases.flatMap(\.names)
    throw name.wrong(
      "found '\(name.text)', expected one of \(names.joined(separator: ", "))", code: .name,
      nearest: nearestMatch(to: name.text, among: names))
  }
}
