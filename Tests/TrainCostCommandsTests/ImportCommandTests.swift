import Foundation
import Quantities
import RunLedger
import Testing
import TrainCostTestSupport

@Suite struct ImportCommandTests {
  private let home: TemporaryFolder

  init() throws { home = try TemporaryFolder() }

  private static let log = """
    timestamp, index, name, power.draw [W]
    2025/01/01 00:00:00.000, 0, NVIDIA H100 80GB HBM3, 100.00 W
    2025/01/01 00:00:00.001, 1, NVIDIA H100 80GB HBM3, 200.00 W
    2025/01/01 01:00:00.000, 0, NVIDIA H100 80GB HBM3, 100.00 W
    2025/01/01 01:00:00.001, 1, NVIDIA H100 80GB HBM3, 200.00 W
    """

  private func run(_ arguments: String...) -> CommandRun { CommandRun(["runs"] + arguments, home: home.url) }

  @Test func `an imported job prints its record, is in the ledger and has a bill`() throws {
    let file = try home.write(Self.log, to: "power.csv")
    let imported = run("import", file, "--kind", "nvidia-smi", "--utc-offset", "+01:00", "--format", "json")
    #expect(imported.status == 0)
    #expect(imported.messages.isEmpty)
    let record = try imported.json()
    let energy = try #require(record["energy"] as? [String: Any])
    #expect(abs((energy["total_joules"] as? Double ?? 0) - 300 * 3600) < 1)
    #expect(record["started_at"] as? String == "2024-12-31T23:00:00Z")
    #expect(record["accelerator"] as? String == "nvidia-h100-sxm5-80gb")
    #expect(abs((record["accelerator_hours"] as? Double ?? 0) - 2) < 1e-3)
    #expect(record["overhead"] is NSNull)
    #expect(record["exit_code"] is NSNull)
    #expect((record["imported"] as? [String: Any])?["kind"] as? String == "nvidia-smi")
    #expect(record["cost"] is [String: Any])
    let id = try #require(record["id"] as? String)
    #expect(try run("show", id, "--format", "json").json()["id"] as? String == id)
    // A table too, which names the log.
    #expect(run("show", id).output.contains("power.csv"))
  }

  @Test func `a log that is imported again replaces what it gave before`() throws {
    let file = try home.write(Self.log, to: "power.csv")
    for name in ["first", "second"] { #expect(run("import", file, "--name", name, "--utc-offset", "Z").status == 0) }
    let runs = try #require(try run("list", "--format", "json").json()["runs"] as? [[String: Any]])
    #expect(runs.map { $0["name"] as? String } == ["second"])
  }

  @Test func `the power of each device is kept over time, once however often it is imported, and tags stay`() throws {
    let file = try home.write(Self.log, to: "power.csv")
    let ledger = home.path(of: "ledger.sqlite")
    func importLog() throws -> String {
      let imported = run("import", file, "--utc-offset", "Z", "--format", "json", "--ledger", ledger)
      return try #require(try imported.json()["id"] as? String, "\(imported.messages)")
    }
    let id = try importLog()
    #expect(run("tag", id, "kept", "--ledger", ledger).status == 0)
    #expect(try importLog() == id)
    let kept = try RunLedger(file: ledger)
    #expect(try kept.run(id: id).tags == ["kept"])
    let curves = try kept.curves(of: id, buckets: 100)
    #expect(curves.keys.sorted() == ["gpu0", "gpu1"])
    #expect(curves["gpu1"]?.map(\.readings).reduce(0, +) == 2)
    #expect(curves["gpu1"]?.allSatisfy { $0.mean == Watts(200) } == true)
    let shown = try #require(
      try run("show", id, "--format", "json", "--ledger", ledger).json()["curves"] as? [[String: Any]])
    #expect(shown.compactMap { $0["device"] as? String } == ["gpu0", "gpu1"])
  }

