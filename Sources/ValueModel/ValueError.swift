/// Why the value of a run cannot be assessed.
public struct ValueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The benefits file's key that would mend it.
  public let key: String
  /// What was found and what was expected.
  public let message: String

  public var description: String { "\(key): \(message)" }
}
