import HardwareProfiles
import Quantities
import TrainingRun

extension Validation {
  /// A metered run's mean power, of the accelerator or of its share of the whole node; nil where none was metered.
  ///
  /// The time that the run took is given, not predicted, so that the error is the power model's own.
  func scorePower(_ run: MeasuredRun) -> ScoredRow? {
    guard run.grade == "E", let measured = run.measured[.acceleratorWatts] else { return nil }
    let model = PowerModel(profile: run.profile, network: nil, limit: run.metering.limit)
    var power = model.power(activity(run, speed: model.speed))
    if run.metering.includesNode { power = power + run.profile.power.host.value }
    return ScoredRow(run, .acceleratorWatts, predicted: .range(power.map(\.value)), measured: measured)
  }

  /// How busy a run of known work and time keeps its accelerator: what products and memory traffic take at three quarters
  /// of the rates on paper, slowed by a power limit, over the time it took.
  private func activity(_ run: MeasuredRun, speed: Double) -> AcceleratorActivity {
    // Nodes are metered running benchmarks that are tuned to keep every accelerator busy.
    guard !run.metering.includesNode else { return .busy }
    if let architecture = run.architecture, let plan = run.plan, let sequence = run.sequenceLength,
      let item = StepCase(run, architecture: architecture, plan: plan, sequenceLength: sequence, seconds: 1)
    {
      return AcceleratorActivity(item.stepTime(Calibration.shipped.constants(item.machine, item.software)))
    }
    guard let workload = ReferenceWorkload.named(run.name), let samples = workload.samplesPerEpoch,
      let hours = run.measured[.acceleratorHours], let peak = run.profile.peakDense[.fp32]?.value.value,
      let bandwidth = run.profile.memoryBandwidth?.value.value
    else { return .unknown }
    let seconds = samples * (workload.operationsPerSample / peak + workload.bytesPerSample / bandwidth) / 0.75
    let share = min(1, seconds / speed / (hours * 3600))
    return AcceleratorActivity(computing: Range90(low: share * 0.6, mid: share, high: min(1, share * 1.6)))
  }
}
