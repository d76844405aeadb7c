import Quantities
import TrainingRun

/// One thread's part of a search: the layouts it has evaluated and the best of them.
struct Scan: Sendable {
  let search: LayoutSearch
  let keep: Int
  private(set) var best: [LayoutSearch.Candidate] = []
  private(set) var smallest: LayoutSearch.Candidate?
  private(set) var evaluated = 0
  private(set) var feasible = 0

  init(search: LayoutSearch, keep: Int) {
    self.search = search
    self.keep = keep
    best.reserveCapacity(keep + 1)
  }

  /// The time that a layout must not exceed to be kept.
  var threshold: Double { best.count < keep ? .infinity : best[keep - 1].stepTime.value }

  /// Evaluates a family's layouts.
  mutating func examine(_ family: LayoutFamily, _ choices: [PipelineChoice], limit: Double) {
    var layout = ParallelLayout()
    layout.tensor = family.tensor
    layout.context = family.context
    layout.expert = family.expert
    layout.sequenceParallel = family.sequenceParallel
    for index in family.choices {
      let choice = choices[index]
      layout.pipeline = choice.pipeline
      layout.virtualPipeline = choice.virtual
      layout.data = choice.data
      layout.zeroStage = choice.zeroStage
      evaluated += 1
      let model = choice.zeroStage >= 3 ? search.shardedMemory : search.memory
      let microBatches = search.space.globalBatchSize / (choice.data * family.microBatchSize)
      let held = model.footprint(
        layout, microBatchSize: family.microBatchSize, recompute: family.recompute, microBatches: microBatches
      ).total.value
      guard held <= search.capacity else {
        if best.isEmpty, smallest.map({ held < $0.memory.value }) ?? true {
          smallest = LayoutSearch.Candidate(
            plan: plan(layout, family), stepTime: .zero, memory: Bytes(held))
        }
        continue
      }
      feasible += 1
      let plan = plan(layout, family)
      let time = search.time.stepTime(plan).total
      guard time.value <= min(threshold, limit) else { continue }
      insert(LayoutSearch.Candidate(plan: plan, stepTime: time, memory: Bytes(held)))
    }
  }

  private func plan(_ layout: ParallelLayout, _ family: LayoutFamily) -> StepPlan {
    StepPlan(
      layout: layout, microBatchSize: family.microBatchSize, globalBatchSize: search.space.globalBatchSize,
      recompute: family.recompute)
  }

  private mutating func insert(_ candidate: LayoutSearch.Candidate) {
    let index = best.firstIndex { Self.precedes(candidate, $0) } ?? best.count
    guard index < keep else { return }
    best.insert(candidate, at: index)
    if best.count > keep { best.removeLast() }
  }

  /// Quicker first; of equally quick ones the simpler, that with fewer splits and the lower ZeRO stage.
  static func precedes(_ left: LayoutSearch.Candidate, _ right: LayoutSearch.Candidate) -> Bool {
    if left.stepTime != right.stepTime { return left.stepTime < right.stepTime }
    return key(left.plan).lexicographicallyPrecedes(key(right.plan))
  }

  private static func key(_ plan: StepPlan) -> [Int] {
    let layout = plan.layout
    let recompute = ActivationRecompute.allCases.firstIndex(of: plan.recompute) ?? 0
    return [
      recompute, layout.context, layout.pipeline, layout.tensor, layout.virtualPipeline, layout.expert,
      layout.zeroStage, layout.sequenceParallel ? 0 : 1, plan.microBatchSize,
    ]
  }
}
