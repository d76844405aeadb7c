/// Which exchanges between accelerators run beside the work that does not need them.
public struct ExchangeOverlap: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Tensor-parallel exchange beside matrix products.
  public static let tensor = ExchangeOverlap(rawValue: 1)
  /// The gradients' exchange beside the backward pass.
  public static let gradients = ExchangeOverlap(rawValue: 2)

  /// Both, each, and none.
  public static let allCombinations: [ExchangeOverlap] = [[.tensor, .gradients], .gradients, .tensor, []]
}
