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
    let left = [
      ("parallelism", given.layout == nil), ("activation_recompute", given.recompute == nil),
      ("software", given.software.isOpen),
    ].filter(\.1).map { "training.\($0.0)" }
    let open = left.count
    if open > 0 {
      assume(
        "step_time.range", "wider for \(left.joined(separator: ", ")), left open",
        "residuals of published steps; a choice made in the user's place counts as wrong by 6 %")
    }
    let range = time.range(of: plan, open: open)
    assume(time)
    if layout.schedule.splitsBackward {
      assume(
        "training.parallelism.schedule", layout.schedule.rawValue,
        "Qi et al., arXiv 2401.10241; the gradients' norm is checked after the update, else about 8 % slower "
          + "(sail-sg/zero-bubble-pipeline-parallelism)")
    }
    return range.map { Seconds($0 * step.total.value) }
  }

  private mutating func assume(_ time: StepTimeModel) {
    if let limit = cluster.powerLimit, time.basis.machine.speed < 1 {
      assume(
        "step_time.speed_under_power_limit", NumberFormat.percent(time.basis.machine.speed),
        "kernels under a limit of \(limit.formatted): draw goes with the square of the clock (Zeus, NSDI 2023)")
    }
    let basis = time.basis
    let source = profile.calibration?.deviation?.source
    assume(
      "step_time.constants", "family \(basis.family)",
      source.map { "profile \(profile.id): \($0.title), \($0.date)" }
        ?? "no step on this accelerator was published; borrowed from its kin, with a wider range")
    if basis.isBorrowed {
      warnings.append("no published step was measured on \(profile.id); its step time is borrowed from its kin")
    }
    if specification.training.software.attention == nil {
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
      heads: architecture.stacks.map(\.attention.heads).min() ?? 1)
    return
      (candidates.all.compactMap { change, changed -> StepExplanation.Change? in
        let stepTime = time.stepTime(changed).total
        guard stepTime < now * 0.995 else { return nil }
        let memory = MemoryFootprint(
          model, options: options, plan: changed, sequenceLength: sequenceLength, targetLength: targetLength)
        guard memory.total <= profile.usableMemory else { return nil }
        return StepExplanation.Change(change: change, stepTime: stepTime)
      } + padding(plan, time: time, now: now)).sorted { $0.stepTime < $1.stepTime }.prefix(5).map(\.self)
  }
}

extension WorkloadModel {
  /// What padding the vocabulary's table would save, where its size is one that no tile divides.
  private func padding(_ plan: StepPlan, time: StepTimeModel, now: Seconds) -> [StepExplanation.Change] {
    guard let rows = paddedVocabulary else { return [] }
    var padded = time
    padded.shape.vocabulary = Double(rows)
    let stepTime = padded.stepTime(plan).total
    guard stepTime < now * 0.995 else { return [] }
    return [StepExplanation.Change(change: "vocabulary padded to \(rows) rows", stepTime: stepTime)]
  }

  /// The rows to which a vocabulary is usually padded, a multiple of 128 (Megatron's `make-vocab-size-divisible-by`); nil
  /// where it is a multiple of 8 or there is none.
  var paddedVocabulary: Int? {
    guard case .transformer(let architecture) = model else { return nil }
    let rows = architecture.embedding.vocabularySize
    return rows % 8 == 0 ? nil : (rows + 127) / 128 * 128
  }

  /// The same run with its vocabulary padded to what products like; nil where that changes nothing.
  public func withPaddedVocabulary() throws(WorkloadError) -> (model: WorkloadModel, rows: Int)? {
    guard let rows = paddedVocabulary, case .transformer(var architecture) = model else { return nil }
    architecture.embedding.vocabularySize = rows
    var padded = specification
    padded.model = .transformer(architecture)
    return (try WorkloadModel(padded, profile: profile, network: network), rows)
  }
}

extension SoftwareStack {
  /// Whether nothing is said of the kernels, so that they are the accelerator's day's; overlaps alone do not tell.
  fileprivate var isOpen: Bool { framework == nil && attention == nil && compiled == nil }
}
