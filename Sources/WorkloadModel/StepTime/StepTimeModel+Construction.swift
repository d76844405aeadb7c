public import HardwareProfiles
public import Quantities
public import TrainingRun

extension StepTimeModel {
  /// The model of an architecture on an accelerator.
  ///
  /// - Parameters:
  ///   - architecture: what is trained.
  ///   - options: precision, adaptation and software; layout and batch come with each plan.
  ///   - sequenceLength: tokens of a sequence.
  ///   - targetLength: tokens of the decoder's side of an encoder-decoder.
  ///   - profile: the accelerator.
  ///   - network: the network between nodes; nil for one node.
  ///   - acceleratorsPerNode: how many the fast links join.
  ///   - host: the cluster whose hosts may be offloaded to; nil where nothing is offloaded.
  ///   - powerLimit: the limit that the operator has set on each accelerator; nil for the maker's.
  /// - Throws: `WorkloadError` for a precision that the accelerator lacks.
  public init(
    architecture: TransformerArchitecture, options: TrainingOptions, sequenceLength: Int, targetLength: Int = 0,
    profile: AcceleratorProfile, network: NetworkProfile?, acceleratorsPerNode: Int,
    host: ClusterSpecification? = nil, powerLimit: Watts? = nil
  ) throws(WorkloadError) {
    let shape = ModelShape(
      architecture, sequenceLength: sequenceLength, targetLength: targetLength, adaptation: options.adaptation)
    let precision = options.precision ?? .bf16
    var machine = try MachineRates(
      profile, precision: precision, network: network, acceleratorsPerNode: acceleratorsPerNode)
    machine.speed = PowerModel(profile: profile, network: nil, limit: powerLimit).speed
    let software = SoftwareTraits(
      options.software, format: ProductFormat(precision, scaling: options.scaling), year: profile.softwareYear,
      domain: acceleratorsPerNode, hasSinks: shape.hasSinks)
    self.init(
      shape: shape, constants: Calibration.shipped.constants(machine, software),
      backward: BackwardPass(architecture, options.adaptation))
    basis = StepBasis(
      family: machine.family, machine: machine, software: software,
      evidence: Calibration.shipped.evidence(
        of: MeasuredSetting(accelerator: profile.id, software: options.software), family: machine.family))
    guard let host, let rates = HostRates(host, profile) else { return }
    self.host = HostTraffic(
      rates,
      memory: MemoryModel(
        .transformer(architecture), options: options, sequenceLength: sequenceLength, targetLength: targetLength,
        shardsWeights: false),
      optimizer: options.optimizer)
  }

  /// The same model of the same machine where exchanges overlap with the work, or do not.
  func overlapping(_ overlap: ExchangeOverlap) -> StepTimeModel {
    var copy = self
    copy.basis.software.overlapsTensorParallel = overlap.contains(.tensor)
    copy.basis.software.overlapsGradients = overlap.contains(.gradients)
    copy.constants = Calibration.shipped.constants(basis.machine, copy.basis.software)
    return copy
  }

  /// The range of measured over predicted time of runs like a plan.
  ///
  /// - Parameters:
  ///   - opensLayout: whether the run leaves the layout to the model.
  ///   - open: how much else it does: architecture, software, and beside a given layout micro-batch and recompute.
  func range(of plan: StepPlan, opensLayout: Bool, open: Int) -> Range90<Double> {
    let kind = RangeClass(shape: shape, plan: plan, domain: basis.machine.domain, software: basis.software)
    return Calibration.shipped.range(kind, evidence: basis.evidence, opensLayout: opensLayout, open: open)
  }
}

/// What a step-time model rests on.
struct StepBasis: Sendable {
  /// The family of accelerators whose constants it uses.
  var family = "generic"
  var machine = MachineRates.none
  var software = SoftwareTraits.none
  /// What published steps tell of the accelerator under the framework.
  var evidence = SettingEvidence.otherFamily
}

extension MachineRates {
  /// The rates of a profile in a precision.
  init(
    _ profile: AcceleratorProfile, precision: Precision, network: NetworkProfile?, acceleratorsPerNode: Int
  ) throws(WorkloadError) {
    let peak = try profile.trainingPeak(precision)
    let half = profile.peakDense[.bf16]?.value ?? profile.peakDense[.fp16]?.value ?? peak
    // Without links of their own, accelerators reach each other through the host's memory, at some 12 of PCIe 4's 31 GB/s.
    let isPCIe = profile.link.map { $0.name.hasPrefix("PCIe") } ?? true
    let link = (profile.link?.bandwidthPerDirection.value.value ?? 32e9) * (isPCIe ? 0.4 : 1)
    // The links of a torus lead from node to node, so that no slower network bounds what joins a pod's accelerators.
    let torus = network?.torus
    let beyond = torus?.bandwidthBeyond.value ?? network?.bandwidthPerDirection.value
    self.init(
      accelerator: profile.id, family: profile.calibration?.family ?? "generic",
      deviation: profile.calibration?.deviation?.value ?? 1,
      hasCoherentHost: profile.calibration?.hasCoherentHost ?? false, precision: precision, peak: peak.value,
      peak16: half.value,
      nameplate: profile.power.nameplate.value.value,
      // Without a figure, the bytes an operation of the nearest kin has.
      memory: profile.memoryBandwidth?.value.value ?? half.value * 0.005,
      link: link, network: beyond?.value ?? link, domain: Double(torus?.accelerators ?? max(1, acceleratorsPerNode)))
    if let torus, let network { hops = Hops(dimensions: torus.dimensions, seconds: network.latency.value.mid.value) }
    if profile.calibration?.deviation == nil { productShare = profile.productShare(precision) }
  }
}

extension AcceleratorProfile {
  /// The share of the peak that large products reach in a precision: as published rates tell in 16 bits, else a third more
  /// than whole steps do, an estimate; nil where the profile states no efficiency.
  fileprivate func productShare(_ precision: Precision) -> Double? {
    let ofSteps = efficiency[precision]?.value.mid
    guard let measured = calibration?.productShare?.value else { return ofSteps.map { $0 / 0.75 } }
    let half = efficiency[.bf16]?.value.mid
    return precision == .bf16 || precision == .fp16
      ? measured : half.flatMap { half in ofSteps.map { measured * $0 / half } }
  }
}

extension ProductFormat {
  /// The format of a precision; 8 bits are scaled by tensor where nothing else is said, 4 bits by block.
  init(_ precision: Precision, scaling: ProductScaling?) {
    switch precision {
    case .fp64, .fp32, .tf32: self = .full32
    case .fp16, .bf16: self = .half16
    case .fp4: self = .block4
    case .fp8, .int8:
      switch scaling {
      case .row: self = .row8
      case .block: self = .block8
      case .tensor, nil: self = .tensor8
      }
    }
  }
}

extension AcceleratorProfile {
  /// The year whose software a run has that says nothing of it: the accelerator's own, or on a TPU that of the fused
  /// attention kernel which its compiler brought to all of them (JAX Pallas, 2023).
  var softwareYear: Double { isTensorProcessor ? max(releaseYear, 2023) : releaseYear }

  /// The release as a year with its fraction.
  var releaseYear: Double {
    let parts = released.split(separator: "-").compactMap { Double($0) }
    return (parts.first ?? 2022) + (parts.count > 1 ? (parts[1] - 1) / 12 : 0)
  }
}
