import Quantities

/// What a run states of its layout; what is nil is left to a search.
public struct PartialLayout: Sendable, Equatable {
  /// Accelerators that split each layer.
  public var tensor: Int?
  /// Stages that split the layers.
  public var pipeline: Int?
  /// Model chunks on each pipeline stage.
  public var virtualPipeline: Int?
  /// The order in which pipeline stages work.
  public var schedule: PipelineSchedule?
  /// Copies of the model that split the batch.
  public var data: Int?
  /// Accelerators that split each sequence.
  public var context: Int?
  /// Ranks that share one set of experts.
  public var expert: Int?
  /// What ZeRO shards, 0 to 3.
  public var zeroStage: Int?
  /// Whether tensor parallelism splits the norms' activations as well.
  public var sequenceParallel: Bool?

  /// Nothing stated.
  public init() {}

  /// All of a layout.
  public init(_ layout: ParallelLayout) {
    tensor = layout.tensor
    pipeline = layout.pipeline
    virtualPipeline = layout.virtualPipeline
    schedule = layout.schedule
    data = layout.data
    context = layout.context
    expert = layout.expert
    zeroStage = layout.zeroStage
    sequenceParallel = layout.sequenceParallel
  }

  /// Whether nothing is stated.
  public var isEmpty: Bool { self == PartialLayout() }

  private var degrees: [(name: String, value: Int)] {
    [("tensor", tensor), ("pipeline", pipeline), ("context", context), ("data", data)]
      .compactMap { name, value in value.map { (name, $0) } }
  }

  /// Accelerators that the stated degrees place; in floating point, where absurd degrees do not overflow.
  public var placed: Double { degrees.reduce(1) { $0 * Double($1.value) } }

  /// Whether the stated degrees divide so many accelerators.
  public func fits(_ count: Int) -> Bool { placed <= Double(count) && count % Int(placed) == 0 }

  /// The stated degrees as a product: `tensor x data = 8 x 4 = 32`.
  public var product: String {
    let names = degrees.map(\.name).joined(separator: " x ")
    let values = degrees.count > 1 ? [degrees.map { "\($0.value)" }.joined(separator: " x ")] : []
    let result = NumberFormat.significant(placed, digits: 15, grouped: false)
    return ([names] + values + [result]).joined(separator: " = ")
  }

  /// Whether it leaves no choice how so many accelerators are split: it places all of them, or it states tensor and
  /// pipeline, from which every framework infers how many replicas there are.
  public func isComplete(on count: Int) -> Bool {
    (!degrees.isEmpty && placed == Double(count)) || (tensor != nil && pipeline != nil)
  }

  /// The layout on so many accelerators, with what frameworks do where nothing is stated; nil where the stated degrees do
  /// not divide them.
  public func layout(on count: Int) -> ParallelLayout? {
    guard fits(count) else { return nil }
    var layout = ParallelLayout()
    layout.tensor = tensor ?? 1
    layout.pipeline = pipeline ?? 1
    layout.schedule = schedule ?? .oneForwardOneBackward
    layout.virtualPipeline = virtualPipeline ?? layout.schedule.chunks ?? 1
    layout.context = context ?? 1
    layout.data = data ?? count / Int(placed)
    layout.expert = expert ?? 1
    layout.zeroStage = zeroStage ?? layout.zeroStage
    layout.sequenceParallel = sequenceParallel ?? true
    return layout.acceleratorCount == count ? layout : nil
  }
}

extension PartialLayout: CustomStringConvertible {
  /// What is stated: `tensor 8, ZeRO stage 3`.
  public var description: String {
    let numbers = [
      ("tensor", tensor), ("pipeline", pipeline), ("virtual", virtualPipeline), ("data", data), ("context", context),
      ("expert", expert), ("ZeRO stage", zeroStage),
    ].compactMap { name, value in value.map { "\(name) \($0)" } }
    let order = schedule.map { ["schedule \($0.rawValue)"] } ?? []
    let streams = sequenceParallel.map { [$0 ? "sequence parallel" : "not sequence parallel"] } ?? []
    return (numbers + order + streams).joined(separator: ", ")
  }
}

extension TrainingOptions {
  /// What is stated where the layout is left to a search: `tensor 8, micro-batch 2`; nil where that is nothing.
  public var statedChoices: String? {
    let parts = [
      held.isEmpty ? nil : "\(held)",
      microBatchSizeIsGiven ? "micro-batch \(microBatchSize)" : nil,
      recompute.map { $0 == .none ? "no recompute" : "\($0.rawValue) recompute" },
      offload.map { "\($0.isEmpty ? "nothing" : $0.keys.joined(separator: " and ")) on the host" },
    ].compactMap(\.self)
    return layout != nil || parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
