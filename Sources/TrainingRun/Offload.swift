public import Quantities

/// What a run keeps in the host's memory instead of the accelerator's, and fetches when it is needed.
public struct Offload: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Weights, fetched for each pass over a layer (DeepSpeed's `offload_param`).
  public static let weights = Offload(rawValue: 1)
  /// The optimizer's states and 32-bit weights, which the host's processors update, and from ZeRO's second stage on the
  /// gradients (DeepSpeed's `offload_optimizer`).
  public static let optimizer = Offload(rawValue: 2)
  /// What is kept for the backward pass (DeepSpeed's `cpu_checkpointing`, Megatron's `cpu_offloading`).
  public static let activations = Offload(rawValue: 4)

  /// Nothing and every combination, those of fewer parts first.
  public static let allCombinations: [Offload] = (0...7).map { Offload(rawValue: $0) }
    .sorted { ($0.rawValue.nonzeroBitCount, $0.rawValue) < ($1.rawValue.nonzeroBitCount, $1.rawValue) }

  /// Each part with its key in the run file, in the order of a table.
  public static let parts: [(key: String, part: Offload)] = [
    ("weights", .weights), ("optimizer", .optimizer), ("activations", .activations),
  ]

  /// The keys of the run file that stand for it, in the order of a table.
  public var keys: [String] { Self.parts.filter { contains($0.part) }.map(\.key) }
}

/// What the run file says of the machine around the accelerators; nil leaves a figure to the accelerator's profile.
public struct HostSpecification: Sendable, Equatable {
  /// Bandwidth between one accelerator and the host's memory in each direction.
  public var linkBandwidth: BytesPerSecond?
  /// The host's memory in one node.
  public var memory: Bytes?
  /// Its bandwidth.
  public var memoryBandwidth: BytesPerSecond?

  /// Nothing stated.
  public init() {}
}
