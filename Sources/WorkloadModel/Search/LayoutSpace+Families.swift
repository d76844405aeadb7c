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
    for tensor in tensors {
      for context in contexts where accelerators % (tensor * context) == 0 {
        let rest = accelerators / (tensor * context)
        for expert in Self.divisors(of: experts) where rest % expert == 0 {
          for microBatch in microBatches(rest) {
            let start = choices.count
            addChoices(rest: rest, expert: expert, microBatch: microBatch, to: &choices)
            guard choices.count > start else { continue }
            let whole = start..<choices.count
            addSplitChoices(among: whole, microBatch: microBatch, to: &choices)
            for sequenceParallel in tensor > 1 ? [true, false] : [true] {
              for recompute in recomputes {
                var family = LayoutFamily(
                  tensor: tensor, context: context, expert: expert, sequenceParallel: sequenceParallel,
                  microBatchSize: microBatch, recompute: recompute,
                  // Zero-bubble schedules keep what full recompute drops.
                  choices: recompute == .full ? whole : start..<choices.count, bound: 0)
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

  private func addChoices(rest: Int, expert: Int, microBatch: Int, to choices: inout [PipelineChoice]) {
    for pipeline in Self.divisors(of: rest) {
      let data = rest / pipeline
      guard let staged = stagedLayers(pipeline), data % expert == 0, globalBatchSize % (data * microBatch) == 0 else {
        continue
      }
      let microBatches = globalBatchSize / (data * microBatch)
      let perStage = staged / pipeline
      let interleaves = pipeline > 1 && microBatches % pipeline == 0
      for virtual in interleaves ? Self.divisors(of: perStage) : [1] {
        for stage in zeroStages {
          // One replica has nothing to spread; pipelines spread no more than the optimizer.
          guard stage < 2 || pipeline == 1 else { continue }
          choices.append(
            PipelineChoice(
              pipeline: pipeline, virtual: virtual, schedule: .oneForwardOneBackward, data: data, zeroStage: stage))
        }
      }
    }
  }

  /// The zero-bubble schedules of the pipelines among choices that have at least as many micro-batches as stages.
  private func addSplitChoices(among whole: Range<Int>, microBatch: Int, to choices: inout [PipelineChoice]) {
    for schedule in schedules {
      guard let chunks = schedule.chunks else { continue }
      for index in whole where choices[index].virtual == 1 && choices[index].pipeline > 1 {
        var choice = choices[index]
        guard globalBatchSize / (choice.data * microBatch) >= choice.pipeline,
          (stagedLayers(choice.pipeline) ?? layers) / choice.pipeline % chunks == 0
        else { continue }
        choice.schedule = schedule
        choice.virtual = chunks
        choices.append(choice)
      }
    }
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
