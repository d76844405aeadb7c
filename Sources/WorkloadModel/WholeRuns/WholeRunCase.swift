import Glibc
import HardwareProfiles
import Quantities
import TrainingRun

/// A measured run that is known by its work alone, ready for `WholeRunModel`.
struct WholeRunCase: Sendable {
  let run: MeasuredRun
  let step: WholeRunModel.Step
  let steps: Double
  /// What was measured, and the logarithm of the seconds on the clock that it stands for.
  let quantity: MeasuredQuantity
  let logMeasured: Double
  /// Seconds of the whole work at half the peak rate.
  let baselineSeconds: Double

  /// Nil where the run's size, work or time is unknown.
  init?(_ run: MeasuredRun) {
    let workload = ReferenceWorkload.named(run.name)
    guard let parameters = run.parameters.total ?? run.parameters.active, parameters > 0,
      let peak = (run.profile.peakDense[.bf16] ?? run.profile.peakDense[.fp16])?.value.value,
      let (quantity, seconds, amount) = Self.measured(run, workload), seconds > 0
    else { return nil }
    let kind = workload?.kind ?? (parameters < 1e9 ? .encoder : .transformer)
    let count = Double(run.count)
    // Large language models train on some four million tokens a step where the row does not say.
    let samples =
      quantity.isRate
      ? amount.samples : run.options.globalBatchSize.map(Double.init) ?? max(1, 4e6 / amount.tokensPerSample)
    steps = amount.samples / samples
    // A run of some twenty steps or fewer has its samples counted in another unit.
    guard steps > 20 || quantity.isRate else { return nil }
    let isTensorProcessor = run.profile.isTensorProcessor
    step = WholeRunModel.Step(
      accelerator: run.profile.id, count: count,
      domain: Double(isTensorProcessor ? 256 : run.network.acceleratorsPerNode ?? run.profile.acceleratorsPerNode),
      peak: peak / WholeRunModel.referencePeak, bits: Self.bits(run, isTensorProcessor: isTensorProcessor),
      isTensorProcessor: isTensorProcessor, kind: kind,
      parameters: parameters, work: amount.work / steps, samples: samples)
    baselineSeconds = amount.work / (0.5 * peak * count)
    self.run = run
    self.quantity = quantity
    logMeasured = log(seconds)
  }

  /// Seconds on the clock under a calibration.
  func seconds(_ calibration: Calibration) -> Double {
    steps * WholeRunModel(calibration: calibration).seconds(step)
  }

  private typealias Amount = (samples: Double, tokensPerSample: Double, work: Double)

  /// What was measured, the seconds that it stands for, and what was done in them: the whole run, or a step of a rate.
  private static func measured(
    _ run: MeasuredRun, _ workload: ReferenceWorkload?
  ) -> (MeasuredQuantity, seconds: Double, Amount)? {
    if let (quantity, seconds) = seconds(run), let amount = amount(run, workload) { return (quantity, seconds, amount) }
    guard run.grade == "B", run.options.precision.map({ $0.bytes < 4 }) ?? true else { return nil }
    let count = Double(run.count)
    if let rate = run.measured[.samplesPerSecond], let workload, run.sequenceLength == nil {
      let samples = run.options.globalBatchSize.map(Double.init) ?? 32 * count
      return (.samplesPerSecond, samples / count / rate, (samples, 1, samples * workload.operationsPerSample))
    }
    guard let rate = run.measured[.modelRate], run.architecture == nil, let parameters = run.parameters.total
    else { return nil }
    let length = Double(run.sequenceLength ?? 2048)
    let samples = max(count, 4e6 / length)
    let work = samples * length * perToken(parameters, length: length)
    return (.modelRate, work / count / (rate * 1e12), (samples, length, work))
  }

  private static func seconds(_ run: MeasuredRun) -> (MeasuredQuantity, Double)? {
    if let minutes = run.measured[.minutesToTrain] { return (.minutesToTrain, minutes * 60) }
    guard run.grade != "T", run.grade != "E" else { return nil }
    return run.measured[.acceleratorHours].map { (.acceleratorHours, $0 * 3600 / Double(run.count)) }
  }

  /// Samples, tokens of one, and work of the whole run.
  private static func amount(_ run: MeasuredRun, _ workload: ReferenceWorkload?) -> Amount? {
    if let workload, var samples = run.amount.samples {
      // Some results count passes over the data.
      if let epoch = workload.samplesPerEpoch, samples < 60 * epoch { samples *= epoch }
      return (samples, 1, samples * workload.operationsPerSample)
    }
    let length = Double(run.sequenceLength ?? 2048)
    if let tokens = run.amount.tokens, let parameters = run.parameters.active ?? run.parameters.total {
      return (tokens / length, length, run.amount.work ?? tokens * perToken(parameters, length: length))
    }
    guard let work = run.amount.work, let parameters = run.parameters.active ?? run.parameters.total else { return nil }
    return (work / perToken(parameters, length: length) / length, length, work)
  }

  /// Six operations a parameter, and causal attention in a model of the usual proportions, 128 units of width a layer.
  private static func perToken(_ parameters: Double, length: Double) -> Double {
    let width = cbrt(parameters * 128 / 12)
    return 6 * parameters + 6 * width * width / 128 * length
  }

  /// The bits of the products. Benchmark results do not state their format; they use the narrowest that the hardware and
  /// the software of their day train in: 8 bits (TPUs since v5e in integers), 4 bits on Blackwell since late 2025.
  private static func bits(_ run: MeasuredRun, isTensorProcessor: Bool) -> Int {
    switch run.options.precision {
    case .fp4: return 4
    case .fp8: return 8
    case .some: return 16
    case nil: break
    }
    guard run.grade == "T" else { return 16 }
    let version = run.options.software.version.flatMap(SoftwareTraits.date) ?? 0
    if run.profile.peakDense[.fp4] != nil, version > 2025.6 { return 4 }
    return run.profile.peakDense[.fp8] != nil || (isTensorProcessor && run.profile.released >= "2023") ? 8 : 16
  }
}
