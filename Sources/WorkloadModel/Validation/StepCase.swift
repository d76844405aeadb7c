import Glibc
import HardwareProfiles
import Quantities
import TrainingRun

/// A measured step with everything that its prediction needs but the calibrated constants.
struct StepCase: Sendable {
  let run: MeasuredRun
  let shape: ModelShape
  let machine: MachineRates
  let software: SoftwareTraits
  let plan: StepPlan
  /// Whether the plan was chosen by a search.
  private(set) var isChosen = false
  /// The logarithm of the measured seconds.
  let logMeasured: Double
  /// Seconds at half the peak rate with the pipeline's bubble: all that a one-line model says.
  let baselineSeconds: Double

  /// The case of a run; nil where it has no architecture, plan or measured step.
  init?(_ run: MeasuredRun) {
    guard let architecture = run.architecture, let plan = run.plan, let sequence = run.sequenceLength,
      let seconds = run.stepSeconds, seconds > 0
    else { return nil }
    self.init(run, architecture: architecture, plan: plan, sequenceLength: sequence, seconds: seconds)
  }

  /// The case of a run under an architecture and a plan of the caller's.
  init?(
    _ run: MeasuredRun, architecture: TransformerArchitecture, plan: StepPlan, sequenceLength: Int, seconds: Double
  ) {
    self.run = run
    self.plan = plan
    shape = ModelShape(
      architecture, sequenceLength: sequenceLength, targetLength: sequenceLength, adaptation: run.options.adaptation)
    guard let machine = MachineRates(run) else { return nil }
    self.machine = machine
    software = SoftwareTraits(
      run.options.software, format: ProductFormat(machine.precision, scaling: run.options.scaling),
      year: run.profile.softwareYear, domain: Int(machine.domain), hasSinks: shape.hasSinks)
    logMeasured = log(seconds)
    let work = TrainingWork(
      .transformer(architecture), sequenceLength: sequenceLength, targetLength: sequenceLength,
      adaptation: run.options.adaptation)
    let terms = PlanTerms(plan, shape: shape)
    baselineSeconds =
      work.executedPerSample(plan.recompute).value * Double(plan.globalBatchSize)
      / (0.5 * machine.peak * Double(run.count)) * (1 + (terms.pipeline - 1) / (terms.virtual * terms.batches))
  }

  /// Whether the whole architecture is stated, so that the step is judged among those of grade A and A-.
  var isOfGradeA: Bool { run.grade.hasPrefix("A") }

  /// The step's parts under calibrated constants.
  func stepTime(_ constants: StepConstants) -> StepBreakdown {
    StepTimeModel(
      shape: shape, constants: constants, backward: run.options.adaptation.lora == nil ? .full : .adapters
    ).stepTime(plan)
  }
}

extension MachineRates {
  /// The machine of a measured run: its profile, with the network and node that the row states.
  init?(_ run: MeasuredRun) {
    let profile = run.profile
    guard let precision = run.options.precision ?? profile.usualPrecision, profile.peakDense[precision] != nil
    else { return nil }
    let perNode = run.network.acceleratorsPerNode ?? profile.acceleratorsPerNode
    guard
      let rates = try? MachineRates(
        profile, precision: precision, network: run.usualNetwork, acceleratorsPerNode: perNode)
    else { return nil }
    self = rates
    if let rate = run.network.rate { network = rate }
  }
}

extension MeasuredRun {
  /// Seconds of a step: measured as such, or from throughput and batch.
  var stepSeconds: Double? { plan.flatMap { stepSeconds(batch: $0.globalBatchSize) } }

  /// Seconds of a step of a batch of sequences (samples), of which each takes so much work.
  func stepSeconds(batch: Int, work: FLOPs? = nil) -> Double? {
    if let seconds = measured[.stepSeconds] { return seconds }
    let perAccelerator = Double(batch) / Double(count)
    if let tokens = measured[.tokensPerSecond], tokens > 0, let sequenceLength {
      return perAccelerator * Double(sequenceLength) / tokens
    }
    if let samples = measured[.samplesPerSecond], samples > 0 { return perAccelerator / samples }
    if let rate = measured[.modelRate], let work { return perAccelerator * work.value / (rate * 1e12) }
    return nil
  }

  /// The architecture of a language model or encoder whose rate was measured and of which only the parameters are known, all
  /// of which work on each token. Whole runs have a model of their own.
  var usualArchitecture: TransformerArchitecture? {
    guard grade.hasPrefix("A") || grade == "B", let total = parameters.total, total < 1e15,
      parameters.active == nil || parameters.active == total,
      modality == "llm" || modality == "encoder"
    else { return nil }
    return TransformerArchitecture.usual(parameters: Int(total), isCausal: modality == "llm")
  }
}

extension StepCase {
  /// The case of a run whose row leaves the layout open, under the quickest layout that fits; nil where none does, or the
  /// model or the throughput is unknown.
  ///
  /// - Parameter ignoresStated: whether a layout that the row states is passed over.
  init?(searching run: MeasuredRun, calibration: Calibration, ignoresStated: Bool = false) {
    guard let architecture = run.architecture ?? run.usualArchitecture, !run.statesLayout || ignoresStated
    else { return nil }
    let sequence = run.sequenceLength ?? 4096
    // Without a batch, four million tokens a step, in whole sequences for each accelerator.
    let rounds = max(1, 4_000_000 / (sequence * run.count))
    let batch = run.options.globalBatchSize ?? rounds * run.count
    let work = TrainingWork(.transformer(architecture), sequenceLength: sequence, targetLength: 0)
    guard let seconds = run.stepSeconds(batch: batch, work: work.perSample), seconds > 0 else { return nil }
    let placeholder = StepPlan(layout: ParallelLayout(), microBatchSize: 1, globalBatchSize: batch)
    guard
      let open = StepCase(
        run, architecture: architecture, plan: placeholder, sequenceLength: sequence, seconds: seconds)
    else { return nil }
    var options = run.options
    options.precision = open.machine.precision
    options.shardingSpan = run.usualNetwork?.torus?.accelerators
    var space = LayoutSpace(
      architecture, accelerators: run.count, globalBatchSize: batch, sequenceLength: sequence,
      microBatchSize: run.statesMicroBatch && !ignoresStated ? run.options.microBatchSize : nil,
      recompute: ignoresStated ? nil : run.options.recompute)
    space.keepUsualSplits(
      links: run.profile.usualTensorSplit(perNode: run.network.acceleratorsPerNode ?? run.profile.acceleratorsPerNode),
      fusesAttention: open.software.attention != .unfused)
    var time = StepTimeModel(
      shape: open.shape, constants: calibration.constants(open.machine, open.software),
      backward: BackwardPass(architecture, options.adaptation))
    time.basis = StepBasis(
      family: open.machine.family, machine: open.machine, software: open.software,
      evidence: calibration.evidence(of: open.setting, family: open.machine.family))
    let search = LayoutSearch(
      space: space, time: time,
      model: .transformer(architecture), options: options, sequenceLength: sequence,
      capacity: run.profile.usableMemory)
    guard let plan = search.run(keep: 1).best.first?.plan else { return nil }
    self.init(run, architecture: architecture, plan: plan, sequenceLength: sequence, seconds: seconds)
    isChosen = true
  }
}
