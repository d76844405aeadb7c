import Documents
import HardwareProfiles
import Testing
import TrainCostTestSupport

@testable import WorkloadModel

/// Runs known by their work alone, and metered power: it may get better and must not get worse.
@Suite(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
struct PublishedWholeRunsTests {
  private static func summary(_ grade: String, group: String? = nil) throws -> ErrorSummary {
    let folder = try #require(Recordings.folder)
    let table = try CSVTable(path: "\(folder)/../reference/published-runs.csv")
    let rows = try Validation([table], catalog: ProfileCatalog()).report().rows
    let errors = rows.filter { $0.grade == grade && (group == nil || $0.group == group) }.compactMap(\.relativeError)
    return try #require(ErrorSummary(errors: errors))
  }

  @Test func `MLPerf's minutes to train are met`() throws {
    let summary = try Self.summary("T")
    #expect(summary.count >= 140)
    #expect(summary.medianAbsoluteError <= 0.15)
    #expect(abs(summary.bias) < 0.05)
  }

  @Test(arguments: [("MLPerf-power", 4, 0.08), ("Zeus", 45, 0.12)])
  func `metered power is met`(group: String, count: Int, median: Double) throws {
    let summary = try Self.summary("E", group: group)
    #expect(summary.count >= count)
    #expect(summary.medianAbsoluteError <= median)
  }
}
