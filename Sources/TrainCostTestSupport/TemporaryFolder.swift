public import Foundation

/// A folder that a test fills with files, gone with the last reference to it.
///
/// Every test that writes anything writes it here, so that a run of the tests leaves nothing behind.
public final class TemporaryFolder {
  /// The folder, which exists.
  public let url: URL
  /// Its path.
  public var path: String { url.path }

  /// A folder with the given files: texts by their paths below it.
  public init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("traincost-test-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of something in the folder, which need not exist.
  public func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, with the folders above it, and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  /// Writes the bytes of a file, with the folders above it, and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }
}
