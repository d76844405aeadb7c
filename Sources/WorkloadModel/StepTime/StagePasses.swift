import TrainingRun

/// Seconds that one micro-batch takes on a pipeline stage, by pass.
struct StagePasses: Equatable {
  /// Forward.
  var forward: Double
  /// Backward, for the gradients of activations: what the stage before waits for.
  var activations: Double
  /// Backward, for the gradients of weights.
  var weights: Double
  /// What a micro-batch keeps before its backward pass over what it keeps for its weights' gradients: more than 1 where
  /// attention keeps its scores.
  var kept = 1.0

  /// Seconds of a step in which the stage that waits longest has nothing to do under a zero-bubble schedule.
  ///
  /// ZB-H1 waits (p-1)(F+B-W). The others wait only where the micro-batches that memory holds are too few to fill two
  /// gaps: that until the first gradient returns, with forward passes, and that until the last one has gone through all
  /// stages, with passes for weights. Stages start one after the other and end so, too, which needs an optimizer that
  /// checks the gradients' norm after its update (arXiv 2401.10241, sections 2, 4 and 6).
  ///
  /// - Parameters:
  ///   - stages: of the pipeline, at least 2.
  ///   - microBatches: of a step.
  func wait(_ schedule: PipelineSchedule, stages: Double, microBatches: Double) -> Double {
    let later = stages - 1
    let held = min(2 * stages, microBatches)
    let deferred = min(2 * stages * kept, microBatches)
    let handmade = later * max(0, forward + activations - weights)
    switch schedule {
    case .oneForwardOneBackward: return later * (forward + activations + weights)
    case .zeroBubbleH1: return handmade
    case .zeroBubble2P:
      let first = stages * forward + later * activations - held * forward
      let last = later * (forward + activations) + weights - deferred * weights
      return min(handmade, max(0, first) + max(0, last))
    case .zeroBubbleV:
      // The same in chunks of half the length; a stage holds as many chunks as ZB-2p holds micro-batches.
      let chunks = min(2 * stages, 2 * microBatches)
      let first = (stages + 1) * forward + later * activations - chunks * forward
      let last = later * (forward + activations) + weights - min(2 * stages * kept, 2 * microBatches) * weights
      return min(handmade, (max(0, first) + max(0, last)) / 2)
    }
  }
}

extension StepTimeModel {
  /// The passes of a stage; what does not belong to a pass alone counts for the gradients of activations.
  ///
  /// - Parameters:
  ///   - one: a layer and micro-batch.
  ///   - layer: the same with all that it waits for.
  ///   - sending: what the stage sends and receives for a micro-batch, half of it forward.
  func stagePasses(_ terms: PlanTerms, _ one: LayerTime, layer: Double, sending: Double) -> StagePasses {
    let share = 1 / passes(terms)
    let slowed = one.launched / one.busy
    let attending = attentionPasses(terms)
    let exchanged = one.tensor + one.expert + one.context + one.routing
    let computed = one.products * share + one.attention / attending + one.elementwise * share
    let forward = (computed + exchanged / 2) * slowed
    let weights = trainsWeights ? one.products * share * slowed : 0
    return StagePasses(
      forward: terms.layers * forward + sending / 2,
      activations: terms.layers * (layer - forward - weights) + sending / 2, weights: terms.layers * weights,
      // 34 bytes a token and unit of width, and 5 a score (arXiv 2205.05198), unless scores are computed again.
      kept: constants.isUnfused && !terms.recomputesScores
        ? 1 + 5 * shape.heads * shape.sequence / (34 * shape.hidden) : 1)
  }
}
