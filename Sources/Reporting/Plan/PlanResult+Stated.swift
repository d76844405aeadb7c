import Quantities
import TrainingRun
import WorkloadModel

/// How plans relate to what the run file states.
extension PlanResult {
  /// What is held, what is passed over and what is left out, for a reader.
  static func notes(held: String?, passedOver: String?, leftOut: String?) -> [Report.Block] {
    [
      held.map { "Held, as the run file states it: \($0)." },
      passedOver.map { "Passed over, since the run file states its layout in full: \($0)." },
      leftOut.map { "\($0)." },
    ].compactMap { $0.map { .text($0) } }
  }

  /// What `estimate` says of the run as it stands, beside the best plan of as many accelerators.
  var besideEstimate: String? {
    guard let stated, let own = stated.estimate.prediction,
      let first = best.first(where: { $0.count == stated.count })?.estimate.prediction
    else { return nil }
    let layout =
      passedOver == nil
      ? "what frameworks run quickest unless told otherwise"
      : "the run file's own layout"
    let fit = own.fits != false ? "" : ", which does not fit in memory"
    let (time, best) = (own.stepTime.mid, first.stepTime.mid)
    let percent = (time / best - 1) * 100
    let difference =
      percent.magnitude < 0.1
      ? "as long as here"
      : "\(NumberFormat.significant(percent.magnitude, digits: 3)) % \(percent > 0 ? "longer" : "less") than here"
    return "'estimate' takes \(layout)\(fit): \(own.planDescription); a step takes \(time.formatted), \(difference)."
  }
}

extension Sequence<PlanResult.Entry> {
  /// What the run file states of its own accelerator and others do without; nil where that is nothing.
  var leftOut: String? {
    lazy.compactMap { entry in
      entry.estimate.assumptions.first { $0.key == "cluster.accelerator" }?.source
    }.first
  }
}

extension PlanResult.Entry {
  /// The lines of a run file whose estimate is this plan; nil for a model without layouts.
  var runFileKeys: [String]? {
    guard let prediction = estimate.prediction, case .transformer? = estimate.specification.model else { return nil }
    let layout = prediction.layout
    let degrees = [
      ("tensor", layout.tensor), ("pipeline", layout.pipeline), ("virtual_pipeline", layout.virtualPipeline),
      ("data", layout.data), ("context", layout.context), ("expert", layout.expert), ("zero_stage", layout.zeroStage),
    ].filter { $0.1 > 1 || ["data", "zero_stage"].contains($0.0) }.map { "\($0.0): \($0.1)" }
    let order = layout.schedule.splitsBackward ? ["schedule: \(layout.schedule.rawValue)"] : []
    let stream = layout.tensor > 1 && !layout.sequenceParallel ? ["sequence_parallel: false"] : []
    let overlaps = [
      ("async_tensor_parallel", estimate.specification.training.software.asyncTensorParallel),
      ("overlap_gradient_reduce", estimate.specification.training.software.overlapGradientReduce),
    ].compactMap { key, value in value.map { "\(key): \($0)" } }
    func mapping(_ key: String, _ members: [String]) -> [String] {
      members.isEmpty ? [] : ["  \(key): { \(members.joined(separator: ", ")) }"]
    }
    return [
      "training:", "  global_batch_size: \(prediction.globalBatchSize)",
      "  micro_batch_size: \(prediction.microBatchSize)",
      "  activation_recompute: \(prediction.recompute.rawValue)",
    ] + mapping("parallelism", degrees + order + stream)
      + mapping("offload", prediction.offload.keys.map { "\($0): true" }) + mapping("software", overlaps)
  }
}
