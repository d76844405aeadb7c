import Foundation
import Testing
import TrainCostTestSupport

@Suite struct RunsCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func record(_ example: String) -> CommandRun {
    CommandRun("estimate", repositoryFile("Examples/\(example).yaml"), "--record", home: folder.url)
  }

  private func runs(_ arguments: String...) -> CommandRun { CommandRun(["runs"] + arguments, home: folder.url) }

  private func ids(_ arguments: String...) throws -> [String] {
    let run = CommandRun(["runs", "list", "--format", "json"] + arguments, home: folder.url)
    #expect(run.status == 0, "\(run.messages)")
    return try (run.json()["runs"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
  }

  @Test func `filters choose, tags group, and a diff compares groups`() throws {
    for example in ["textbook-1", "textbook-1", "textbook-2", "textbook-2"] { #expect(record(example).status == 0) }
    let all = try ids()
    #expect(all.count == 4)
    #expect(try ids("--limit", "2") == Array(all.prefix(2)))
    #expect(try ids("--since", "1d").count == 4)
    #expect(try ids("--since", "2200-01-01").isEmpty)
    let listed = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()["runs"] as? [[String: Any]]
    let base = try #require(listed).filter { run in
      ((run["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"] == 15_712
    }.compactMap { $0["id"] as? String }
    #expect(base.count == 2)
    for id in base { #expect(runs("tag", id, "base").status == 0) }
    #expect(try Set(ids("--tag", "base")) == Set(base))
    let other = try #require(all.first { !base.contains($0) })
    let diff = runs("diff", "tag:base", other, "--format", "json")
    #expect(diff.status == 0, "\(diff.messages)")
    let figures = try #require(diff.json()["figures"] as? [[String: Any]])
    let cost = try #require(figures.first { $0["figure"] as? String == "cost" })
    #expect((cost["difference"] as? Double).map(abs) == 9000)
    #expect(runs("tag", base[0], "--remove", "base").status == 0)
    #expect(try ids("--tag", "base") == [base[1]])
    #expect(runs("list", "--since", "yesterday").messages.contains("expected a date"))
  }

  @Test func `an export goes into another ledger, and deleted runs are gone`() throws {
    #expect(record("textbook-1").status == 0)
    let id = try #require(try ids().first)
    let file = folder.url.appendingPathComponent("runs.json").path
    #expect(runs("export", "--output", file).status == 0)
    let other = folder.url.appendingPathComponent("other.sqlite").path
    #expect(runs("import", file, "--ledger", other).status == 0)
    #expect(runs("import", file, "--ledger", other).messages.contains("1 were there already"))
    let (here, there) = (runs("show", id, "--format", "json"), runs("show", id, "--ledger", other, "--format", "json"))
    #expect(here.status == 0 && here.output == there.output)
    let csv = runs("export", "--format", "csv").output.split(separator: "\n")
    #expect(csv.count == 2 && csv[0].hasPrefix("id,kind,name,started_at") && csv[1].contains("15712,CNY"))
    #expect(runs("verify", "--ledger", other).status == 0)
    #expect(runs("backup", folder.url.appendingPathComponent("copy.sqlite").path).status == 0)
    #expect(runs("delete", id).status == 0)
    #expect(try ids().isEmpty)
    #expect(runs("delete", id).status == 66)
    let broken = try folder.write(#"{"schema_version": 1, "runs": [{"archive": {}}]}"#, to: "broken.json")
    let refused = runs("import", broken)
    #expect(refused.status == 65 && refused.messages.contains("runs[0].archive"))
  }

  @Test func `a price that left the book still prices an old run`() throws {
    let list = try folder.write(
      "accelerator,price_per_accelerator_hour,as_of\nh100,1.25,2026-11-20\n", to: "own.csv")
    let run = try folder.write(
      "name: old\nusage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\n", to: "run.yaml")
    #expect(CommandRun("estimate", run, "--prices", list, "--record", home: folder.url).status == 0)
    try FileManager.default.removeItem(atPath: list)
    let now = try CommandRun("estimate", run, "--format", "json", home: folder.url).json()
    #expect(((now["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"] != 12.5)
    let id = try #require(try ids().first)
    let cost = try #require(try runs("show", id, "--format", "json").json()["cost"] as? [String: Any])
    #expect((cost["total"] as? [String: Double])?["mid"] == 12.5)
    for command in [["explain", "cost.lines[0].unit_price", id], ["report", id]] {
      let shown = CommandRun(command, home: folder.url)
      #expect(shown.output.contains("1.25") && shown.output.contains("own.csv, 2026-11-20"), "\(shown.output)")
    }
  }

  @Test func `a figure is shown again as it was printed`() throws {
    let path = repositoryFile("Examples/llama-3.1-405b/run.yaml")
    let printed = CommandRun("estimate", path, "--record", "--format", "json", home: folder.url)
    let id = try #require(try ids().first)
    #expect(runs("show", id, "--as-printed").output == printed.output)
  }
}
