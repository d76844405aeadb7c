import Glibc
import TrainingRun

/// A plan's degrees as numbers, with what every part of the step needs of them.
@frozen @usableFromInline struct PlanTerms {
  var tensor: Double
  var pipeline: Double
  var virtual: Double
  /// Ranks that share gradients: data and context parallel.
  var replicas: Double
  var context: Double
  var expert: Double
  var accelerators: Double
  /// How often eight accelerators double to as many.
  var doublings: Double
  var microBatch: Double
  /// Tokens of a micro-batch on one accelerator.
  var tokens: Double
  /// Micro-batches a step.
  var batches: Double
  /// What splits the residual stream's elementwise work.
  var streamSplit: Double
  var recomputesAll: Bool
  var recomputesScores: Bool
  /// Layers of a stage on average, and of the fullest stage.
  var layers: Double
  var fullestLayers: Double
  var gathersWeights: Bool
  var shardsOptimizer: Bool

  init(_ plan: StepPlan, shape: ModelShape) {
    let layout = plan.layout
    tensor = Double(layout.tensor)
    pipeline = Double(layout.pipeline)
    virtual = Double(max(1, layout.virtualPipeline))
    replicas = Double(layout.data * layout.context)
    context = Double(layout.context)
    expert = Double(max(1, layout.expert))
    accelerators = Double(layout.acceleratorCount)
    doublings = log2(accelerators / 8)
    microBatch = Double(plan.microBatchSize)
    tokens = microBatch * shape.sequence / Double(layout.context)
    batches = max(1, (Double(plan.globalBatchSize) / (Double(layout.data) * microBatch)).rounded(.up))
    streamSplit = layout.sequenceParallel ? tensor : 1
    recomputesAll = plan.recompute == .full
    recomputesScores = plan.recompute != .none
    layers = shape.layers / pipeline
    let fullest = (layers / virtual).rounded(.up) * virtual
    // A framework that splits so unevenly would not be used that way: then stages are taken as equal.
    fullestLayers = fullest * pipeline > shape.layers * 1.3 ? layers : fullest
    gathersWeights = layout.zeroStage >= 3
    shardsOptimizer = layout.zeroStage >= 1
  }

  /// 1 with full recompute, else 0.
  var full: Double { recomputesAll ? 1 : 0 }
}
