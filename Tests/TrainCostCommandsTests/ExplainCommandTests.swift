import Foundation
import Testing
import TrainCostTestSupport

@Suite struct ExplainCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let run = repositoryFile("Examples/llama-3.1-405b/run.yaml")

  private func explain(_ path: String, _ arguments: String...) -> CommandRun {
    CommandRun(["explain", path, Self.run] + arguments, home: folder.url)
  }

  @Test func `every figure of an estimate can be explained`() throws {
    let json = try CommandRun("estimate", Self.run, "--format", "json", home: folder.url).json()
    func paths(_ value: Any, _ path: String) -> [String] {
      if let members = value as? [String: Any] {
        return (path.isEmpty ? [] : [path]) + members.flatMap { paths($1, path.isEmpty ? $0 : "\(path).\($0)") }
      }
      if let values = value as? [Any] {
        return values.prefix(2).indices.flatMap { paths(values[$0], "\(path)[\($0)]") }
      }
      return [path]
    }
    let all = paths(json, "")
    #expect(all.count > 100)
    for path in all.enumerated().filter({ $0.offset % 15 == 0 }).map(\.element) + [
      "cost.total", "cost.lines[0].amount",
    ] {
      let run = explain(path, "--format", "json")
      #expect(run.status == 0, "\(path): \(run.messages)")
      #expect((try run.json()["formula"] as? String)?.isEmpty == false, "\(path)")
    }
  }

  @Test func `a total is explained by its lines, a line by quantity, price and source`() throws {
    let total = try explain("cost.total", "--format", "json").json()
    let inputs = try #require(total["inputs"] as? [[String: Any]])
    #expect(inputs.count >= 5 && inputs.allSatisfy { ($0["path"] as? String)?.hasSuffix(".amount") == true })
    let line = try explain("cost.lines[0].amount", "--format", "json").json()
    #expect((line["source"] as? String)?.contains("HGX H100") == true)
    #expect((line["drivers"] as? [String])?.contains("prices.owned.unit_price") == true)
    #expect(explain("energy.facility_kwh").output.contains("x PUE"))
  }

  @Test func `a step is explained by the parts that take most of it`() throws {
    let inputs = try #require(
      try explain("time.step_seconds", "--format", "json").json()["inputs"] as? [[String: Any]])
    #expect(inputs.first?["path"] as? String == "time.step_parts.matrix_products")
    let seconds = inputs.compactMap { $0["value"] as? Double }
    #expect(seconds.count == 5 && seconds == seconds.sorted(by: >))
    #expect(explain("time.step_seconds").output.contains(" % of the step"))
  }

  @Test func `an unknown path is refused with the nearest, an unknown run with 66`() {
    let run = explain("cost.totl")
    #expect(run.status == 65)
    #expect(run.messages.contains("did you mean 'cost.total'"), "\(run.messages)")
    #expect(CommandRun("explain", "cost.total", "nothing", home: folder.url).status == 66)
  }

  @Test(arguments: [
    ("cost.lines[99].amount", "cost.lines has the entries 0 to "), ("cost.lines.3", "cost.lines has the entries 0 to "),
    ("energy.total", "energy has accelerator_kwh, host_kwh"), ("nonsense", "begins with one of schema_version, run,"),
    ("cost.currency.code", "cost.currency has no parts; did you mean 'cost.currency'"),
    ("facility_kwh", "did you mean 'energy.facility_kwh'"), ("cost.total.mit", "did you mean 'cost.total.mid'"),
  ])
  func `a path that leads nowhere is told what there is`(path: String, message: String) {
    let run = explain(path)
    #expect(run.status == 65 && run.output.isEmpty)
    #expect(run.messages.contains(message) && run.messages.filter { $0 == "\n" }.count == 1, "\(run.messages)")
  }

  @Test func `the source of a price stands beside it`() {
    let lines = explain("cost.lines[0].unit_price").output.split(separator: "\n")
    #expect(lines.contains { $0.contains("cost.lines[0].unit_price") && $0.contains("0.715405") })
    #expect(!lines.contains { $0.contains("cost.lines[0].source") })
  }

  @Test func `the joules of a measured run are those of the domains that are counted`() throws {
    #expect(CommandRun("measure", "--quiet", "--", "true", home: folder.url).status == 0)
    let runs = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let run = try #require((runs["runs"] as? [[String: Any]])?.first)
    let domains = try #require((run["energy"] as? [String: Any])?["by_domain"] as? [[String: Any]])
    let json = try CommandRun(
      "explain", "energy.total_joules", #require(run["id"] as? String), "--format", "json", home: folder.url
    ).json()
    let inputs = (json["inputs"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String }
    let counted = domains.indices.filter { domains[$0]["contained_in"] is NSNull }
    #expect(inputs == counted.map { "energy.by_domain[\($0)].joules" })
  }

  @Test func `a run of the ledger is explained too`() throws {
    #expect(CommandRun("estimate", Self.run, "--record", home: folder.url).status == 0)
    let runs = try #require(
      try CommandRun("runs", "list", "--format", "json", home: folder.url).json()["runs"] as? [[String: Any]])
    let id = try #require(runs[0]["id"] as? String)
    #expect(CommandRun("explain", "cost.total", id, home: folder.url).status == 0)
    // With what was assumed when it was recorded.
    #expect(CommandRun("explain", "cost.lines[0].amount", id, home: folder.url).output.contains("Epoch AI"))
  }
}
