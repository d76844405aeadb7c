import Documents
import Foundation
import HardwareProfiles
import Testing

@testable import WorkloadModel

@Suite struct PublishedStepsTests {
  @Test func `dump`() throws {
    let folder = "/work/shared/reference"
    let tables = try ["published-runs.csv", "published-runs-single-node.csv"].map {
      try CSVTable(path: "\(folder)/\($0)")
    }
    let validation = try Validation(tables, catalog: ProfileCatalog())
    print("cases", validation.cases.count, "runs", validation.runs.count, "skipped", validation.skipped.count)
    let fit = validation.fit
    let deviations = fit.deviations(.shipped)
    var text = ""
    for (item, deviation) in zip(validation.cases, deviations) {
      text += "\(item.run.group),\(item.run.id),\(deviation)\n"
    }
    try text.write(toFile: "/tmp/proto/swift.csv", atomically: true, encoding: .utf8)
    let s = ErrorSummary(errors: deviations.map { exp($0) - 1 })
    print(s as Any)
    if ProcessInfo.processInfo.environment["REFIT"] != nil {
      let start = Date()
      let fitted = fit.fitted(from: .shipped, iterations: 20)
      print(
        "fit seconds", Date().timeIntervalSince(start),
        ErrorSummary(errors: fit.deviations(fitted).map { exp($0) - 1 }) as Any)
    }
  }
}
