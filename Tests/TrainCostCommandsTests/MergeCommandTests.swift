import Foundation
import Quantities
import RunLedger
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct MergeCommandTests {
  private let home: TemporaryFolder
  private let ledger: String

  init() throws {
    home = try TemporaryFolder()
    ledger = home.path(of: "ledger.sqlite")
    for (id, node) in [("aaaa", "n1"), ("bbbb", "n2"), ("cccc", "n3")] { try add(id, node) }
  }

  /// A run of one H100 at 1 kJ, whose address every node has.
  private func add(_ id: String, _ node: String) throws {
    var job = MeasuredJob(
      command: ["train"], exitCode: 0, signal: nil, startedAt: 1000, wallTime: Seconds(3600), isComplete: true,
      energy: [
        DomainEnergy(
          domain: .accelerator, id: "0000:41:00.0", energy: Range90(exactly: Joules(1000)), method: .counter)
      ], acceleratorCount: 1, overhead: nil)
    job.node = node
    try RunLedger(file: ledger).add(
      RunRecord(
        id: id, kind: .measured, name: "train", startedAt: 1000, job: job, accelerator: "nvidia-h100-sxm5-80gb",
        usage: job.usage, cost: nil, carbon: nil))
  }

  private func runs(_ arguments: [String]) -> CommandRun {
    CommandRun(["runs"] + arguments + ["--ledger", ledger], home: home.url)
  }

  private func merge(_ ids: String...) throws -> [String: Any] {
    let result = runs(["merge"] + ids + ["--format", "json"])
    #expect(result.status == 0, "\(result.messages)")
    return try result.json()
  }

  private func id(_ record: [String: Any]) throws -> String { try #require(record["id"] as? String) }

  @Test(arguments: [
    (["M", "bbbb"], ["aaaa", "bbbb"], "run bbbb is a part of <M> already"),
    (["bbbb", "M"], ["bbbb", "aaaa"], "run bbbb is a part of both bbbb and <M>"),
    (["M", "cccc"], ["aaaa", "bbbb", "cccc"], ""),
    (["M", "M2"], ["aaaa", "bbbb"], "a part of both <M> and <M2>"),
    (["MC", "M2"], ["aaaa", "bbbb", "cccc"], "a part of both <MC> and <M2>"),
  ])
  func `a merged run stands for its parts, however often they are named`(
    named: [String], parts: [String], warning: String
  ) throws {
    var ids = ["M": try id(merge("aaaa", "bbbb")), "M2": try id(merge("aaaa", "bbbb"))]
    ids["MC"] = try id(merge(try #require(ids["M"]), "cccc"))
    let result = runs(["merge"] + named.map { ids[$0] ?? $0 } + ["--format", "json"])
    #expect(result.status == 0, "\(result.messages)")
    let merged = try result.json()
    #expect(merged["merged_from"] as? [String] == parts)
    #expect(merged["count"] as? Int == parts.count)
    #expect(merged["accelerator_hours"] as? Double == Double(parts.count))
    let energy = try #require(merged["energy"] as? [String: Any])
    #expect(energy["total_joules"] as? Double == 1000 * Double(parts.count))
    let devices = try #require(energy["by_domain"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    let nodes = ["aaaa": "n1", "bbbb": "n2", "cccc": "n3"]
    #expect(devices == parts.map { "\(nodes[$0] ?? "")/0000:41:00.0" })
    let words = ids.reduce(warning) { $0.replacingOccurrences(of: "<\($1.key)>", with: $1.value) }
    #expect(words.isEmpty ? result.messages.isEmpty : result.messages.contains(words), "\(result.messages)")
  }

  @Test func `a merged run whose parts are gone joins what it shares nothing with`() throws {
    let whole = try id(merge("aaaa", "bbbb"))
    #expect(runs(["delete", "aaaa", "bbbb"]).status == 0)
    let merged = try merge(whole, "cccc")
    #expect(merged["merged_from"] as? [String] == [whole, "cccc"])
    #expect(merged["count"] as? Int == 3)
    #expect(merged["accelerator_hours"] as? Double == 3)
    let energy = try #require(merged["energy"] as? [String: Any])
    #expect(energy["total_joules"] as? Double == 3000)
    let devices = try #require(energy["by_domain"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    #expect(devices == ["n1/0000:41:00.0", "n2/0000:41:00.0", "n3/0000:41:00.0"])
  }

  @Test(arguments: [
    (["aaaa"], "bbbb", "run bbbb is in run bbbb too"),
    (["aaaa", "bbbb"], "dddd", "n1/0000:41:00.0 is in run dddd too"),
    (["aaaa", "bbbb"], "M2", "run aaaa is in run <M2> too"),
  ])
  func `a merged run whose parts are gone is refused beside what it may hold already`(
    gone: [String], other: String, words: String
  ) throws {
    let ids = ["M": try id(merge("aaaa", "bbbb")), "M2": try id(merge("aaaa", "bbbb"))]
    try add("dddd", "n1")
    #expect(runs(["delete"] + gone).status == 0)
    let result = runs(["merge", ids["M"] ?? "", ids[other] ?? other])
    #expect(result.status == 65)
    let message = words.replacingOccurrences(of: "<M2>", with: ids["M2"] ?? "")
    #expect(result.messages.contains(message) && result.messages.contains("--from FILE"), "\(result.messages)")
    #expect(try RunLedger(file: ledger).count() == 6 - gone.count)
  }

  @Test func `groups and bills hold a merged run and not its parts beside it`() throws {
    let whole = try id(merge("aaaa", "bbbb"))
    let group = try runs(["diff", "name:train", "cccc", "--format", "json"]).json()
    #expect(Set(try #require(group["a"] as? [String])) == [whole, "cccc"])
    let bills = runs(["export", "--format", "focus"])
    #expect(bills.messages.contains("2 of 4 runs are parts of merged ones, which bill them"), "\(bills.messages)")
    #expect(bills.output.contains(whole) && !bills.output.contains("aaaa"))
  }

  @Test func `of merged runs that hold the same parts one counts among those that others learn from`() throws {
    let whole = try id(merge("aaaa", "bbbb"))
    _ = try merge("aaaa", "bbbb")
    let all = try id(merge(whole, "cccc"))
    #expect(try RunLedger(file: ledger).runs().withoutMergedParts.map(\.id) == [all])
    #expect(runs(["delete", all]).status == 0)
    let left = try RunLedger(file: ledger).runs().withoutMergedParts
    #expect(left.count == 2 && left.contains { $0.id == "cccc" })
  }
}
