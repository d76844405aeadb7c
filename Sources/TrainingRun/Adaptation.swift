public import Quantities

/// Which weights training changes: all of them, all but frozen parts, or low-rank adapters alone.
public struct Adaptation: Sendable, Equatable {
  /// Low-rank adapters that are trained in place of the model's own weights, which are then all frozen.
  public var lora: LowRankAdaptation?
  /// Parts whose weights stay as they are.
  public var frozen: Set<ModelPart> = []
  /// Layers at the bottom that stay as they are, so that the backward pass stops above them.
  public var frozenLayers = 0

  /// Everything is trained.
  public init() {}

  /// Whether every weight is trained.
  public var isFull: Bool { lora == nil && frozen.isEmpty && frozenLayers == 0 }
}

/// A part of a model that can be frozen by its name.
public enum ModelPart: String, Sendable, CaseIterable, Codable {
  case embedding, attention, experts, head
  case feedForward = "feed_forward"
}

/// Two thin matrices beside each targeted one (LoRA, arXiv 2106.09685).
public struct LowRankAdaptation: Sendable, Equatable {
  /// The matrices that adapters stand beside, by the names of the `peft` library.
  public enum Target: String, Sendable, CaseIterable, Codable {
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case output = "o_proj"
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"
  }
  /// The inner width of an adapter.
  public var rank: Int
  /// The matrices that have one.
  public var targets: Set<Target>
  /// The number format that the frozen weights are kept in; nil is that of training (4 bits are QLoRA, arXiv 2305.14314).
  public var basePrecision: Precision?

  /// Adapters of a rank on some matrices.
  public init(rank: Int, targets: Set<Target> = Set(Target.allCases), basePrecision: Precision? = nil) {
    self.rank = rank
    self.targets = targets
    self.basePrecision = basePrecision
  }
}
