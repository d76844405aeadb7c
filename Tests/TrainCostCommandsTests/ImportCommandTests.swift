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

  @Test(arguments: [([], nil), (["--accelerator", "h100"], "nvidia-h100-sxm5-80gb"), (["--run"], nil)])
  func `GPUs of several kinds are never priced as the first`(flags: [String], accelerator: String?) throws {
    let text = Self.log.replacingOccurrences(of: "1, NVIDIA H100 80GB HBM3", with: "1, NVIDIA A100-SXM4-80GB")
    let file = try home.write(text, to: "power.csv")
    let prices = try home.write(smallRun + "\n", to: "run.yaml")
    let imported = CommandRun(
      ["runs", "import", file, "--utc-offset", "Z", "--format", "json"] + flags + (flags == ["--run"] ? [prices] : []),
      home: home.url)
    let record = try imported.json()
    #expect(record["accelerator"] as? String == accelerator, "\(imported.messages)")
    let cost = try #require(record["cost"] as? [String: Any])
    let kinds = "several kinds: NVIDIA H100 80GB HBM3, NVIDIA A100-SXM4-80GB"
    let notes = try #require(record["notes"] as? [String])
    guard accelerator == nil else { return #expect(cost["complete"] as? Bool == true) }
    #expect(imported.messages.contains(kinds) && notes.contains { $0.contains(kinds) }, "\(imported.messages)")
    #expect(cost["complete"] as? Bool == (flags == ["--run"]))
    let lines = try #require(cost["lines"] as? [[String: Any]])
    let rental = try #require(lines.first { $0["item"] as? String == "accelerator_rental" })
    #expect(abs((rental["quantity"] as? Double ?? 0) - 2) < 1e-3)
    #expect(rental["amount"] is NSNull == flags.isEmpty)
  }

  private static let french = """
    timestamp,project_name,run_id,duration,emissions,energy_consumed,cpu_energy,gpu_energy,ram_energy,country_iso_code,pue
    2025-01-01T00:01:00,train,a,60,0.001,1.2,0.3,0.6,0.3,FRA,1.2
    """

  @Test(arguments: [
    ("FRA", "", 41.44, 1.2, "its country is FRA, so the grid is that of France"),
    ("FRA", "site: { grid: US-VA }", 396.25, 1.2, "its PUE of 1.2 is taken"),
    ("FRA", "site: { grid: US-VA, pue: 1.5 }", 396.25, 1.5, ""),
    ("XXX", "", 384.4, 1.2, "no grid is known for its country 'XXX'"),
  ])
  func `CodeCarbon's country and PUE hold where no run file says otherwise`(
    country: String, run: String, grams: Double, pue: Double, words: String
  ) throws {
    let file = try home.write(Self.french.replacingOccurrences(of: "FRA", with: country), to: "emissions.csv")
    let site = try home.write("\(smallRun)\n\(run)\n", to: "run.yaml")
    let imported = CommandRun(
      ["runs", "import", file, "--utc-offset", "Z", "--format", "json"] + (run.isEmpty ? [] : ["--run", site]),
      home: home.url)
    let record = try imported.json()
    let carbon = try #require((record["carbon"] as? [String: Any])?["operational_kg"] as? [String: Double])
    // The machine's own kilowatt-hour.
    #expect(abs(try #require(carbon["mid"]) / (grams * pue / 1000) - 1) < 1e-3, "\(imported.messages)")
    let notes = try #require(record["notes"] as? [String])
    #expect(words.isEmpty || imported.messages.contains(words) && notes.contains { $0.contains(words) })
    #expect(!words.isEmpty || !notes.contains { $0.contains("its country") || $0.contains("taken for the site") })
  }

  @Test func `the number of accelerators that the user tells is not said to be unknown`() throws {
    let file = try home.write(
      """
       [2024-11-05 10:00:20] iteration 10/ 100 | elapsed time per iteration (ms): 2000.0 | energy per gpu (J/iter/gpu): 1000.0 |
       [2024-11-05 10:00:40] iteration 20/ 100 | elapsed time per iteration (ms): 2000.0 | energy per gpu (J/iter/gpu): 1000.0 |
      """, to: "train.log")
    let flags = ["runs", "import", file, "--kind", "megatron-log", "--accelerator", "h100", "--utc-offset", "Z"]
    let told = CommandRun(flags + ["--count", "8", "--format", "json"], home: home.url)
    #expect(told.status == 0 && told.messages.isEmpty, "\(told.messages)")
    let record = try told.json()
    #expect(record["notes"] as? [String] == [] && record["count"] as? Int == 8)
    let joules = try #require((record["energy"] as? [String: Any])?["total_joules"] as? Double)
    #expect(abs(joules - 1000 * 20 * 8) < 1e-6)
    let untold = CommandRun(flags, home: home.url)
    #expect(untold.messages.contains("the number of accelerators is unknown (--count N says it)"))
  }

  @Test func `a warning is said once however many runs it is about, and not at all with --quiet`() throws {
    let rows = (0..<18).map {
      "2025-01-01T00:\(10 + $0):00,train,run\($0),60,0.001,0.002,0.0005,0.001,0.0005,2,Unknown X"
    }
    let file = try home.write(
      "timestamp,project_name,run_id,duration,emissions,energy_consumed,cpu_energy,gpu_energy,ram_energy,gpu_count,gpu_model\n"
        + rows.joined(separator: "\n"), to: "emissions.csv")
    let flags = ["runs", "import", file, "--utc-offset", "Z"]
    let messages = CommandRun(flags, home: home.url).messages
    #expect(messages.components(separatedBy: "no profile goes by 'Unknown X'").count == 2, "\(messages)")
    #expect(messages.contains("(18 times)") && messages.split(separator: "\n").count == 1, "\(messages)")
    let quiet = CommandRun(flags + ["--quiet"], home: home.url)
    #expect(quiet.status == 0 && quiet.messages.isEmpty && !quiet.output.isEmpty)
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
