/// Why the ledger cannot be read or written.
public struct LedgerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of fault.
  public enum Code: Sendable, Equatable {
    /// Another program holds it.
    case locked
    /// It may be read only.
    case readOnly
    /// The disk is full.
    case full
    /// It is no ledger, or it is damaged.
    case corrupt
    /// A later version of the program wrote it.
    case newer
    /// It cannot be opened.
    case unreachable
    /// It holds no such run.
    case unknownRun
  }

  /// The kind of fault.
  public let code: Code
  /// The ledger's file.
  public let file: String
  /// What is wrong, in words.
  public let message: String

  init(_ code: Code, file: String, message: String) {
    self.code = code
    self.file = file
    self.message = message
  }

  public var description: String { "ledger \(file): \(message)" }
}
