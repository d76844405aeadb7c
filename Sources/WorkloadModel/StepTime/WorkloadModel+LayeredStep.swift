import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The step of a model with layers, in its parts, with its range; what it rests on goes among the assumptions.
  mutating func layeredStep(
    _ architecture: TransformerArchitecture, options: TrainingOptions, layout: ParallelLayout, sequenceLength: Int,
    targetLength: Int
  ) throws(WorkloadError) -> Range90<Seconds> {
    let time = try stepTimeModel(
      architecture, options: options, sequenceLength: sequenceLength, targetLength: targetLength)
    let plan = StepPlan(
      layout: layout, microBatchSize: options.microBatchSize, globalBatchSize: options.globalBatchSize ?? 1,
      recompute: options.recompute ?? ActivationRecompute.none, offload: options.offload ?? [])
    let step = time.stepTime(plan)
    activity = AcceleratorActivity(step)
    explanation = StepExplanation(
      plan: plan, step: step,
      changes: changes(
        of: plan, time: time, architecture: architecture, options: options, sequenceLength: sequenceLength,
        targetLength: targetLength))

    let given = specification.training
    let opensLayout = given.layout == nil && cluster.count > 1
    let left = [
      ("model.layers", architecture.isUsual),
      ("training.micro_batch_size", !opensLayout && !given.microBatchSizeIsGiven),
      ("training.activation_recompute", !opensLayout && given.recompute == nil),
      ("training.software", given.software.isOpen),
    ].filter(\.1).map(\.0)
    if !left.isEmpty {
      assume(
        "step_time.range", "wider for \(left.joined(separator: ", ")), left open",
        "residuals of published steps; a choice made in the user's place counts as wrong by 6 %")
    }
    if opensLayout {
      assume(
        "step_time.range", "wider for training.parallelism, left open",
        "the quickest steps published of a model on a cluster beside those of the layout that is chosen here")
    }
    var range = time.range(of: plan, opensLayout: opensLayout, open: left.count)
    assume(time)
    if options.software.attentionIsAssumed {
      range = try reachingToKernelsOfToday(
        range, of: step.total, under: plan, architecture: architecture, options: options,
        sequenceLength: sequenceLength, targetLength: targetLength)
    }
    if let span = options.shardingSpan, layout.zeroStage == 3, layout.acceleratorCount > span {
      assume(
        "training.parallelism.zero_stage", "3 within each pod of \(span), copies between pods",
        "usual on TPUs (MaxText)")
    }
    if layout.schedule.splitsBackward {
      assume(
        "training.parallelism.schedule", layout.schedule.rawValue,
        "Qi et al., arXiv 2401.10241; the gradients' norm is checked after the update, else about 8 % slower "
          + "(sail-sg/zero-bubble-pipeline-parallelism)")
    }
    return range.map { Seconds($0 * step.total.value) }
  }

  private mutating func assume(_ time: StepTimeModel) {
    let least = PowerModel(profile: profile, network: nil).leastBusyPower
    if let limit = cluster.powerLimit, limit < least {
      warnings.append(
        "cluster.power_limit: \(limit.formatted) is below what \(profile.id) draws at its lowest clock, "
          + "some \(least.formatted), which is taken instead")
    }
    if let limit = cluster.powerLimit, time.basis.machine.speed < 1 {
      assume(
        "step_time.speed_under_power_limit", NumberFormat.percent(time.basis.machine.speed),
        "kernels under a limit of \(limit.formatted): draw goes with the square of the clock (Zeus, NSDI 2023)")
    }
    let basis = time.basis
    let source = profile.calibration?.deviation?.source ?? profile.calibration?.productShare?.source
    assume(
      "step_time.constants", "family \(basis.family)",
      source.map { "profile \(profile.id): \($0.title), \($0.date)" }
        ?? "no step on this accelerator was published; borrowed from its kin, with a wider range")
    switch basis.evidence {
    case .measured: break
    case .otherFramework:
      assume(
        "step_time.range", "wider, for too few published steps of its framework on \(profile.id)",
        "residuals of published steps whose source was left out of the fit")
    case .otherAccelerator, .otherFamily:
      warnings.append("no published step was measured on \(profile.id); its step time is borrowed from its kin")
    }
    if specification.training.software.attention == nil || specification.training.software.attentionIsAssumed {
      assume("training.software.attention", basis.software.attention.rawValue, "usual in the accelerator's day")
    }
    if specification.training.software.compiled == nil, specification.training.software.framework == nil {
      assume(
        "training.software.compiled", basis.software.isEager ? "false" : "true", "usual in the accelerator's day")
    }
  }

  private func changes(
    of plan: StepPlan, time: StepTimeModel, architecture: TransformerArchitecture, options: TrainingOptions,
    sequenceLength: Int, targetLength: Int
  ) -> [StepExplanation.Change] {
    let now = time.stepTime(plan).total
    let candidates = PlanChanges(
      plan: plan, accelerators: plan.layout.acceleratorCount, layers: architecture.layerCount,
      heads: architecture.stacks.map(\.attention.heads).min() ?? 1,
      experts: architecture.stacks.lazy.compactMap(\.experts).first?.experts ?? 1,
      sequenceLength: architecture.isImage ? 1 : sequenceLength)
    func quicker(_ change: String, _ changed: StepPlan, by time: StepTimeModel) -> StepExplanation.Change? {
      let stepTime = time.stepTime(changed).total
      guard stepTime < now * 0.995 else { return nil }
      let memory = MemoryFootprint(
        model, options: options, plan: changed, sequenceLength: sequenceLength, targetLength: targetLength)
      guard memory.total <= profile.usableMemory else { return nil }
      return StepExplanation.Change(change: change, stepTime: stepTime)
    }
    var found = candidates.all.compactMap { quicker($0.change, $0.plan, by: time) }
    for (key, overlap) in plan.exchanges where !ExchangeOverlap(time.basis.software).contains(overlap) {
      let overlapping = time.overlapping(ExchangeOverlap(time.basis.software).union(overlap))
      if let change = quicker("software.\(key): true", plan, by: overlapping) { found.append(change) }
    }
    if let rows = paddedVocabulary {
      // A vocabulary that no tile divides weighs most without tensor parallelism, so that other changes may go with it.
      var padded = time
      padded.shape.vocabulary = Double(rows)
      let text = "vocabulary padded to \(rows) rows"
      let best =
        ([quicker(text, plan, by: padded)]
        + candidates.all.map { quicker("\($0.change), \(text)", $0.plan, by: padded) })
        .compactMap(\.self).min { $0.stepTime < $1.stepTime }
      let without = found.map(\.stepTime).min() ?? now
      if let best, best.stepTime < without * 0.995 { found.append(best) }
    }
    return found.sorted { $0.stepTime < $1.stepTime }.prefix(5).map(\.self)
  }
}

extension SoftwareStack {
  /// Whether nothing is said of the kernels, so that they are the accelerator's day's; overlaps alone do not tell.
  fileprivate var isOpen: Bool {
    framework == nil && (attention == nil || attentionIsAssumed) && compiled == nil
  }
}

extension StepPlan {
  /// The exchanges that it has and that can overlap with work, by their keys in a run file.
  fileprivate var exchanges: [(key: String, overlap: ExchangeOverlap)] {
    [
      layout.tensor > 1 ? ("async_tensor_parallel", .tensor) : nil,
      layout.data * layout.context > 1 ? ("overlap_gradient_reduce", .gradients) : nil,
    ].compactMap(\.self)
  }
}
