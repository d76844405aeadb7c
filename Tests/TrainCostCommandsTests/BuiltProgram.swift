import Foundation

/// The program beside the tests' own; nil where only the tests were built.
enum BuiltProgram {
  static let path: String? = {
    let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/traincost"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()
}
