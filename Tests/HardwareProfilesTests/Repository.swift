import Foundation

/// The folders that tests read.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let profiles = "\(root)/hardware-profiles"

  /// The table of accelerators that the shipped figures come from; it is not part of the repository.
  static let acceleratorTable: String? = {
    let shared = ProcessInfo.processInfo.environment["TRAINCOST_SHARED"] ?? "\(root)/../shared"
    let path = "\(shared)/reference/accelerators.csv"
    return FileManager.default.isReadableFile(atPath: path) ? path : nil
  }()
}
