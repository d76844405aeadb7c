public import Quantities
import TrainingRun

/// Where the time of a step goes, and what would shorten it.
public struct StepExplanation: Sendable {
  /// A change of the plan, and the step that it would give.
  public struct Change: Sendable, Equatable {
    /// What to change, as keys of the run file.
    public var change: String
    /// The step after it.
    public var stepTime: Seconds
  }

  /// The plan explained.
  public var plan: StepPlan
  /// Its parts.
  public var step: StepBreakdown
  /// Single changes that fit in memory and are quicker, the best first.
  public var changes: [Change]
}

/// Single changes of a plan that keep the number of accelerators and the batch.
struct PlanChanges {
  let plan: StepPlan
  let accelerators: Int
  let layers: Int
  let heads: Int
  let experts: Int
  let sequenceLength: Int

  /// The changed plans and what was changed in each.
  var all: [(change: String, plan: StepPlan)] {
    (recomputes + microBatches + degrees + expertSplits + zeroStages + virtualStages + schedules + flags + offloads)
      .filter { isPossible($0.plan) }
  }

  private func changed(_ text: String, _ change: (inout StepPlan) -> Void) -> (change: String, plan: StepPlan) {
    var copy = plan
    change(&copy)
    return (text, copy)
  }

  private var recomputes: [(change: String, plan: StepPlan)] {
    ActivationRecompute.allCases.filter { $0 != plan.recompute }.map { recompute in
      changed("activation_recompute: \(recompute.rawValue)") { $0.recompute = recompute }
    }
  }

  private var microBatches: [(change: String, plan: StepPlan)] {
    [plan.microBatchSize * 2, plan.microBatchSize / 2].filter { $0 > 0 }.map { size in
      changed("micro_batch_size: \(size)") { $0.microBatchSize = size }
    }
  }

  /// Two degrees at once: one halved and another doubled.
  private var degrees: [(change: String, plan: StepPlan)] {
    let paths: [(name: String, path: WritableKeyPath<ParallelLayout, Int>)] = [
      ("tensor", \.tensor), ("pipeline", \.pipeline), ("data", \.data), ("context", \.context),
    ]
    return paths.flatMap { less in
      paths.filter { $0.name != less.name }.compactMap { more in
        let (small, large) = (plan.layout[keyPath: less.path], plan.layout[keyPath: more.path])
        guard small % 2 == 0 else { return nil }
        // More replicas may be too many for the batch in micro-batches of this size.
        let size = plan.microBatchSize
        let halves = more.name == "data" && size % 2 == 0 && plan.globalBatchSize % (2 * large * size) != 0
        let text = "\(less.name): \(small / 2), \(more.name): \(large * 2)"
        return changed(halves ? "\(text), micro_batch_size: \(size / 2)" : text) {
          if halves { $0.microBatchSize = size / 2 }
          $0.layout[keyPath: less.path] = small / 2
          $0.layout[keyPath: more.path] = large * 2
          guard $0.layout.pipeline == 1 else { return }
          $0.layout.virtualPipeline = 1
          $0.layout.schedule = .oneForwardOneBackward
        }
      }
    }
  }

  private var expertSplits: [(change: String, plan: StepPlan)] {
    [plan.layout.expert * 2, plan.layout.expert / 2].filter { $0 > 0 }.map { size in
      changed("expert: \(size)") { $0.layout.expert = size }
    }
  }

  private var zeroStages: [(change: String, plan: StepPlan)] {
    (0...3).filter { $0 != plan.layout.zeroStage }.map { stage in
      changed("zero_stage: \(stage)") { $0.layout.zeroStage = stage }
    }
  }

  private var virtualStages: [(change: String, plan: StepPlan)] {
    guard plan.layout.pipeline > 1, !plan.layout.schedule.splitsBackward else { return [] }
    let size = max(1, plan.layout.virtualPipeline) * 2
    return [changed("virtual_pipeline: \(size)") { $0.layout.virtualPipeline = size }]
  }

  private var schedules: [(change: String, plan: StepPlan)] {
    guard plan.layout.pipeline > 1 else { return [] }
    return PipelineSchedule.allCases.filter { $0 != plan.layout.schedule }.map { schedule in
      changed("schedule: \(schedule.rawValue)") {
        $0.layout.schedule = schedule
        $0.layout.virtualPipeline = schedule.chunks ?? 1
      }
    }
  }

  private var flags: [(change: String, plan: StepPlan)] {
    guard plan.layout.tensor > 1, !plan.layout.sequenceParallel else { return [] }
    return [changed("sequence_parallel: true") { $0.layout.sequenceParallel = true }]
  }

  private var offloads: [(change: String, plan: StepPlan)] {
    Offload.parts.filter { plan.offload.contains($0.part) }.map { key, part in
      changed("offload.\(key): false") { $0.offload.remove(part) }
    }
  }

  private func isPossible(_ plan: StepPlan) -> Bool {
    let layout = plan.layout
    return layout.acceleratorCount == accelerators && heads % layout.tensor == 0
      && layers % (layout.pipeline * max(1, layout.virtualPipeline)) == 0 && layout.data % layout.expert == 0
      && plan.globalBatchSize % (layout.data * plan.microBatchSize) == 0 && experts % layout.expert == 0
      && (layout.context == self.plan.layout.context || hasRoom(layout))
      && (layout.zeroStage < 2 || layout.pipeline == 1)
      && (!layout.schedule.splitsBackward || plan.recompute != .full)
  }

  /// Whether sequences are long enough to be split so: see `LayoutSpace`.
  private func hasRoom(_ layout: ParallelLayout) -> Bool {
    layout.context == 1
      || (sequenceLength % (2 * layout.context) == 0 && sequenceLength / layout.context >= 1024)
  }
}
