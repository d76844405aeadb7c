/// The number formats in which a run computes.
public enum Precision: String, Sendable, CaseIterable, Codable {
  case fp64, fp32, tf32, fp16, bf16, fp8, fp4, int8

  /// Those that runs train in. The others are told of hardware, and of weights that stay as they are.
  public static let training: [Precision] = [.fp32, .tf32, .fp16, .bf16, .fp8, .fp4]

  /// Bytes of one number.
  public var bytes: Double {
    switch self {
    case .fp64: 8
    case .fp32, .tf32: 4
    case .fp16, .bf16: 2
    case .fp8, .int8: 1
    case .fp4: 0.5
    }
  }
}
