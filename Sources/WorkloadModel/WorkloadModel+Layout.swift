import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The layout, recompute and micro-batch of the options, and where they leave them open, the quickest that fit.
  ///
  /// - Throws: `WorkloadError` for a layout that the model cannot have, and where no layout is possible.
  mutating func resolveLayout(
    _ options: inout TrainingOptions, sequenceLength: Int, targetLength: Int, batch: Int
  ) throws(WorkloadError) -> ParallelLayout {
    if let layout = options.layout {
      try check(layout, sequenceLength: sequenceLength, recompute: options.recompute)
      if !options.microBatchSizeIsGiven {
        assume("training.micro_batch_size", "\(options.microBatchSize)", "default under a given layout")
      }
      checkPipeline(layout, microBatches: max(1, batch / (layout.data * options.microBatchSize)))
      resolveRecompute(
        &options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
      return layout
    }
    guard case .transformer(let architecture) = model else {
      var layout = ParallelLayout()
      layout.data = cluster.count
      layout.zeroStage = options.zeroStage ?? layout.zeroStage
      if !options.microBatchSizeIsGiven, batch % cluster.count == 0, batch > cluster.count {
        options.microBatchSize = batch / cluster.count
        assume("training.micro_batch_size", "\(options.microBatchSize)", "an accelerator's whole share of the batch")
      }
      if cluster.count > 1 { assume("training.parallelism", layout.description, "the model has no layers to split") }
      resolveRecompute(
        &options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
      return layout
    }
    var space = LayoutSpace(
      architecture, accelerators: cluster.count, globalBatchSize: batch, sequenceLength: sequenceLength,
      microBatchSize: options.microBatchSizeIsGiven ? options.microBatchSize : nil, recompute: options.recompute)
    space.offloads = [options.offload ?? []]
    if let stage = options.zeroStage { space.zeroStages = [stage] }
    let outcome = try search(
      space, options: options, sequenceLength: sequenceLength, targetLength: targetLength
    ).run(keep: 1)
    guard let chosen = outcome.best.first ?? outcome.smallest else { throw noLayout(space) }
    let plan = chosen.plan
    let reason =
      outcome.best.isEmpty
      ? "no layout fits in memory; this one needs least; 'plan' also tries offloading to the hosts"
      : "the quickest of \(outcome.searched) layouts that fits; 'plan' also tries offloading, overlap and schedules"
    assume("training.parallelism", plan.layout.description, reason)
    if !options.microBatchSizeIsGiven {
      assume("training.micro_batch_size", "\(plan.microBatchSize)", "chosen with the layout")
    }
    if options.recompute == nil, plan.recompute != .none {
      assume("training.activation_recompute", plan.recompute.rawValue, "chosen with the layout")
    }
    options.microBatchSize = plan.microBatchSize
    options.recompute = plan.recompute
    return plan.layout
  }

  /// A search of a space for this run.
  func search(
    _ space: LayoutSpace, options: TrainingOptions, sequenceLength: Int, targetLength: Int
  ) throws(WorkloadError) -> LayoutSearch {
    guard case .transformer(let architecture) = model else {
      throw WorkloadError(key: "model", message: "a model known by its figures has no layouts to choose from")
    }
    let time = try stepTimeModel(
      architecture, options: options, sequenceLength: sequenceLength, targetLength: targetLength)
    return LayoutSearch(
      space: space, time: time, model: model, options: options, sequenceLength: sequenceLength,
      targetLength: targetLength, capacity: profile.usableMemory)
  }

  /// The step-time model of a run's machine.
  func stepTimeModel(
    _ architecture: TransformerArchitecture, options: TrainingOptions, sequenceLength: Int, targetLength: Int
  ) throws(WorkloadError) -> StepTimeModel {
    try StepTimeModel(
      architecture: architecture, options: options, sequenceLength: sequenceLength, targetLength: targetLength,
      profile: profile, network: cluster.nodes > 1 ? network : nil, acceleratorsPerNode: cluster.acceleratorsPerNode,
      host: cluster, powerLimit: cluster.powerLimit)
  }

  func noLayout(_ space: LayoutSpace) -> WorkloadError {
    if let size = space.microBatchSizes.first, space.globalBatchSize % size != 0 {
      return WorkloadError(
        key: "training.micro_batch_size",
        message: "found \(size), expected a divisor of the global batch of \(space.globalBatchSize)")
    }
    return WorkloadError(
      key: "cluster.count",
      message: "no layout splits \(space.heads) heads, \(space.layers) layers and a batch of \(space.globalBatchSize) "
        + "over \(cluster.count) accelerators; expected a count or a batch with more divisors in common")
  }

  /// With a layout given and recompute left open, the least recompute that fits.
  private mutating func resolveRecompute(
    _ options: inout TrainingOptions, layout: ParallelLayout, sequenceLength: Int, targetLength: Int, batch: Int
  ) {
    guard options.recompute == nil else { return }
    for recompute in ActivationRecompute.allCases where recompute != .full || !layout.schedule.splitsBackward {
      options.recompute = recompute
      let plan = StepPlan(
        layout: layout, microBatchSize: options.microBatchSize, globalBatchSize: batch, recompute: recompute,
        offload: options.offload ?? [])
      let memory = MemoryFootprint(
        model, options: options, plan: plan, sequenceLength: sequenceLength, targetLength: targetLength)
      if memory.total <= profile.usableMemory { break }
    }
    if let chosen = options.recompute, chosen != .none {
      assume("training.activation_recompute", chosen.rawValue, "needed to fit in memory")
    }
  }

  /// Refuses a layout that the model cannot have.
  private func check(
    _ layout: ParallelLayout, sequenceLength: Int, recompute: ActivationRecompute?
  ) throws(WorkloadError) {
    func refuse(_ key: String, _ message: String) -> WorkloadError {
      WorkloadError(key: "training.parallelism.\(key)", message: message)
    }
    try checkSchedule(layout, recompute: recompute)
    if layout.virtualPipeline > 1, layout.pipeline == 1 {
      throw refuse("virtual_pipeline", "found \(layout.virtualPipeline), expected 1 without pipeline stages")
    }
    guard case .transformer(let architecture) = model else {
      guard layout.tensor == 1, layout.pipeline == 1, layout.context == 1, layout.expert == 1 else {
        throw WorkloadError(
          key: "training.parallelism",
          message: "a model known by its figures can only be split by data; found \(layout.description)")
      }
      return
    }
    if let stack = architecture.stacks.first(where: { $0.attention.heads % layout.tensor != 0 }) {
      throw refuse("tensor", "found \(layout.tensor), expected a divisor of the \(stack.attention.heads) heads")
    }
    let layers = architecture.layerCount
    guard layout.pipeline <= layers else {
      throw refuse("pipeline", "found \(layout.pipeline) stages, expected at most the model's \(layers) layers")
    }
    guard layout.pipeline * layout.virtualPipeline <= layers + 2 else {
      throw refuse(
        "virtual_pipeline",
        "found \(layout.virtualPipeline) chunks on each of \(layout.pipeline) stages, more than the \(layers) layers")
    }
    guard architecture.isImage || sequenceLength % layout.context == 0 else {
      throw refuse("context", "found \(layout.context), expected a divisor of the sequence's \(sequenceLength) tokens")
    }
    if layout.expert > 1 {
      let experts = architecture.stacks.lazy.compactMap(\.experts).first?.experts ?? 0
      guard experts > 0 else { throw refuse("expert", "found \(layout.expert), expected 1: the model has no experts") }
      guard experts % layout.expert == 0 else {
        throw refuse("expert", "found \(layout.expert), expected a divisor of the \(experts) experts")
      }
      // Megatron folds experts over tensor-parallel ranks, too.
      let ranks = layout.data * layout.context * layout.tensor
      guard ranks % layout.expert == 0 else {
        throw refuse(
          "expert", "found \(layout.expert), expected a divisor of data x context x tensor = \(ranks) accelerators")
      }
    }
  }

  /// Warns of a pipeline whose stages are unequal or starved.
  private mutating func checkPipeline(_ layout: ParallelLayout, microBatches: Int) {
    guard layout.pipeline > 1, case .transformer(let architecture) = model else { return }
    let layers = architecture.layerCount
    let chunks = layout.pipeline * layout.virtualPipeline
    if LayoutSpace.stagedLayers(layers, ends: LayoutSpace.ends(of: architecture), over: chunks) == nil {
      let fullest = (layers + chunks - 1) / chunks
      warnings.append(
        "\(layers) layers do not divide into \(chunks) chunks of pipeline stages: the fullest has \(fullest)")
    }
    if microBatches < layout.pipeline {
      warnings.append(
        "a step has \(microBatches) micro-batches, too few to keep \(layout.pipeline) pipeline stages at work")
    } else if layout.virtualPipeline > 1, !layout.schedule.splitsBackward, microBatches % layout.pipeline != 0 {
      warnings.append(
        "a step has \(microBatches) micro-batches; interleaved stages want a multiple of \(layout.pipeline)")
    }
  }

  /// Refuses a schedule that the layout cannot have.
  private func checkSchedule(
    _ layout: ParallelLayout, recompute: ActivationRecompute?
  ) throws(WorkloadError) {
    let schedule = layout.schedule
    guard schedule.splitsBackward else { return }
    func refuse(_ key: String, _ message: String) -> WorkloadError {
      WorkloadError(key: "training.\(key)", message: message)
    }
    guard layout.pipeline > 1 else {
      throw refuse("parallelism.schedule", "found \(schedule.rawValue), expected 1f1b without pipeline stages")
    }
    guard layout.virtualPipeline == schedule.chunks else {
      throw refuse(
        "parallelism.virtual_pipeline",
        "found \(layout.virtualPipeline), expected \(schedule.chunks ?? 1) under the schedule \(schedule.rawValue)")
    }
    guard recompute != .full else {
      throw refuse(
        "activation_recompute",
        "found full, expected none or selective: the schedule \(schedule.rawValue) keeps activations for the weights' "
          + "gradients")
    }
  }
}
