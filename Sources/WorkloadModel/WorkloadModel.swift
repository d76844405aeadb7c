public import HardwareProfiles
import Quantities
public import TrainingRun

/// Predicts a run on a cluster, from its work to hours and joules, each with a range.
///
/// The step of a model with layers is the sum of its parts (`StepTimeModel`); that of a model known by its figures alone is
/// what whole runs of its kind reach (`WholeRunModel`).
public struct WorkloadModel: Sendable {
  private(set) var specification: RunSpecification
  let model: ModelSpecification
  let data: DataSpecification
  let cluster: ClusterSpecification
  let profile: AcceleratorProfile
  let network: NetworkProfile?
  var assumptions: [Assumption] = []
  var warnings: [String] = []
  /// Where the step's time goes; nil for models known by their figures alone.
  var explanation: StepExplanation?
  /// What accelerators do in a step; busy throughout where its parts are not known.
  var activity = AcceleratorActivity.busy

  /// A model of a run on an accelerator.
  ///
  /// - Throws: `WorkloadError` when the run lacks a model, data or a cluster.
  public init(
    _ specification: RunSpecification, profile: AcceleratorProfile, network: NetworkProfile?
  ) throws(WorkloadError) {
    guard let model = specification.model else { throw WorkloadError(key: "model", message: "is missing") }
    guard let data = specification.data else { throw WorkloadError(key: "data", message: "is missing") }
    guard let cluster = specification.cluster else { throw WorkloadError(key: "cluster", message: "is missing") }
    self.specification = specification.assumingUsualAttention(on: profile)
    self.specification.training.shardingSpan = network?.torus?.accelerators
    self.model = model
    self.data = data
    self.cluster = cluster
    self.profile = profile
    self.network = network
  }

  /// The prediction.
  ///
  /// - Throws: `WorkloadError` for a precision that the accelerator lacks or a batch that its layout cannot split.
  public func predict() throws(WorkloadError) -> RunPrediction {
    var copy = self
    var prediction = try copy.run()
    prediction.explanation = copy.explanation
    return prediction
  }

  private mutating func run() throws(WorkloadError) -> RunPrediction {
    var options = specification.training
    let precision = try self.precision(options)
    options.precision = precision
    assumeProportions()
    let sequenceLength = try self.sequenceLength()
    let targetLength = self.targetLength(of: sequenceLength)
    let work = TrainingWork(
      model, sequenceLength: sequenceLength, targetLength: targetLength, adaptation: options.adaptation)
    let samples = try self.samples(work)
    let batch = try globalBatch(options, tokensPerSample: work.tokensPerSample)
    options.globalBatchSize = batch
    let layout = try resolveLayout(
      &options, sequenceLength: sequenceLength, targetLength: targetLength, batch: batch)
    try checkBatch(batch, layout: layout, options: options)
    let offload = try self.offload(options)
    let memory = MemoryFootprint(
      model, options: options,
      plan: StepPlan(
        layout: layout, microBatchSize: options.microBatchSize, globalBatchSize: batch,
        recompute: options.recompute ?? ActivationRecompute.none, offload: offload),
      sequenceLength: sequenceLength, targetLength: targetLength)
    let fits = checkMemory(memory)
    checkFramework(options)
    checkNodes()

    let peak = try profile.trainingPeak(precision)
    let perStep = work.perSample * Double(batch)
    let executed = work.executedPerSample(options.recompute ?? ActivationRecompute.none) * Double(batch)
    let cluster = Double(cluster.count)
    // No range reaches beyond what the peak rate allows.
    let least = executed / FLOPsPerSecond(peak.value * cluster)
    let stepTime = try self.stepTime(
      modelWork: perStep, executedWork: executed, precision: precision, options: options, layout: layout,
      peak: peak, sequenceLength: sequenceLength, targetLength: targetLength
    ).map { options.mfu == nil ? max($0, least) : $0 }
    let mfu = stepTime.mapDecreasing { (perStep / $0).value / (peak.value * cluster) }
    let hfu = stepTime.mapDecreasing { (executed / $0).value / (peak.value * cluster) }

    let steps = samples / Double(batch)
    let stepping = stepTime * steps
    let goodput = self.goodput(stepping: stepping.mid, stepTime: stepTime.mid, batch: Double(batch), work: work)
    let wall = stepping.scaled(by: goodput.reciprocal)
    let energy = self.energy(over: wall * cluster)
    let prediction = RunPrediction(
      layout: layout, microBatchSize: options.microBatchSize,
      recompute: options.recompute ?? ActivationRecompute.none, offload: offload, globalBatchSize: batch, work: work,
      trainingWork: work.perSample * samples, memory: memory,
      fits: fits, stepTime: stepTime, steps: steps, goodput: goodput, mfu: mfu, hfu: hfu,
      acceleratorPower: energy.acceleratorPower,
      usage: RunUsage(
        acceleratorCount: self.cluster.count, wallTime: wall, acceleratorTime: wall * cluster, energy: energy.domains,
        dataVolume: data.volume),
      assumptions: assumptions, warnings: warnings)
    return prediction.corrected(
      by: profile.corrections[precision], keepsTime: options.mfu != nil, keepsPower: specification.power != nil)
  }

