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
    try check(
      options.layout.map(PartialLayout.init) ?? options.held, sequenceLength: sequenceLength,
      recompute: options.recompute)
    if let layout = options.layout {
      if !options.microBatchSizeIsGiven {
        assume("training.micro_batch_size", "\(options.microBatchSize)", "default under a given layout")
      }
      checkPipeline(layout, microBatches: max(1, batch / (layout.data * options.microBatchSize)))
      resolveRecompute(
        &options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
      return layout
    }
    guard case .transformer(let architecture) = model else {
      return layoutWithoutLayers(
        &options, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
    }
    let chosen = try chooseLayout(
      architecture, options, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
    checkPipeline(chosen.layout, microBatches: chosen.microBatches)
    if !options.microBatchSizeIsGiven {
      assume("training.micro_batch_size", "\(chosen.microBatchSize)", "chosen with the layout")
    }
    if options.recompute == nil, chosen.recompute != .none {
      assume("training.activation_recompute", chosen.recompute.rawValue, "chosen with the layout")
    }
    options.microBatchSize = chosen.microBatchSize
    options.recompute = chosen.recompute
    return chosen.layout
  }

  /// The quickest plan that fits, of those that frameworks run unless told otherwise (`SearchFreedom.usual`), and where none
  /// does of those with all splits.
  private mutating func chooseLayout(
    _ architecture: TransformerArchitecture, _ options: TrainingOptions, sequenceLength: Int, targetLength: Int,
    batch: Int
  ) throws(WorkloadError) -> StepPlan {
    func find(_ freedom: SearchFreedom) throws(WorkloadError) -> LayoutSearch.Outcome {
      let space = layoutSpace(
        architecture, options, sequenceLength: sequenceLength, batch: batch, freedom: freedom)
      let outcome = try search(
        space, options: options, sequenceLength: sequenceLength, targetLength: targetLength
      ).run(keep: 1)
      guard !outcome.best.isEmpty || outcome.smallest != nil || !freedom.splits else {
        throw noLayout(space, options.held)
      }
      return outcome
    }
    var outcome = try find(.usual)
    if outcome.best.isEmpty { outcome = try find(SearchFreedom(offloads: false, overlaps: false, schedules: false)) }
    let held = options.held.isEmpty ? "" : ", with what is stated: \(options.held)"
    if let chosen = outcome.best.first?.plan {
      assume(
        "training.parallelism", chosen.layout.description,
        "the quickest of \(outcome.searched) layouts that fits\(held); "
          + "'plan' also tries offloading, overlap and zero-bubble schedules")
      return chosen
    }
    var reason = "no layout fits in memory; this one needs least\(held)"
    if options.offload == nil, HostRates(cluster, profile) != nil {
      let outcome = try find(SearchFreedom(offloads: true, overlaps: false, schedules: false))
      if let plan = outcome.best.first?.plan {
        reason +=
          "; with \(plan.offload.keys.joined(separator: " and ")) on the host one does, says 'plan': \(plan.layout)"
      } else if let least = outcome.smallest, !least.plan.offload.isEmpty {
        let usable = profile.usableMemory
        reason +=
          "; with \(least.plan.offload.keys.joined(separator: " and ")) on the host "
          + "\((least.memory - usable).formattedBinary) are lacking still: it takes "
          + "\(least.memory.formattedBinary(besides: usable)) of \(usable.formattedBinary(besides: least.memory))"
      }
    }
    guard let least = outcome.smallest?.plan else { preconditionFailure("a search without a layout has thrown") }
    assume("training.parallelism", least.layout.description, reason)
    return least
  }

  /// The layout of a model that has no layers to split.
  private mutating func layoutWithoutLayers(
    _ options: inout TrainingOptions, sequenceLength: Int, targetLength: Int, batch: Int
  ) -> ParallelLayout {
    var layout = ParallelLayout()
    layout.data = cluster.count
    layout.zeroStage = options.held.zeroStage ?? layout.zeroStage
    if !options.microBatchSizeIsGiven, batch % cluster.count == 0, batch > cluster.count {
      options.microBatchSize = batch / cluster.count
      assume("training.micro_batch_size", "\(options.microBatchSize)", "an accelerator's whole share of the batch")
    }
    if cluster.count > 1 { assume("training.parallelism", layout.description, "the model has no layers to split") }
    resolveRecompute(
      &options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
    return layout
  }

  /// The layouts that a search may choose from for this run: all that it does not state, and beside the layout what its
  /// freedom allows.
  func layoutSpace(
    _ architecture: TransformerArchitecture, _ options: TrainingOptions, sequenceLength: Int, batch: Int,
    freedom: SearchFreedom
  ) -> LayoutSpace {
    var space = LayoutSpace(
      architecture, accelerators: cluster.count, globalBatchSize: batch, sequenceLength: sequenceLength,
      microBatchSize: options.microBatchSizeIsGiven ? options.microBatchSize : nil, recompute: options.recompute,
      held: options.held)
    space.offloads = [options.offload ?? []]
    if freedom.offloads, options.offload == nil, HostRates(cluster, profile) != nil {
      space.offloads = Offload.allCombinations
    }
    // Without weights' gradients there is nothing to fill gaps with.
    if freedom.schedules, options.held.schedule == nil, options.adaptation.lora == nil {
      space.schedules = PipelineSchedule.allCases
    }
    if !freedom.splits {
      space.keepUsualSplits(
        links: profile.usualTensorSplit(perNode: cluster.acceleratorsPerNode),
        fusesAttention: options.software.attention != .unfused)
    }
    if freedom.overlaps { space.overlaps = ExchangeOverlap.combinations(leftOpenBy: options.software) }
    return space
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

  func noLayout(_ space: LayoutSpace, _ held: PartialLayout) -> WorkloadError {
    if let size = space.microBatchSizes.first, space.globalBatchSize % size != 0 {
      return WorkloadError(
        key: "training.micro_batch_size",
        message: "found \(size), expected a divisor of the global batch of \(space.globalBatchSize)")
    }
    let hint = nearestSplits(of: space)
    guard held.isEmpty else {
      return WorkloadError(
        key: "training.parallelism",
        message: "no layout with \(held) splits \(space.heads) heads, \(space.layers) layers and a batch of "
          + "\(space.globalBatchSize) over \(cluster.count) accelerators; expected less to be stated, or other degrees"
          + hint)
    }
    return WorkloadError(
      key: "cluster.count",
      message: "no layout splits \(space.heads) heads, \(space.layers) layers and a batch of \(space.globalBatchSize) "
        + "over \(cluster.count) accelerators; expected a count or a batch with more divisors in common"
        + hint)
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
}

extension AcceleratorProfile {
  /// How many accelerators split a layer in usual layouts: those of a node, or on a torus up to 16, a side of a pod.
  func usualTensorSplit(perNode: Int) -> Int { isTensorProcessor ? 16 : perNode }
}
