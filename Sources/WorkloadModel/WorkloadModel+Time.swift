import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
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
