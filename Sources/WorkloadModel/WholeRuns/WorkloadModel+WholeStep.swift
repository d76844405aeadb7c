import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// The step of a model that is known by its figures alone, with its range; what it rests on goes among the assumptions.
  ///
  /// - Parameter work: executed operations of the step, of frozen networks too.
  mutating func wholeStep(
    _ opaque: OpaqueModel, work: FLOPs, batch: Int, precision: Precision, peak: FLOPsPerSecond
  ) -> Range90<Seconds> {
    var calibration = Calibration.shippedWithWholeRuns
    let isMeasured = calibration.values[Calibration.wholeRunDeviation(of: profile)] != nil
    if !isMeasured { calibration.values[Calibration.wholeRunDeviation(of: profile)] = profile.statedWholeRunDeviation }
    let model = WholeRunModel(calibration: calibration)
    let kinds = self.kinds(of: opaque)
    let parts = kinds.map { kind in
      limited(
        model.parts(step(opaque, kind: kind, work: work, batch: batch, precision: precision)), opaque: opaque,
        work: work, batch: batch, precision: precision, peak: peak)
    }
    // Between two kinds the time lies in their geometric middle, and the range holds both.
    let times = parts.map { $0.work + $0.overhead }
    let mid = (times[0] * times[times.count - 1]).squareRoot()
    // An accelerator without a run of its own may lie further off.
    let ranges = kinds.map { model.range(of: $0) }.map {
      Range90(low: $0.low * (isMeasured ? 1 : 0.85), mid: 1, high: $0.high * (isMeasured ? 1 : 1.2))
    }
    let computing = parts.reduce(0) { $0 + $1.work } / times.reduce(0, +)
    activity = AcceleratorActivity(
      computing: Range90(low: computing * 0.7, mid: computing, high: min(1, computing * 1.3)))
    assume(
      "step_time.constants", kinds.map(\.rawValue).joined(separator: " or "),
      isMeasured
        ? "whole runs published on \(profile.id): MLPerf Training 2.0 to 5.1, model cards"
        : "no whole run on \(profile.id) was published; its rate by its profile's efficiency, with a wider range")
    return Range90(
      low: Seconds(zip(times, ranges).map { $0 * $1.low }.min() ?? mid), mid: Seconds(mid),
      high: Seconds(zip(times, ranges).map { $0 * $1.high }.max() ?? mid))
  }

  /// What the model may be: as stated, a transformer from a billion parameters on, else small and of an unknown kind.
  private mutating func kinds(of opaque: OpaqueModel) -> [WorkKind] {
    if let kind = opaque.kind { return [kind] }
    let kinds: [WorkKind] = opaque.denseParameters >= 1_000_000_000 ? [.transformer] : [.encoder, .convolution]
    assume("model.kind", kinds.map(\.rawValue).joined(separator: " or "), "by its \(opaque.denseParameters) parameters")
    return kinds
  }

  private func step(
    _ opaque: OpaqueModel, kind: WorkKind, work: FLOPs, batch: Int, precision: Precision
  ) -> WholeRunModel.Step {
    let half = (profile.peakDense[.bf16] ?? profile.peakDense[.fp16] ?? profile.peakDense[precision])?.value.value ?? 1
    return WholeRunModel.Step(
      accelerator: profile.id, count: Double(cluster.count), domain: Double(cluster.acceleratorsPerNode),
      peak: half / WholeRunModel.referencePeak, bits: precision.bits, isTensorProcessor: profile.isTensorProcessor,
      kind: kind, parameters: Double(opaque.denseParameters + opaque.frozenParameters), work: work.value,
      samples: Double(batch))
  }

  /// A step's parts where its format or its memory traffic bounds them.
  ///
  /// In 32 bits twice the bytes move, and products reach at most what the profile says of them. Traffic beside that of the weights goes at the share of the memory's rate that operators reach.
  private func limited(
    _ parts: (work: Double, overhead: Double), opaque: OpaqueModel, work: FLOPs, batch: Int, precision: Precision,
    peak: FLOPsPerSecond
  ) -> (work: Double, overhead: Double) {
    var parts = parts
    let count = Double(cluster.count)
    if precision.bits >= 32, let reached = profile.efficiency[precision]?.value.mid {
      parts.work = max(2 * parts.work, work.value / (reached * peak.value * count))
    }
    if let traffic = opaque.trafficPerSample, let bandwidth = profile.memoryBandwidth?.value {
      let rate = bandwidth.value * Calibration.shipped.common("memory_share") * count
      parts.work = max(parts.work, traffic.value * Double(batch) / rate)
    }
    if let limit = cluster.powerLimit {
      parts.work /= PowerModel(profile: profile, network: nil, limit: limit).speed
    }
    return parts
  }
}

extension Calibration {
  /// The constant that says how much more of its peak than others an accelerator reaches in whole runs.
  fileprivate static func wholeRunDeviation(of profile: AcceleratorProfile) -> String {
    "\(profile.id).whole_run_deviation"
  }
}

extension AcceleratorProfile {
  /// How much more of its peak than others it should reach in whole runs, by the efficiency that it states: 2.86 times
  /// that, the median of the 23 accelerators that have both.
  var statedWholeRunDeviation: Double? { (efficiency[.bf16] ?? efficiency[.fp16]).map { 2.86 * $0.value.mid } }

  /// Whether it is a TPU.
  var isTensorProcessor: Bool { calibration?.family.hasPrefix("tpu") ?? false }
}

extension OpaqueModel {
  /// Parameters that every sample uses.
  fileprivate var denseParameters: Int { parameters - tableParameters }
}

extension Precision {
  /// Bits of a number.
  fileprivate var bits: Int { Int(bytes * 8) }
}
