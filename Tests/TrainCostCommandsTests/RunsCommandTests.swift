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
    let untagged = runs("tag", base[1], "more", "--remove", "bse")
    #expect(untagged.status == 65 && untagged.messages.contains("has no tag 'bse'; it has base; did you mean 'base'?"))
    #expect(try ids("--tag", "more").isEmpty)
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

  /// An export of one run with a change, as text.
  private func edited(_ change: (inout [String: Any]) throws -> Void) throws -> String {
    if try ids().isEmpty { #expect(record("textbook-1").status == 0) }
    let text = runs("export").output
    var export = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    var list = try #require(export["runs"] as? [[String: Any]])
    try change(&list[0])
    export["runs"] = list
    let data = try JSONSerialization.data(withJSONObject: export, options: .sortedKeys)
    return try folder.write(String(decoding: data, as: UTF8.self), to: "edited.json")
  }

  @Test func `an export in other order and spacing is imported`() throws {
    let path = try edited { _ in }
    let result = runs("import", path, "--replace")
    #expect(result.status == 0 && result.messages.contains("added 1 runs"), "\(result.messages)")
    // Exports of early versions have no digest.
    let old = runs("import", try edited { $0["digest"] = nil }, "--replace")
    #expect(old.status == 0, "\(old.messages)")
  }

  private static let edits: [(change: @Sendable (inout [String: Any]) -> Void, message: String)] = [
    ({ $0["name"] = "mine" }, "runs[0].name: found 'mine', but the run's archive says 'textbook example 1'"),
    (
      { run in
        guard var cost = run["cost"] as? [String: Any] else { return }
        cost["total"] = ["low": 1, "mid": 1, "high": 1]
        run["cost"] = cost
      }, "runs[0].cost.total.high: found 1, but the run's archive says 15712"
    ),
    ({ $0["tags"] = ["x"] }, "runs[0].tags: found a list of 1, but the run's archive says an empty list"),
    ({ $0["exit_code"] = 1 }, "runs[0].exit_code: found 1, but the run's archive says null"),
    ({ $0["name"] = nil }, "runs[0]: a key was added or removed, or its archive was changed"),
    ({ $0["remark"] = "x" }, "runs[0]: a key was added or removed, or its archive was changed"),
    (
      { run in
        guard var archive = run["archive"] as? [String: Any] else { return }
        archive["tags"] = ["x"]
        run["archive"] = archive
      }, "runs[0].tags: found an empty list, but the run's archive says a list of 1"
    ),
    (
      { run in
        run["name"] = "mine"
        run["digest"] = nil
      }, "runs[0].name: found 'mine'"
    ),
  ]

  @Test(arguments: edits.indices)
  func `an edited export is refused by the key that was edited, and nothing is added`(index: Int) throws {
    let path = try edited(Self.edits[index].change)
    let other = folder.url.appendingPathComponent("other.sqlite").path
    let result = runs("import", path, "--ledger", other)
    #expect(result.status == 65 && result.messages.contains(Self.edits[index].message), "\(result.messages)")
    #expect(!FileManager.default.fileExists(atPath: other))
  }

  @Test func `what is missing exits with 66, what is of no use with 65, and neither makes a ledger`() throws {
    let none = folder.url.appendingPathComponent("none.sqlite").path
    #expect(record("textbook-1").status == 0)
    let estimate = try #require(try ids().first)
    let usage = try folder.write(
      "name: u\nusage: { accelerator_hours: 10 }\ncluster: { accelerator: graphcore-bow-ipu, count: 1 }\n",
      to: "unpriced.yaml")
    #expect(CommandRun("estimate", usage, "--record", home: folder.url).status == 0)
    let unpriced = try #require(try ids().first { $0 != estimate })
    let benefits = repositoryFile("Examples/recommender/benefits.yaml")
    let missing: [[String]] = [
      ["runs", "show", "zz"], ["runs", "show", estimate, "--ledger", none], ["runs", "list", "--ledger", none],
      ["runs", "diff", "zz", estimate], ["runs", "diff", "tag:none", estimate],
      ["runs", "diff", estimate, "name:none"],
      ["runs", "tag", "zz", "x"], ["runs", "delete", estimate, "zz"], ["runs", "export", "--ledger", none],
      ["runs", "import", none], ["runs", "verify", "--ledger", none], ["runs", "backup", none, "--ledger", none],
      ["runs", "merge", "zz", "yy"], ["runs", "merge", "zz", "yy", "--from", none],
      ["value", "zz", "--benefits", benefits],
      ["value", estimate, "--benefits", none], ["value", "\(none).yaml", "--benefits", benefits],
      ["explain", "cost.total", "zz"], ["report", "zz"], ["forecast", "\(none).yaml"],
      ["forecast", "--backtest", "--history", none], ["calibrate", none], ["calibrate", "--ledger", none],
    ]
    for command in missing {
      let result = CommandRun(command, home: folder.url)
      #expect(result.status == 66 && result.output == "", "\(command): \(result.status) \(result.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: none))
    let text = try folder.write("no ledger, no table, no run file, and no export either\n", to: "text")
    let bad: [[String]] = [
      ["runs", "list", "--ledger", text], ["runs", "verify", "--ledger", text], ["runs", "import", text],
      ["runs", "merge", estimate, unpriced], ["value", unpriced, "--benefits", benefits],
      ["value", estimate, "--benefits", text], ["forecast", "--backtest", "--history", text], ["calibrate", text],
      ["forecast", "--backtest"], ["calibrate"],
    ]
    for command in bad {
      let result = CommandRun(command, home: folder.url)
      #expect(result.status == 65 && result.output == "", "\(command): \(result.status) \(result.messages)")
    }
    #expect(try ids().count == 2)
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
      #expect(["1.25", "own.csv,", "2026-11-20"].allSatisfy { shown.output.contains($0) }, "\(shown.output)")
    }
  }

  @Test func `a figure is shown again as it was printed`() throws {
    let path = repositoryFile("Examples/llama-3.1-405b/run.yaml")
    let printed = CommandRun("estimate", path, "--record", "--format", "json", home: folder.url)
    let id = try #require(try ids().first)
    #expect(runs("show", id, "--as-printed").output == printed.output)
  }
}
