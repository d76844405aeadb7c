import Documents
import Foundation
import HardwareProfiles
import Testing
import TrainCostTestSupport

@testable import WorkloadModel

/// The figures of `Benchmarks/accuracy.csv`, which the README shows: none may get worse. `Benchmarks/accuracy --check` does the
/// same for those that fit the constants anew.
@Suite(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
struct StatedAccuracyTests {
  private static func report(_ file: String) throws -> ValidationReport {
    let folder = try #require(Recordings.folder)
    return try Validation([CSVTable(path: "\(folder)/../reference/\(file)")], catalog: ProfileCatalog()).report()
  }

  private static func isStep(_ row: ScoredRow) -> Bool { row.grade.hasPrefix("A") && row.quantity != .peakMemory }

  @Test func `no stated figure has become worse`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let stated = try CSVTable(path: root.appendingPathComponent("Benchmarks/accuracy.csv").path)
    let main = try Self.report("published-runs.csv")
    let node = try Self.report("published-runs-single-node.csv")
    var fresh: [String: ErrorSummary?] = [
      "steps, grade A and A-": main.summary(where: Self.isStep),
      "of these, routed experts": main.summary { Self.isStep($0) && $0.hasExperts },
      "steps, throughput and hours, grade B": main.summary { $0.grade == "B" && $0.quantity.isTime && $0.isJudged },
      "MLPerf's minutes to train, grade T": main.summary { $0.grade == "T" },
      "hours of whole runs, grade C": main.summary { $0.grade == "C" && $0.quantity.isTime },
      "the quickest step of each set, its layout left open": ErrorSummary(
        errors: main.openLayouts.compactMap(\.relativeError)),
      "rates of TPUs (MaxText), not judged": main.summary { $0.group == "MaxText" },
      "mean power, metered nodes of MLPerf": main.summary { $0.group == "MLPerf-power" },
      "mean power, GPUs of Zeus": main.summary { $0.group == "Zeus" },
      "steps on one node": node.summary(where: Self.isStep),
    ]
    for comparison in main.comparisons { fresh["times of \(comparison.group)"] = comparison.ours }
    var compared = 0
    for row in stated.rows {
      let name = try #require(row["rows"])
      guard let summary = fresh[name] ?? nil else { continue }
      // Half a point allows for the last digit.
      #expect(100 * summary.medianAbsoluteError <= (try #require(row["median"].flatMap(Double.init))) + 0.5, "\(name)")
      #expect(100 * summary.p90AbsoluteError <= (try #require(row["p90"].flatMap(Double.init))) + 0.5, "\(name)")
      compared += 1
    }
    #expect(compared >= 13)
  }

  @Test func `no large group is met worse than by the one-line baseline or by the best peer`() throws {
    for file in ["published-runs.csv", "published-runs-single-node.csv"] {
      let large = try Self.report(file).comparisons.filter(\.isLarge)
      #expect(!large.isEmpty)
      for group in large {
        let error = group.ours.meanAbsoluteError
        #expect(error < group.baseline.meanAbsoluteError, "\(group.group)")
        if let peer = group.peer { #expect(error < peer.meanAbsoluteError, "\(group.group): \(peer.name)") }
      }
    }
  }

  @Test func `the 90 % ranges hold 85 to 96 % of the measured times, in all and in each large group`() throws {
    let report = try Self.report("published-runs.csv")
    let times = report.judged.filter(\.quantity.isTime)
    let all = try #require(ErrorSummary(errors: times.compactMap(\.timeError), withinRange: times.map(\.isWithinRange)))
    #expect((0.85...0.95).contains(try #require(all.rangeCoverage)))
    for group in report.comparisons where group.ours.count >= 50 {
      #expect((0.85...0.97).contains(try #require(group.ours.rangeCoverage)), "\(group.group)")
    }
  }

  @Test func `nearly all rows that state what a prediction needs are scored, and each other one has a reason`() throws {
    let report = try Self.report("published-runs.csv")
    #expect(Double(report.coverage.scored) > 0.9 * Double(report.coverage.held))
    #expect(report.skipped.allSatisfy { !$0.reason.isEmpty && !$0.id.isEmpty })
  }

  @Test func `throughput of rows whose layers have to be inferred is met`() throws {
    let summary = try #require(try Self.report("published-runs.csv").summary { $0.grade == "B" && $0.quantity.isTime })
    #expect(summary.count >= 30)
    #expect(summary.medianAbsoluteError <= 0.10)
  }
}
