import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The peak dense rate that utilization is measured against.
  func peakRate(_ precision: Precision) throws(WorkloadError) -> FLOPsPerSecond {
    if let peak = profile.peakDense[precision] { return peak.value }
    let supported = Precision.allCases.filter { profile.peakDense[$0] != nil }.map(\.rawValue)
    throw WorkloadError(
      key: "training.precision",
      message:
        "\(profile.id) has no peak rate for \(precision.rawValue); expected one of \(supported.joined(separator: ", "))"
    )
  }

  mutating func stepTime(
    modelWork: FLOPs, executedWork: FLOPs, precision: Precision, options: TrainingOptions, layout: ParallelLayout,
    peak: FLOPsPerSecond, sequenceLength: Int, targetLength: Int
  ) throws(WorkloadError) -> Range90<Seconds> {
    let clusterPeak = FLOPsPerSecond(peak.value * Double(cluster.count))
    if let mfu = options.mfu { return Range90(exactly: modelWork / FLOPsPerSecond(clusterPeak.value * mfu)) }
    switch model {
    case .transformer(let architecture):
      return try layeredStep(
        architecture, options: options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength)
    case .opaque(let opaque):
      return wholeStep(
        opaque, work: executedWork, batch: options.globalBatchSize ?? 1, precision: precision, peak: peak)
    }
  }
}
