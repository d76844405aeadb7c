import Foundation
import PowerMeter

/// What machines draw without a job, beside the ledger: the last baseline of each node.
struct BaselineStore {
  private let path: String

  init(ledger file: String) { path = "\(file).idle.json" }

  /// The baseline of a node; nil when none was measured.
  func baseline(of node: String) -> IdleBaseline? { all()[node] }

  /// Keeps a baseline in the place of the node's last one.
  func keep(_ baseline: IdleBaseline) throws {
    var baselines = all()
    baselines[baseline.node] = baseline
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try OutputFile.replace(path, with: String(decoding: encoder.encode(baselines), as: UTF8.self) + "\n")
  }

  private func all() -> [String: IdleBaseline] {
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: IdleBaseline].self, from: data)) ?? [:]
  }
}