  private mutating func energy(
    over time: Range90<Seconds>
  ) -> (acceleratorPower: Range90<Watts>, domains: [DomainEnergy]) {
    if let override = specification.power {
      return (Range90(exactly: override.acceleratorPower * override.utilization), override.energy(over: time))
    }
    let result = PowerModel(
      profile: profile, network: cluster.nodes > 1 ? network : nil, limit: cluster.powerLimit
    ).energy(over: time, activity: activity)
    assumptions += result.assumptions
    return (result.acceleratorPower, result.domains)
  }

  mutating func assume(_ key: String, _ value: String, _ source: String) {
    assumptions.append(Assumption(key: key, value: value, source: source))
  }

  /// The precision asked for, else the 16-bit format of the accelerator, else its 32-bit one.
  mutating func precision(_ options: TrainingOptions) throws(WorkloadError) -> Precision {
    if let given = options.precision { return given }
    guard let found = profile.usualPrecision else {
      throw WorkloadError(key: "training.precision", message: "\(profile.id) has no peak rate for training")
    }
    assume("training.precision", found.rawValue, "profile \(profile.id)")
    return found
  }

  private mutating func assumeProportions() {
    guard case .transformer(let architecture) = model, architecture.isUsual else { return }
    assume(
      "model.layers", "\(architecture.layerCount) of width \(architecture.hiddenSize)",
      "the proportions of GPT-3, OPT and Llama at so many parameters")
  }

  // MARK: Work

  mutating func sequenceLength() throws(WorkloadError) -> Int {
    if let given = data.sequenceLength { return given }
    guard case .transformer(let architecture) = model else { return 1 }
    guard architecture.embedding.vocabularySize > 0 else { return architecture.embedding.positions }
    // Learned positions bound the sequence; others train at lengths that the configuration does not tell.
    let length = architecture.embedding.positions > 0 ? architecture.embedding.positions : 4096
    assume(
      "data.sequence_length", "\(length)", architecture.embedding.positions > 0 ? "the model's positions" : "default")
    return length
  }

  mutating func targetLength(of sequenceLength: Int) -> Int {
    if let given = data.targetLength { return given }
    guard case .transformer(let architecture) = model, architecture.stacks.count > 1 else { return 0 }
    // T5's span corruption turns 512 input tokens into 114 target tokens (arXiv 1910.10683, section 3.1.4 and code).
    let length = max(1, sequenceLength * 114 / 512)
    assume("data.target_length", "\(length)", "T5's span corruption: 114 targets for 512 inputs (arXiv 1910.10683)")
    return length
  }

  /// Samples of the whole run, epochs included.
  private mutating func samples(_ work: TrainingWork) throws(WorkloadError) -> Double {
    switch data.amount {
    case .samples(let count): return count.value * data.epochs
    case .tokens(let count):
      guard work.countsTokens else {
        throw WorkloadError(
          key: "data.tokens", message: "the model's work is known by the sample; expected data.samples (--samples)")
      }
      return count.value * data.epochs / work.tokensPerSample
    }
  }

