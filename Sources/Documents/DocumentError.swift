/// What is wrong with a file that a user wrote, and where.
public struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of fault, each of which a program may react to in its own way.
  public enum Code: Sendable, Equatable {
    /// The file does not exist.
    case missing
    /// The file exists and cannot be read.
    case unreadable
    /// The text is neither YAML nor JSON.
    case malformed
    /// A key is unknown, missing or given twice.
    case key
    /// A value is of the wrong kind or out of range.
    case value
    /// A name (profile, currency, family) is not known.
    case name
  }

  /// The kind of fault.
  public let code: Code
  /// The file, as the user named it.
  public let file: String?
  /// The line, counted from 1.
  public let line: Int?
  /// The key, as a dotted path from the top of the file.
  public let key: String?
  /// What is wrong: what was found and what was expected.
  public let message: String
  /// The nearest valid choice.
  public let nearest: String?

  /// A fault and its place.
  public init(
    _ code: Code, file: String? = nil, line: Int? = nil, key: String? = nil, message: String, nearest: String? = nil
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.key = key
    self.message = message
    self.nearest = nearest
  }

  public var description: String {
    let place = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
    let parts = [place, key ?? "", message].filter { !$0.isEmpty }
    return parts.joined(separator: ": ") + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }
}
