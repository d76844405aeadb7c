import HardwareProfiles
import Quantities
import TrainingRun

extension Validation {
  /// The accelerator-hours of a language model's whole run beside what an estimate of it says, its layout left open where
  /// the row does not state it; nil where layers, tokens or hours are unknown.
  func scoreEstimate(_ run: MeasuredRun) -> ScoredRow? {
    guard ["B", "C", "D"].contains(run.grade), let measured = run.measured[.acceleratorHours],
      let prediction = run.estimate
    else { return nil }
    let peak = (run.profile.peakDense[run.options.precision ?? .bf16] ?? run.profile.peakDense[.fp16])?.value.value
    return ScoredRow(
      run, .acceleratorHours, predicted: .range(prediction.usage.acceleratorTime.map(\.hours)), measured: measured,
      baseline: peak.map { prediction.trainingWork.value / (0.5 * $0) / 3600 },
      hasExperts: run.architecture?.stacks.contains { $0.experts != nil } ?? false)
  }
}

extension MeasuredRun {
  /// What an estimate says of the run; nil where layers or tokens are unknown or no layout can be found.
  fileprivate var estimate: RunPrediction? {
    guard let architecture, let tokens = amount.tokens else { return nil }
    var specification = RunSpecification(name: name)
    specification.model = .transformer(architecture)
    var data = DataSpecification(amount: .tokens(Count(tokens)))
    data.sequenceLength = sequenceLength
    specification.data = data
    specification.training = options
    specification.training.microBatchSizeIsGiven = statesMicroBatch
    if statesLayout { specification.training.layout = plan?.layout }
    specification.cluster = ClusterSpecification(
      accelerator: profile.id, count: count,
      acceleratorsPerNode: network.acceleratorsPerNode ?? profile.acceleratorsPerNode, network: usualNetwork?.id)
    return try? WorkloadModel(specification, profile: profile, network: usualNetwork).predict()
  }
}
