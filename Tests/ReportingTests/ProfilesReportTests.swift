import Foundation
import HardwareProfiles
import Reporting
import Testing

/// `profiles show` prints where every figure of a shipped profile comes from.
@Suite struct ProfilesReportTests {
  private let catalog: ProfileCatalog

  init() throws { catalog = try ProfileCatalog() }

  private func shown(_ id: String, _ kind: ProfileKind) throws -> Report {
    switch kind {
    case .accelerator: ProfilesReport.show(try catalog.profile(id: id))
    case .node: ProfilesReport.show(try catalog.node(named: id))
    case .network: ProfilesReport.show(try catalog.network(named: id))
    }
  }

  /// A shipped file without its sources.
  private func text(_ id: String, _ kind: ProfileKind) throws -> String {
    let folders = [ProfileKind.accelerator: "", .node: "nodes/", .network: "networks/"]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "hardware-profiles/\(folders[kind] ?? "")\(id).yaml")
    return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\nsources:")[0]
  }

  @Test(arguments: ProfileKind.allCases)
  func `each figure of a file is shown with a source and its day`(kind: ProfileKind) throws {
    for id in catalog.ids(of: kind) {
      let written = try text(id, kind).components(separatedBy: "value:").count - 1
      let report = try shown(id, kind).text(.json, canvas: Canvas())
      let json = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
      let figures = try #require(json?["figures"] as? [[String: Any]])
      #expect(figures.count == written, "\(id): \(written) figures in the file")
      for figure in figures {
        let (source, date) = (figure["source"] as? String ?? "", figure["as_of"] as? String ?? "")
        #expect(source.count > 15 && date.hasPrefix("20"), "\(id): \(figure["figure"] ?? "") by '\(source)', '\(date)'")
      }
    }
  }

  @Test(arguments: ProfileKind.allCases)
  func `no number of a file stands without a source but counts and days`(kind: ProfileKind) throws {
    // What is counted in whole pieces, or is a name or a day.
    let facts = [
      "schema_version", "id", "name", "released", "accelerators", "count", "functions_per_board", "low", "high",
      "value",
      "vendor", "accelerator", "network", "form_factor", "family", "dimensions",
    ]
    let number = /([a-z_0-9]+): -?[0-9]/
    for id in catalog.ids(of: kind) {
      for line in try text(id, kind).split(separator: "\n") where !line.hasPrefix("#") && !line.contains("- ") {
        for match in line.matches(of: number) {
          #expect(facts.contains(String(match.1)), "\(id): \(line)")
        }
      }
    }
  }
}
