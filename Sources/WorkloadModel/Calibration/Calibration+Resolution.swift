import Glibc
import HardwareProfiles
import Quantities
import TrainingRun

/// What of an accelerator and its surroundings the step time depends on.
struct MachineRates: Sendable, Hashable {
  var accelerator: String
  /// The family whose constants it shares, how much faster its products are than theirs, and whether its host shares
  /// its memory.
  var family: String
  var deviation: Double
  var hasCoherentHost: Bool
  var precision: Precision
  /// Dense operations a second in the precision of the run, and in 16 bits.
  var peak: Double
  var peak16: Double
  /// Watts of the nameplate.
  var nameplate: Double
  /// Bytes a second: of memory, of links within the domain, of the network for each accelerator.
  var memory: Double
  var link: Double
  var network: Double
  /// Accelerators in the domain of the fast links.
  var domain: Double
  /// The share of the peak that large products reach by the profile, for an accelerator of which no step was published.
  var productShare: Double?
  /// Of a torus: its dimensions, and what a step to the next neighbour takes.
  struct Hops: Sendable, Hashable {
    var dimensions: Int
    var seconds: Double
  }
  var hops: Hops?
  /// How fast kernels that compute run, as a share of their speed without a power limit.
  var speed = 1.0

  /// No machine.
  static let none = MachineRates(
    accelerator: "", family: "generic", deviation: 1, hasCoherentHost: false, precision: .bf16, peak: 1, peak16: 1,
    nameplate: 1, memory: 1, link: 1, network: 1, domain: 1)
}

/// How matrix products are scaled to few bits.
enum ProductFormat: String, Sendable, CaseIterable {
  case full32, half16, tensor8, row8, block8, block4

  /// Whether products have 8 or 4 bits.
  var isFewBits: Bool { self != .full32 && self != .half16 }
}

/// The software of a run, with defaults filled in.
struct SoftwareTraits: Sendable, Hashable {
  /// Which kernel computes attention.
  enum AttentionKernel: String, Sendable { case unfused, triton, flash, library, sinks }
  var attention: AttentionKernel
  /// Whether operators run one by one rather than fused by hand or by a compiler.
  var isEager: Bool
  /// Whether root-mean-square norms, rotations and gates run as the operators they are written in, which Megatron's
  /// kernels and compilers fuse.
  var hasEagerNorms: Bool
  var overlapsTensorParallel: Bool
  var overlapsGradients: Bool
  var overlapsGathering: Bool
  /// Whether the kernels of routing are launched as captured graphs, and experts are reached by fused dispatch kernels.
  var capturesRouting: Bool
  var fusesExpertDispatch: Bool
  var format: ProductFormat

  /// Nothing known.
  static let none = SoftwareTraits(
    attention: .library, isEager: false, hasEagerNorms: false, overlapsTensorParallel: false, overlapsGradients: true,
    overlapsGathering: true, capturesRouting: false, fusesExpertDispatch: false, format: .half16)
}

