import Quantities
import TrainingRun

/// The best candidates so far, at most so many, of which no two differ in offloading and overlap alone.
struct Shortlist: Sendable {
  let keep: Int
  private(set) var candidates: [LayoutSearch.Candidate] = []

  init(keep: Int) {
    self.keep = keep
    candidates.reserveCapacity(keep + 1)
  }

  var isEmpty: Bool { candidates.isEmpty }

  /// The time that a candidate must not exceed to be kept.
  var threshold: Double { candidates.count < keep ? .infinity : candidates[keep - 1].stepTime.value }

  mutating func insert(_ candidate: LayoutSearch.Candidate) {
    if let same = candidates.firstIndex(where: { $0.plan.hasLayout(of: candidate.plan) }) {
      guard Self.precedes(candidate, candidates[same]) else { return }
      candidates.remove(at: same)
    }
    let index = candidates.firstIndex { Self.precedes(candidate, $0) } ?? candidates.count
    guard index < keep else { return }
    candidates.insert(candidate, at: index)
    if candidates.count > keep { candidates.removeLast() }
  }

  /// Quicker first; of equally quick ones the simpler: that with less offloaded, fewer splits and the lower ZeRO stage.
  static func precedes(_ left: LayoutSearch.Candidate, _ right: LayoutSearch.Candidate) -> Bool {
    if left.stepTime != right.stepTime { return left.stepTime < right.stepTime }
    return key(left).lexicographicallyPrecedes(key(right))
  }

  private static func key(_ candidate: LayoutSearch.Candidate) -> [Int] {
    let (plan, layout) = (candidate.plan, candidate.plan.layout)
    let recompute = ActivationRecompute.allCases.firstIndex(of: plan.recompute) ?? 0
    let schedule = PipelineSchedule.allCases.firstIndex(of: layout.schedule) ?? 0
    return [
      schedule, plan.offload.rawValue.nonzeroBitCount, Int(plan.offload.rawValue), recompute, layout.context,
      layout.pipeline,
      layout.tensor, layout.virtualPipeline, layout.expert, layout.zeroStage, layout.sequenceParallel ? 0 : 1,
      plan.microBatchSize, -candidate.overlap.index,
    ]
  }
}

extension StepPlan {
  /// Whether another splits and recomputes alike.
  fileprivate func hasLayout(of other: StepPlan) -> Bool {
    layout == other.layout && microBatchSize == other.microBatchSize && recompute == other.recompute
  }
}
