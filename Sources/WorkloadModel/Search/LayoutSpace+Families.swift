import TrainingRun

extension LayoutSpace {
  /// All layouts, as families and the pipeline choices they index.
  ///
  /// - Parameter bound: what no layout of a family can be quicker than.
  func families(
    bound: (LayoutFamily) -> Double
  ) -> (families: [LayoutFamily], choices: [PipelineChoice], layouts: Int) {
    var families: [LayoutFamily] = []
    var choices: [PipelineChoice] = []
    var layouts = 0
    let plain = schedules.filter { !$0.splitsBackward }
    let split = schedules.filter(\.splitsBackward)
    for tensor in tensors {
      for context in contexts where accelerators % (tensor * context) == 0 {
        let rest = accelerators / (tensor * context)
        for expert in held.expert.map({ [$0] }) ?? Self.divisors(of: experts) {
          for microBatch in microBatches(rest) {
            let start = choices.count
            let ranks = Ranks(tensor: tensor, context: context, rest: rest, expert: expert, microBatch: microBatch)
            addChoices(of: plain, ranks, to: &choices)
            let whole = start..<choices.count
            addChoices(of: split, ranks, to: &choices)
            guard choices.count > start else { continue }
            for sequenceParallel in held.sequenceParallel.map({ [$0] }) ?? (tensor > 1 ? [true, false] : [true]) {
              for recompute in recomputes {
                var family = LayoutFamily(
                  tensor: tensor, context: context, expert: expert, sequenceParallel: sequenceParallel,
                  microBatchSize: microBatch, recompute: recompute,
                  // Zero-bubble schedules keep what full recompute drops.
                  choices: recompute == .full ? whole : start..<choices.count, bound: 0)
                guard !family.choices.isEmpty else { continue }
                family.bound = bound(family)
                family.layouts = family.choices.reduce(0) { $0 + overlapCount(family, choices[$1]) } * offloads.count
                layouts += family.layouts
                families.append(family)
              }
            }
          }
        }
      }
    }
    return (families, choices, layouts)
  }

  /// Overlaps that differ for a layout: those of exchanges that it has.
  private func overlapCount(_ family: LayoutFamily, _ choice: PipelineChoice) -> Int {
    let possible = ExchangeOverlap(possibleFor: family, choice)
    return overlaps.count <= 1 ? 1 : overlaps.count { $0.isSubset(of: possible) }
  }

  /// Micro-batch sizes that some data-parallel size leaves room for.
  private func microBatches(_ rest: Int) -> [Int] {
    microBatchSizes.isEmpty ? Self.divisors(of: globalBatchSize) : microBatchSizes
  }

  /// What all choices of a family's pipelines have in common.
  private struct Ranks {
    var tensor: Int
    var context: Int
    /// Accelerators that each tensor- and context-parallel rank stands for.
    var rest: Int
    var expert: Int
    var microBatch: Int
  }

  private func addChoices(of schedules: [PipelineSchedule], _ ranks: Ranks, to choices: inout [PipelineChoice]) {
    guard !schedules.isEmpty else { return }
    for pipeline in held.pipeline.map({ [$0] }) ?? Self.divisors(of: ranks.rest) where ranks.rest % pipeline == 0 {
      let data = ranks.rest / pipeline
      // Stages that are given may be unequal, and then have one chunk.
      guard held.data ?? data == data, let staged = stagedLayers(pipeline) ?? held.pipeline, hasRoom(ranks, data: data),
        globalBatchSize % (data * ranks.microBatch) == 0
      else { continue }
      let microBatches = globalBatchSize / (data * ranks.microBatch)
      guard !fillsPipelines || microBatches >= pipeline else { continue }
      for schedule in schedules {
        let virtuals = chunks(
          of: schedule, pipeline: pipeline, perStage: staged / pipeline, microBatches: microBatches)
        for virtual in virtuals {
          for stage in zeroStages where allows(zeroStage: stage, pipeline: pipeline) {
            choices.append(
              PipelineChoice(
                pipeline: pipeline, virtual: virtual, schedule: schedule, data: data, zeroStage: stage))
          }
        }
      }
    }
  }

  /// Whether pipelines may spread so much: no more than the optimizer, unless the run file states both.
  private func allows(zeroStage: Int, pipeline: Int) -> Bool {
    zeroStage < 2 || pipeline == 1 || (held.zeroStage != nil && held.pipeline != nil)
  }

  /// Whether experts have ranks to lie on: data-parallel ones, and where their number is given all that Megatron folds.
  private func hasRoom(_ ranks: Ranks, data: Int) -> Bool {
    (held.expert == nil ? data : data * ranks.context * ranks.tensor) % ranks.expert == 0
  }

  /// The numbers of chunks that a stage may have.
  private func chunks(of schedule: PipelineSchedule, pipeline: Int, perStage: Int, microBatches: Int) -> [Int] {
    if let chunks = schedule.chunks {
      // Zero-bubble schedules want at least as many micro-batches as stages.
      let isPossible = pipeline > 1 && microBatches >= pipeline && perStage % chunks == 0
      return isPossible && held.virtualPipeline ?? chunks == chunks ? [chunks] : []
    }
    let interleaves = pipeline > 1 && microBatches % pipeline == 0
    guard let given = held.virtualPipeline else { return interleaves ? Self.divisors(of: perStage) : [1] }
    return given == 1 || held.pipeline != nil || interleaves && perStage % given == 0 ? [given] : []
  }
}

extension ExchangeOverlap {
  /// Those of the exchanges that a layout has.
  init(possibleFor family: LayoutFamily, _ choice: PipelineChoice) {
    self = []
    if family.tensor > 1 { insert(.tensor) }
    if choice.data * family.context > 1 { insert(.gradients) }
  }
}