extension Calibration {
  /// The constants of a machine under a software.
  func constants(_ machine: MachineRates, _ software: SoftwareTraits) -> StepConstants {
    let family = machine.family
    func of(_ constant: String) -> Double { self.family(family, constant) ?? 1 }
    let isFewBits = software.format.isFewBits
    let ratio = machine.peak / machine.peak16

    var result = StepConstants()
    // A part held to less power for its peak runs at lower clocks than its family's reference.
    let power = pow(machine.nameplate / machine.peak16 / of("reference_watts_per_peak"), common("power_exponent"))
    // None exceed the largest share that any accelerator was measured at, 97 % (ML Engineering handbook, MAMF).
    let own = values["\(machine.accelerator).deviation"] ?? machine.deviation
    let share =
      machine.productShare ?? efficiency(family, software.format) * own * power
    result.productRate = machine.peak * min(0.97, share) * machine.speed
    result.edge = of("edge") * ratio.squareRoot()
    result.logitEdge = of("edge")
    result.misaligned = common("misaligned")
    result.oddVocabulary = common("odd_vocabulary")

    result.isUnfused = software.attention == .unfused
    if result.isUnfused {
      result.attentionRate = machine.peak16 * machine.speed * common("unfused_attention")
      result.unfusedEdge = of("edge") / 2
    } else {
      result.attentionRate = machine.peak16 * machine.speed * attention(family, software.attention)
      result.shortSequence = common("short_sequence")
    }
    result.oddHeadDimension = 12
    result.bytesPerScore = common("bytes_per_score")
    result.softmaxRefusal = common("softmax_refusal_traffic")
    result.softmaxRefusalLaunch = common("softmax_refusal_launch")

    let eager = software.isEager ? common("eager_traffic") : 1
    result.memoryRate = machine.memory * common("memory_share")
    result.bytesPerHidden = common("bytes_per_hidden") * eager
    result.bytesPerInner = common("bytes_per_inner") * eager
    result.bytesPerEagerNorm = software.hasEagerNorms ? common("bytes_per_eager_norm") : 0
    result.bytesPerModulation = software.isEager ? 4 : 0
    result.bytesPerCast = isFewBits ? common("bytes_per_cast") : 0
    result.bytesPerLogit = common("bytes_per_logit")
    result.bytesPerRouted =
      common("bytes_per_routed") * (software.fusesExpertDispatch ? common("fused_dispatch_traffic") : 1)

    let host =
      (machine.hasCoherentHost ? common("launch_coherent_host") : 1) * (isFewBits ? common("launch_cast") : 1)
    result.launch = of("launch") * host
    result.launchRouted =
      common("launch_routed") * (software.capturesRouting ? common("captured_routing_launch") : 1) * host
    result.launchTensor = 1 + common("launch_tensor")
    result.smoothness = common("smoothness")
    result.launchExposed = common("launch_exposed")
    result.perMicroBatch = common("per_micro_batch") * of("per_micro_batch")
    result.perStep = common("per_step")
    result.perStepLayer = common("per_step_layer")

    result.linkRate = machine.link
    result.networkRate = machine.network
    result.domain = machine.domain
    result.tensorLinkShare = common("tensor_link_share")
    result.tensorNetworkShare = common("tensor_network_share")
    result.tensorLatency = common("tensor_latency")
    result.tensorExposed = software.overlapsTensorParallel ? common("tensor_exposed") : 1
    result.expertLinkExposed = common("expert_link_exposed")
    result.expertNetworkExposed = common("expert_network_exposed")
    // Slow fabrics reach a smaller share: their cards are shared and reached through the host's memory.
    let reached = min(
      1, common("gradient_network_share") * pow(machine.network / 25e9, common("gradient_network_exponent")))
    result.gradientRate = machine.network * machine.domain * reached
    result.gradientExposed = software.overlapsGradients ? common("gradient_exposed") : 1
    result.gatherOverlaps = software.overlapsGathering
    result.bulkLinkRate = machine.link * 0.7
    let gathering = software.overlapsGathering ? "gather" : "unhidden_gather"
    result.gatherNetworkRate = machine.network * machine.domain * common("\(gathering)_network_share")
    result.gatherLatency = machine.hops?.seconds ?? common("\(gathering)_latency")
    result.torusDimensions = machine.hops.map { Double($0.dimensions) }
    result.pipelineExposed = common("pipeline_exposed") * (software.isEager ? 1 : 0.1)

    result.bubble = common("bubble")
    result.logitDelay = common("logit_delay")
    result.straggler = common("straggler")
    result.optimizerBytes = common("optimizer_bytes")
    result.weightBytes = 6
    result.accumulationBytes =
      common("accumulation_bytes") * (software.isEager ? common("eager_accumulation") : 1)
    return result
  }

  /// The share of the peak that large products of a format reach.
  func efficiency(_ family: String, _ format: ProductFormat) -> Double {
    func of(_ constant: String) -> Double? { self.family(family, constant) }
    let half = of("efficiency_16bit") ?? 0.5
    switch format {
    case .full32: return of("efficiency_32bit") ?? half
    case .half16: return half
    case .tensor8: return of("efficiency_fp8") ?? half
    case .row8: return (of("efficiency_fp8") ?? half) * common("row_scaling")
    case .block8: return of("efficiency_fp8_blocks") ?? (of("efficiency_fp8") ?? half)
    case .block4: return of("efficiency_fp4") ?? (of("efficiency_fp8") ?? half) * 0.75
    }
  }

  /// The share of the 16-bit peak that a fused attention kernel reaches on long sequences.
  func attention(_ family: String, _ kernel: SoftwareTraits.AttentionKernel) -> Double {
    let flash = self.family(family, "flash_attention") ?? 0.3
    let library = self.family(family, "library_attention") ?? flash
    switch kernel {
    case .unfused: return common("unfused_attention")
    case .flash: return flash
    case .triton: return flash * common("triton_attention")
    case .library: return library
    case .sinks: return library / common("sink_attention")
    }
  }
}
