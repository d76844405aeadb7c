import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The range of a step whose attention is taken as unfused for want of a statement: it reaches down to most of the steps
  /// with today's kernels, half as far below their middle as it does below its own. Warns of the difference.
  mutating func reachingToKernelsOfToday(
    _ range: Range90<Double>, of step: Seconds, under plan: StepPlan, architecture: TransformerArchitecture,
    options: TrainingOptions, sequenceLength: Int, targetLength: Int
  ) throws(WorkloadError) -> Range90<Double> {
    var today = specification.training
    (today.precision, today.globalBatchSize) = (options.precision, options.globalBatchSize)
    today.software = options.software.withKernelsOfToday
    var total = try stepTimeModel(
      architecture, options: today, sequenceLength: sequenceLength, targetLength: targetLength
    ).stepTime(plan).total
    if today.layout == nil {
      let space = layoutSpace(
        architecture, today, sequenceLength: sequenceLength, batch: plan.globalBatchSize, freedom: .usual)
      let outcome = try search(
        space, options: today, sequenceLength: sequenceLength, targetLength: targetLength
      ).run(keep: 1)
      total = outcome.best.first?.stepTime ?? total
    }
    let share = total / step
    if share < 0.98 {
      warnings.append(
        "training.software: taken as usual in the day of \(profile.id), attention unfused and operators one by one; with "
          + "today's, fused and compiled, a step takes \(NumberFormat.percent(share)) of it: "
          + "training.software: { attention: flash, compiled: true }")
    }
    return Range90(low: min(range.low, share * (1 + range.low) / 2), mid: range.mid, high: range.high)
  }
}