  @Test func `readings far apart are one line in the report, not dots`() throws {
    let rows = (0..<60).map { index in
      "2025/01/01 00:\(index / 6 < 10 ? "0" : "")\(index / 6):\(index % 6)0.\(index % 7)00, 0, \(300 + index % 9) W"
    }
    let file = try home.write("timestamp, index, power.draw [W]\n" + rows.joined(separator: "\n"), to: "p.csv")
    let id = try #require(try run("import", file, "--utc-offset", "Z", "--format", "json").json()["id"] as? String)
    let page = home.path(of: "report.html")
    #expect(CommandRun("report", id, "-o", page, home: home.url).status == 0)
    let lines = try String(contentsOfFile: page, encoding: .utf8).components(separatedBy: "<polyline").count - 1
    // One in the wide chart, one in the narrow one.
    #expect(lines == 2)
  }

  @Test func `the user's own prices price an imported job`() throws {
    let file = try home.write(Self.log, to: "power.csv")
    let prices = try home.write(
      "accelerator,price_per_accelerator_hour,as_of\nnvidia-h100-sxm5-80gb,5,2026-11-20\n", to: "prices.csv")
    let imported = run("import", file, "--utc-offset", "Z", "--prices", prices, "--format", "json")
    let cost = try #require(try imported.json()["cost"] as? [String: Any], "\(imported.messages)")
    let total = try #require((cost["total"] as? [String: Any])?["mid"] as? Double)
    #expect(abs(total - 10) < 0.01)
  }

  @Test func `a file of several runs gives several records`() throws {
    let file = try home.write(
      """
      timestamp,project_name,run_id,duration,emissions,energy_consumed,cpu_energy,gpu_energy,ram_energy
      2025-01-01T00:01:00,train,a,60,0.001,0.002,0.0005,0.001,0.0005
      2025-01-01T00:03:00,train,b,60,0.001,0.004,0.001,0.002,0.001
      """, to: "emissions.csv")
    let runs = try #require(
      try run("import", file, "--kind", "codecarbon", "--format", "json").json()["runs"] as? [[String: Any]])
    #expect(runs.count == 2)
  }

  @Test func `training that a log tells of is in the record, and unknown energy is null with a reason`() throws {
    let file = try home.write(
      """
      using world size: 8, data-parallel size: 8
       [2024-11-05 10:00:20] iteration 10/ 100 | elapsed time per iteration (ms): 2000.0 | global batch size: 8 |
       [2024-11-05 10:00:40] iteration 20/ 100 | elapsed time per iteration (ms): 2000.0 | global batch size: 8 |
      """, to: "train.log")
    let record = try run("import", file, "--kind", "megatron-log", "--accelerator", "h100", "--format", "json").json()
    let training = try #require(record["training"] as? [String: Any])
    #expect(training["steps"] as? Double == 20)
    #expect(training["step_seconds"] as? Double == 2)
    #expect(training["accelerators"] as? Int == 8)
    #expect(record["wall_seconds"] as? Double == 40)
    let energy = try #require(record["energy"] as? [String: Any])
    #expect(energy["total_joules"] is NSNull)
    let domain = try #require((energy["by_domain"] as? [[String: Any]])?.first)
    #expect(domain["method"] as? String == "missing")
    #expect((domain["note"] as? String)?.contains("--log-energy") == true)
  }

  @Test(arguments: [
    (["--kind", "codecarbon"], 65, "did you mean '--kind nvidia-smi'"),
    (["--kind", "nvidia"], 64, "nvidia-smi"),
    (["--devices", "0"], 64, "--devices"),
    (["--utc-offset", "noon"], 64, "--utc-offset"),
    (["--accelerator", "h1000"], 65, "h100"),
  ])
  func `a mistake is one message, and nothing is stored`(flags: [String], status: Int, words: String) throws {
    let file = try home.write(Self.log, to: "power.csv")
    let result = CommandRun(["runs", "import", file] + flags, home: home.url)
    #expect(result.status == status, "\(result.messages)")
    #expect(result.messages.contains(words), "\(result.messages)")
    #expect(result.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: home.url.appendingPathComponent(".local").path))
  }

  @Test func `a zone behind UTC is no flag`() throws {
    let file = try home.write(Self.log, to: "power.csv")
    let imported = run("import", file, "--utc-offset", "-05:00", "--format", "json")
    #expect(try imported.json()["started_at"] as? String == "2025-01-01T05:00:00Z", "\(imported.messages)")
  }

  @Test func `a missing file is said to be missing`() {
    #expect(run("import", "/nonexistent.csv", "--kind", "zeus").status == 66)
  }
}
