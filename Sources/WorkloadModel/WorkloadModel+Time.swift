import Glibc
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
    microBatches: Int, peak: FLOPsPerSecond, sequenceLength: Int, targetLength: Int
  ) throws(WorkloadError) -> Range90<Seconds> {
    let clusterPeak = FLOPsPerSecond(peak.value * Double(cluster.count))
    if let mfu = options.mfu { return Range90(exactly: modelWork / FLOPsPerSecond(clusterPeak.value * mfu)) }
    if case .transformer(let architecture) = model {
      return try layeredStep(
        architecture, options: options, layout: layout, sequenceLength: sequenceLength, targetLength: targetLength)
    }
    guard let efficiency = profile.efficiency[precision] else {
      throw WorkloadError(
        key: "training.precision",
        message: "\(profile.id) has no base efficiency for \(precision.rawValue); give training.mfu")
    }
    assume(
      "efficiency.\(precision.rawValue)",
      "\(NumberFormat.percent(efficiency.value.mid)) of peak (\(NumberFormat.percent(efficiency.value.low)) to \(NumberFormat.percent(efficiency.value.high)))",
      "profile \(profile.id): \(efficiency.source.title), \(efficiency.source.date)")
    let reached = efficiency.value.multiplied(by: scaleLoss())
    let compute = reached.mapDecreasing { executedWork / FLOPsPerSecond(clusterPeak.value * $0) }

    // 1F1B leaves (p-1)/(v·m) of the ideal time idle (arXiv 2104.04473, section 2.2).
    let bubble = Double(layout.pipeline - 1) / Double(layout.virtualPipeline * microBatches)
    let exchange = gradientExchange(layout: layout, precision: precision)
    let overlaps = options.software.overlapGradientReduce ?? true
    return compute.map { busy in
      // Two thirds of the compute are the backward pass, which hides the exchange but for the last bucket.
      let hidden = overlaps ? Swift.min(exchange.value * 0.95, busy.value * 2 / 3 * 0.5) : 0
      return Seconds(busy.value * (1 + bubble) + exchange.value - hidden)
    }
  }

  /// What stragglers and jitter leave of the efficiency as a run grows: each doubling beyond 64 accelerators costs
  /// 1.5 %, between the 0.4 % that fits 458 published steps and the 3.5 % that one 405B series lost from 512 to 8,192.
  private mutating func scaleLoss() -> Range90<Double> {
    let doublings = log2(max(1, Double(cluster.count) / 64))
    guard doublings > 0 else { return Range90(exactly: 1) }
    let loss = Range90(low: pow(1 - 0.035, doublings), mid: pow(1 - 0.015, doublings), high: pow(1 - 0.004, doublings))
    assume(
      "efficiency.scale", "\(NumberFormat.percent(loss.mid)) left at \(cluster.count) accelerators",
      "1.5 % a doubling beyond 64: Megatron-Bridge H100 405B series (3.5 %) and a fit to published steps (0.4 %)")
    return loss
  }

  /// The time to exchange gradients (and, under ZeRO, weights) between data-parallel ranks by ring collectives:
  /// 2(d-1)/d of the gradient bytes, 3(d-1)/d under ZeRO stage 3.
  private mutating func gradientExchange(layout: ParallelLayout, precision: Precision) -> Seconds {
    let ranks = Double(layout.data * layout.context)
    guard ranks > 1 else { return .zero }
    let staysInNode =
      layout.data * layout.context * layout.tensor <= cluster.acceleratorsPerNode && layout.pipeline == 1
    let bandwidth = staysInNode ? profile.link?.bandwidthPerDirection.value : network?.bandwidthPerDirection.value
    guard let bandwidth else {
      warnings.append("the bandwidth between accelerators is unknown, so the exchange of gradients is left out")
      return .zero
    }
    let shard = WeightShard(model, layout: layout)
    let bytes = Bytes(max(precision.bytes, 2) * (shard.dense + shard.experts / Double(layout.expert)))
    let rounds = layout.zeroStage >= 3 ? 3.0 : 2.0
    return bytes * (rounds * (ranks - 1) / ranks) / bandwidth
  }
}
