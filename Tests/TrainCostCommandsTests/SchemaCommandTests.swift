import Foundation
import TrainCostTestSupport
import Testing

@Suite struct SchemaCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ run: CommandRun, fits name: String) throws {
    #expect(run.status == 0, "\(run.messages)")
    let schema = CommandRun("schema", name, home: folder.url)
    #expect(schema.status == 0, "\(schema.messages)")
    let check = JSONSchemaCheck(schema: try JSONDocument(schema.output))
    #expect(check.faults(in: try JSONDocument(run.output)) == [], "\(name)")
  }

  private func json(_ arguments: String...) -> CommandRun {
    CommandRun(arguments + ["--format", "json"], home: folder.url)
  }

  @Test func `what verbs write before a run fits their schemas`() throws {
    let llama = repositoryFile("Examples/llama-3.1-405b/run.yaml")
    let textbook = repositoryFile("Examples/textbook-levers.yaml")
    for example in ["llama-3.1-405b/run", "textbook-1", "textbook-levers", "cost-terms", "recommender/run"] {
      try check(json("estimate", repositoryFile("Examples/\(example).yaml")), fits: "estimate")
    }
    // Of unknown memory and price.
    let unknown = try folder.write(
      "model: { parameters: 25.6M, flops_per_sample: 24.6G, kind: convolution }\ndata: { samples: 1M }\n"
        + "training: { global_batch_size: 256 }\ncluster: { accelerator: a100, count: 8 }\n"
        + "site: { grid: JP }\nprices: { mode: owned }\n", to: "unknown.yaml")
    for verb in ["estimate", "report", "plan"] { try check(json(verb, unknown), fits: verb) }
    try check(json("compare", unknown, "--accelerators", "a100"), fits: "compare")
    try check(json("whatif", unknown, "--rank"), fits: "whatif")
    try check(json("compare", llama, "--accelerators", "h100,mi300x", "--counts", "8192"), fits: "compare")
    try check(json("plan", textbook), fits: "plan")
    try check(json("whatif", textbook, "--lever", "spot", "--lever", "precision=fp16"), fits: "whatif")
    try check(json("explain", "cost.total", textbook), fits: "explain")
    try check(
      json(
        "value", repositoryFile("Examples/recommender/run.yaml"), "--benefits",
        repositoryFile("Examples/recommender/benefits.yaml")), fits: "value")
    try check(json("report", textbook), fits: "report")
  }

  @Test func `what verbs write of machines and data fits their schemas`() throws {
    let machine = ["--sysfs-root", folder.url.path]
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("sys/bus/pci/devices"), withIntermediateDirectories: true)
    try check(CommandRun(["probe", "--format", "json"] + machine, home: folder.url), fits: "probe")
    try check(CommandRun(["doctor", "--format", "json"] + machine, home: folder.url), fits: "doctor")
    try check(json("prices", "list", "h100"), fits: "prices-list")
    try check(json("profiles", "list"), fits: "profiles-list")
    for profile in ["h100", "dgx-h100"] { try check(json("profiles", "show", profile), fits: "profiles-show") }
    let table = try folder.write(
      """
      name,date,cost,accelerator_hours
      a,2020-01-01,10,1
      b,2021-01-01,25,3
      c,2022-01-01,50,5
      d,2023-01-01,44,4
      e,2024-01-01,95,9
      f,2025-01-01,61,6
      """, to: "h.csv")
    try check(json("forecast", "--backtest", "--history", table), fits: "forecast")
  }

  @Test func `what verbs write of the ledger fits their schemas`() throws {
    for example in ["llama-3.1-405b/run", "textbook-1"] {
      #expect(
        CommandRun("estimate", repositoryFile("Examples/\(example).yaml"), "--record", home: folder.url).status == 0)
    }
    let list = json("runs", "list")
    try check(list, fits: "runs")
    let ids = try (list.json()["runs"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    for id in ids { try check(json("runs", "show", id), fits: "run") }
    try check(json("runs", "diff", ids[0], ids[0]), fits: "runs-diff")
    try check(json("runs", "verify"), fits: "runs-verify")
    try check(json("runs", "export"), fits: "runs-export")
  }

  @Test(.enabled(if: Recordings.arePresent))
  func `what verbs write of published runs fits their schemas`() throws {
    let runs =
      try #require(Recordings.folder).replacingOccurrences(of: "recordings", with: "reference") + "/published-runs.csv"
    try check(json("calibrate", runs, "--dry-run"), fits: "calibrate")
    try check(json("validate", runs), fits: "validate")
  }

  @Test func `schemas are listed, and an unknown name is told the known ones`() {
    let names = CommandRun("schema", home: folder.url).output.split(separator: "\n")
    #expect(names.contains("estimate") && names.contains("run") && names.count >= 20)
    let unknown = CommandRun("schema", "estimat", home: folder.url)
    #expect(unknown.status == 64 && unknown.messages.contains("expected one of calibrate, compare"))
  }
}
