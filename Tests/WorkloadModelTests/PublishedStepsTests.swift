import Documents
import Glibc
import HardwareProfiles
import Testing
import TrainCostTestSupport

@testable import WorkloadModel

/// The accuracy that the README states: it may get better and must not get worse.
@Suite(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
struct PublishedStepsTests {
  private static func deviations(of file: String) throws -> (validation: Validation, errors: [Double]) {
    let folder = try #require(Recordings.folder)
    let table = try CSVTable(path: "\(folder)/../reference/\(file)")
    let validation = try Validation([table], catalog: ProfileCatalog())
    let fit = validation.fit
    return (validation, fit.deviations(.shipped))
  }

  @Test(arguments: [
    ("published-runs.csv", 440, 0.045, 0.13), ("published-runs-single-node.csv", 950, 0.045, 0.125),
  ])
  func `published steps are met in the median and at the 90th percentile`(
    file: String, count: Int, median: Double, p90: Double
  ) throws {
    let (validation, deviations) = try Self.deviations(of: file)
    let judged = zip(validation.cases, deviations).filter(\.0.isOfGradeA).map(\.1)
    let summary = try #require(ErrorSummary(errors: judged.map { $0.relativeError }))
    #expect(summary.count >= count)
    #expect(summary.medianAbsoluteError <= median)
    #expect(summary.p90AbsoluteError <= p90)
    #expect(abs(summary.bias) < 0.02)
    let ranking = RankingScore(validation.cases, deviations: deviations)
    #expect(try #require(ranking.share) >= (count > 900 ? 0.93 : 0.78))
  }

  @Test func `steps with routed experts are met`() throws {
    let (validation, deviations) = try Self.deviations(of: "published-runs.csv")
    let errors = zip(validation.cases, deviations).filter { $0.0.shape.routedShare > 0 }.map { $0.1.relativeError }
    let summary = try #require(ErrorSummary(errors: errors))
    #expect(summary.medianAbsoluteError <= 0.09)
    #expect(summary.p90AbsoluteError <= 0.30)
  }
}

extension Double {
  /// The relative error of a prediction whose logarithm is off by this much.
  fileprivate var relativeError: Double { Glibc.exp(self) - 1 }
}
