/// Why a run cannot be predicted.
public struct WorkloadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The run file's key at fault.
  public let key: String
  /// What was found and what was expected.
  public let message: String

  /// An error about a key of the run file.
  public init(key: String, message: String) {
    self.key = key
    self.message = message
  }

  public var description: String { "\(key): \(message)" }
}
