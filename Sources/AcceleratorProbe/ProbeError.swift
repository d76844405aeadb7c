/// Why a bus could not be read at all.
///
/// One device that cannot be read is no error: it is listed with the reason beside it.
public struct ProbeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of fault, each of which a program may react to in its own way.
  public enum Code: Sendable, Equatable {
    /// The file does not exist.
    case missing
    /// The file or folder exists and cannot be read.
    case unreadable
    /// The file is not an lspci dump, or holds no function that can be told.
    case notADump
    /// The folder that stands for `/` is none.
    case notATree
    /// libpci, or the library of NVML that was named, cannot be used.
    case library
  }

  /// The kind of fault.
  public let code: Code
  /// What is wrong: what was found and what was expected.
  public let message: String
  /// The file or folder, as the user named it.
  public let file: String?
  /// The line, counted from 1.
  public let line: Int?

  /// A fault and its place.
  public init(_ code: Code, message: String, file: String? = nil, line: Int? = nil) {
    self.code = code
    self.message = message
    self.file = file
    self.line = line
  }

  public var description: String {
    let place = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
    return place.isEmpty ? message : "\(place): \(message)"
  }
}
