/// Why a usage cannot be priced.
public struct CostError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The run file's key that would mend it.
  public let key: String
  /// What is missing or wrong.
  public let message: String
  /// The nearest valid choice.
  public let nearest: String?

  init(key: String, message: String, nearest: String? = nil) {
    self.key = key
    self.message = message
    self.nearest = nearest
  }

  public var description: String { "\(key): \(message)" + (nearest.map { "; did you mean '\($0)'?" } ?? "") }
}