  /// The batch asked for, else one of a usual size that many layouts can split; no larger than the run's data.
  ///
  /// - Throws: `WorkloadError` for a batch that holds more than the data, and for data that holds less than the least
  ///   batch that the layout can split.
  mutating func globalBatch(_ options: TrainingOptions, tokensPerSample: Double) throws(WorkloadError) -> Int {
    let most = mostSamples(tokensPerSample)
    if let given = options.globalBatchSize {
      guard given <= most else {
        throw WorkloadError(
          key: "training.global_batch_size",
          message:
            "found \(given), expected at most \(most), all \(countsSequences ? "sequences" : "samples") of the data")
      }
      return given
    }
    // Four million tokens a step is common for large language models; adapters are trained on far less data.
    let (wanted, why) =
      options.adaptation.lora != nil
      ? (128, "128 sequences a step for adapters, an estimate")
      : tokensPerSample > 1
        ? (max(1, Int((4e6 / tokensPerSample).rounded(.up))), "about 4 M tokens a step")
        : (32 * cluster.count, "32 samples an accelerator")
    let unit =
      options.layout.map { $0.data * options.microBatchSize }
      ?? cluster.count * (options.microBatchSizeIsGiven ? options.microBatchSize : 1)
    var batch = (wanted + unit - 1) / unit * unit
    if let layout = options.layout, layout.pipeline > 1 {
      batch = max(batch, 4 * layout.pipeline * unit)  // A pipeline wants several micro-batches a stage.
    } else if options.layout == nil {
      batch = Self.splittableBatch(near: wanted, unit: unit)
    }
    if batch > most { batch = try batchOfAtMost(most, unit: unit, options) }
    assume("training.global_batch_size", "\(batch)", why)
    return batch
  }

  /// The samples of all data, epochs included, as a batch counts them: at least one.
  private func mostSamples(_ tokensPerSample: Double) -> Int {
    let samples =
      switch data.amount {
      case .samples(let count): count.value * data.epochs
      case .tokens(let count): count.value * data.epochs / tokensPerSample
      }
    return Int(min(1e18, max(1, (samples * (1 + 1e-9)).rounded(.down))))
  }

  private var countsSequences: Bool {
    guard case .transformer(let architecture) = model else { return false }
    return !architecture.isImage
  }

  /// The largest batch of a limited size that can be split: a multiple of the unit where the layout is given or splits by
  /// data alone, else a power of two, of which every layout has some ways.
  private func batchOfAtMost(_ most: Int, unit: Int, _ options: TrainingOptions) throws(WorkloadError) -> Int {
    if options.layout == nil, case .transformer = model { return 1 << (Int.bitWidth - 1 - most.leadingZeroBitCount) }
    guard most >= unit else {
      throw WorkloadError(
        key: "data", message: "found \(most) samples, expected at least \(unit), one micro-batch on each replica")
    }
    return most / unit * unit
  }

  /// The batch nearest to a wanted one that a layout has the most ways to split: the odd part of a unit times a power of
  /// two. Up to twice the wanted batch, the unit divides it.
  static func splittableBatch(near wanted: Int, unit: Int) -> Int {
    let odd = unit >> unit.trailingZeroBitCount
    var batch = odd > 2 * wanted ? 1 : odd
    while batch < wanted { batch *= 2 }
    let isFar = Double(batch) > Double(wanted) * 2.0.squareRoot()
    return isFar && (batch / 2 % unit == 0 || unit > 2 * wanted) && batch % 2 == 0 ? batch / 2 : batch
  }

  private func checkBatch(
    _ batch: Int, layout: ParallelLayout, options: TrainingOptions
  ) throws(WorkloadError) {
    let unit = layout.data * options.microBatchSize
    guard batch >= unit, batch % unit == 0 else {
      throw WorkloadError(
        key: "training.global_batch_size",
        message: "found \(batch), expected a multiple of data x micro_batch_size = \(layout.data) x "
          + "\(options.microBatchSize) = \(unit)")
    }
  }
}
