public import Quantities

/// What one kind of accelerator can do, draw and cost. One file of `hardware-profiles/`.
public struct AcceleratorProfile: HardwareProfile {
  /// What it is called; the id is `vendor-name-form-memory`.
  public let head: ProfileHead
  /// The maker.
  public let vendor: String
  /// Whether it can be bought: Google's and Amazon's own are rented out alone.
  public var isSold: Bool { !["Google", "AWS", "Amazon"].contains(vendor) }
  /// What it is made for.
  public let role: AcceleratorRole
  /// `SXM5`, `PCIe`, `OAM`, …
  public let formFactor: String
  /// The day or month of release, `2022-09-20`.
  public let released: String
  /// The PCI identities by which a probe knows it.
  public let pciIdentities: [PCIIdentity]
  /// How many PCI functions one board shows: 2 where each die of a package is a device of its own.
  public let functionsPerBoard: Int
  /// Peak dense rate by precision, of the precisions that models are trained in; one that is absent is not supported
  /// in hardware or has no sourced figure.
  public let peakDense: [Precision: Sourced<FLOPsPerSecond>]
  /// Memory of one accelerator, and its bandwidth.
  public let memoryCapacity: Sourced<Bytes>
  public let memoryBandwidth: Sourced<BytesPerSecond>?
  /// The link to its neighbours in the node.
  public let link: AcceleratorLink?
  /// The machine it usually sits in; nil where none is known or where both share one memory.
  public let host: HostFigures?
  /// Power drawn by it and by its share of the node.
  public internal(set) var power: PowerFigures
  /// The share of the peak rate at which training executes FLOPs, recomputed ones included, outside pipeline bubbles.
  public let efficiency: [Precision: Sourced<Range90<Double>>]
  /// What the models were fitted to for it; nil for a profile without measurements or kin.
  public let calibration: AcceleratorCalibration?
  /// How many share a node, and the network between nodes, where the run file does not say.
  public internal(set) var acceleratorsPerNode: Int
  public internal(set) var network: String?
  /// The price of one, to buy.
  public let price: Sourced<Money>?
  /// Greenhouse gas emitted to make one.
  public let embodiedCarbon: Sourced<Range90<Kilograms>>?
  /// What the user's own measured runs say of the models' figures, by precision; empty without a calibration.
  public internal(set) var corrections: [Precision: MeasuredCorrection] = [:]
  /// The files it was read from, topmost first.
  public let files: [String]
}

/// What an accelerator is made for.
public enum AcceleratorRole: String, Sendable, CaseIterable, Codable {
  case training, inference, display
}

/// Vendor and device of a PCI function, and its subsystem where that tells two products apart.
public struct PCIIdentity: Sendable, Hashable {
  /// PCI vendor id.
  public let vendor: UInt16
  /// PCI device id.
  public let device: UInt16
  /// PCI subsystem device id, or nil where any will do.
  public let subsystemDevice: UInt16?

  /// An identity; a nil subsystem matches all.
  public init(vendor: UInt16, device: UInt16, subsystemDevice: UInt16? = nil) {
    self.vendor = vendor
    self.device = device
    self.subsystemDevice = subsystemDevice
  }
}

/// A link between the accelerators of one node.
public struct AcceleratorLink: Sendable {
  /// `NVLink 4`, `PCIe 5 x16`, …
  public let name: String
  /// Bandwidth of one accelerator in each direction.
  public let bandwidthPerDirection: Sourced<BytesPerSecond>
}

/// The power figures of an accelerator.
public struct PowerFigures: Sendable {
  /// The maker's limit (TDP, TBP).
  public let nameplate: Sourced<Watts>
  /// Drawn without work.
  public let idle: Sourced<Watts>?
  /// Drawn while a job holds it and none of its kernels run; clocks stay up, so it is more than idle.
  public let waiting: Sourced<Range90<Watts>>?
  /// Mean draw while training keeps it busy, as a share of the nameplate.
  public let trainingShare: Sourced<Range90<Double>>
  /// The rest of the node (processors, memory, fans, NICs, power supplies) for each accelerator.
  public internal(set) var host: Sourced<Range90<Watts>>
}

extension AcceleratorProfile {
  /// The precision of a run that states none: the 16-bit format, else the 32-bit one; nil where it has a peak rate in
  /// neither.
  public var usualPrecision: Precision? {
    [Precision.bf16, .fp16, .tf32, .fp32].first { peakDense[$0] != nil }
  }

  /// The peak dense rate in that precision.
  public var usualPeak: FLOPsPerSecond? { usualPrecision.flatMap { peakDense[$0]?.value } }
}
