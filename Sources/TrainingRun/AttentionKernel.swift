/// The attention kernels that predictions tell apart.
public enum AttentionKernel: String, Sendable, CaseIterable {
  /// One kernel an operator, with the scores in memory.
  case unfused
  /// Fused by the Triton compiler.
  case triton
  /// FlashAttention up to its second version, and its like.
  case flash
  /// The fused kernels of the accelerator's own libraries, and what is as quick.
  case library

  /// The names that it goes by in a run file, in small letters with hyphens.
  public var names: [String] {
    switch self {
    case .unfused: ["unfused", "eager", "core"]
    case .triton: ["triton"]
    case .flash:
      ["flash", "flash1", "flash2", "flash-attention", "flash-attention-1", "flash-attention-2", "sdpa", "xformers"]
    case .library:
      ["library", "cudnn", "fused", "flash3", "flash-attention-3", "te", "transformer-engine", "splash"]
    }
  }

  /// The kernel of a name, whose case does not matter, nor whether words are joined by hyphens or underscores; nil for
  /// an unknown one.
  ///
  /// - Parameter name: such as `cudnn` or `flash_attention_2`.
  public init?(named name: String) {
    let wanted = name.lowercased().replacing("_", with: "-")
    guard let kernel = Self.allCases.first(where: { $0.names.contains(wanted) }) else { return nil }
    self = kernel
  }
}
