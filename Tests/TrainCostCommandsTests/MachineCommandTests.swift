import Foundation
import GRDB
import Testing
import TrainCostTestSupport

@Suite(.serialized) struct MachineCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a machine without an accelerator is told so, with status 0`() throws {
    let sysfs = try FakeSysfs()
    let run = CommandRun("probe", "--sysfs-root", sysfs.root, home: folder.url)
    #expect(run.status == 0)
    #expect(run.output == "no accelerator among 0 PCI functions\n")
    let json = try CommandRun("probe", "--sysfs-root", sysfs.root, "--format", "json", home: folder.url).json()
    #expect((json["accelerators"] as? [Any])?.isEmpty == true)
    #expect(json["schema_version"] as? Int == 1)
  }

  @Test func `a watch writes a line a look, as often as is asked for`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.addDevice("0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x2330", driver: "nvidia")
    let arguments = ["probe", "--watch", "--count", "3", "--interval", "0.05", "--sysfs-root", sysfs.root]
    let run = CommandRun(arguments, home: folder.url)
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.output.split(separator: "\n").allSatisfy { $0.contains("0000:17:00.0  nvidia-h100-sxm5-80gb") })
    #expect(!run.output.contains("\u{1B}"))
    let lines = CommandRun(arguments + ["--format", "json"], home: folder.url).output.split(separator: "\n")
    #expect(try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }.count == 3)
    let rows = CommandRun(arguments + ["--format", "csv"], home: folder.url).output.split(separator: "\n")
    #expect(rows.count == 4 && rows[0].hasPrefix("time,pci_address,profile,power_watts"))
    #expect(CommandRun("probe", "--watch", "--interval", "0", home: folder.url).status == 64)
    #expect(CommandRun("probe", "--count", "2", home: folder.url).status == 64)
    #expect(CommandRun(arguments + ["--format", "markdown"], home: folder.url).status == 64)
    let empty = try FakeSysfs()
    let none = CommandRun(["probe", "--watch", "--count", "1", "--sysfs-root", empty.root], home: folder.url)
    #expect(none.output.contains("no accelerator"))
  }

  @Test func `a root that stands for no machine is refused`() throws {
    let file = try folder.write("x", to: "file")
    #expect(CommandRun("probe", "--sysfs-root", file, home: folder.url).status == 65)
    let bare = CommandRun("probe", "--sysfs-root", folder.url.path, home: folder.url)
    #expect(bare.status == 65 && bare.messages.contains("holds no sys/"))
    #expect(CommandRun("probe", "--sysfs-root", "/nonexistent", home: folder.url).status == 66)
  }

  @Test func `rows for programs hold plain numbers, and skipped devices too`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.addDevice("0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x2330", driver: "nvidia")
    try sysfs.addDevice("0000:03:00.0", class: "0x030000", vendor: "0x1a03", device: "0x2000", driver: "ast")
    let rows = CommandRun("probe", "--sysfs-root", sysfs.root, "--format", "csv", home: folder.url).output
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.map { $0[0] } == ["pci_address", "0000:17:00.0", "0000:03:00.0"])
    #expect(rows[1][2] == "nvidia-h100-sxm5-80gb" && rows[2][4] == "bmc_display")
  }

  @Test func `a sleeping GPU keeps the driver's library closed, and says so of the others`() throws {
    let sysfs = try FakeSysfs()
    for (address, status) in [("0000:01:00.0", "suspended"), ("0000:02:00.0", "active")] {
      try sysfs.addDevice(
        address, class: "0x030200", vendor: "0x10de", device: "0x2330", driver: "nvidia",
        attributes: ["power/runtime_status": status])
    }
    let json = try CommandRun("probe", "--sysfs-root", sysfs.root, "--format", "json", home: folder.url).json()
    let found = try #require(json["accelerators"] as? [[String: Any]])
    #expect(found.map { $0["runtime_status"] as? String } == ["suspended", "active"])
    #expect(found.map { $0["revision"] as? String } == ["a1", "a1"])
    let reasons = found.map { $0["power_missing_reason"] as? String ?? "" }
    #expect(reasons[0].contains("sleeps") && reasons[1].contains("0000:01:00.0 sleeps"))
  }

  @Test func `a corrupt dump is one clear message, and a missing one another`() throws {
    let dump = try folder.write("this is no dump\n", to: "dump.txt")
    let run = CommandRun("probe", "--pci-dump", dump, home: folder.url)
    #expect(run.status == 65)
    #expect(run.messages.contains("dump.txt"))
    #expect(CommandRun("probe", "--pci-dump", "/nonexistent", home: folder.url).status == 66)
  }

  @Test(.enabled(if: Recordings.arePresent, "the recordings are not beside the checkout"))
  func `the DGX A100 shows eight A100 with their profile and skips its switches`() throws {
    let root = try #require(try Recordings.root(of: "u01-dgx-a100"))
    let json = try CommandRun("probe", "--sysfs-root", root, "--format", "json", home: folder.url).json()
    let accelerators = try #require(json["accelerators"] as? [[String: Any]])
    #expect(accelerators.count == 8)
    #expect(accelerators.allSatisfy { $0["profile"] as? String == "nvidia-a100-sxm4-40gb" })
    #expect(accelerators[0]["pci_address"] as? String == "0000:07:00.0")
    #expect(accelerators[0]["class"] as? String == "0302")
    #expect(accelerators[0]["vendor_id"] as? String == "10de")
    #expect(accelerators[0]["power"] is NSNull)
    #expect((accelerators[0]["power_missing_reason"] as? String)?.isEmpty == false)
    let skipped = try #require(json["skipped"] as? [[String: Any]])
    #expect(skipped.filter { $0["reason"] as? String == "nvswitch" }.count == 6)
    #expect(skipped.filter { $0["reason"] as? String == "bmc_display" }.count == 1)
  }

  private func measure(_ arguments: [String], _ command: [String], root: String? = nil) throws -> CommandRun {
    // A tree without any hardware, kept until the job is over.
    let empty = try FakeSysfs()
    let run = CommandRun(
      ["measure", "--sysfs-root", root ?? empty.root] + arguments + ["--"] + command, home: folder.url)
    return withExtendedLifetime(empty) { run }
  }

  @Test func `a job keeps its exit code and lands in the ledger`() throws {
    let run = try measure([], ["sh", "-c", "exit 7"])
    #expect(run.status == 7, "\(run.messages)")
    #expect(run.output.isEmpty)
    let runs = try #require(
      try CommandRun("runs", "list", "--format", "json", home: folder.url).json()["runs"] as? [[String: Any]])
    try #require(runs.count == 1)
    #expect(runs[0]["exit_code"] as? Int == 7)
    #expect(runs[0]["command"] as? [String] == ["sh", "-c", "exit 7"])
    #expect(runs[0]["started_at"] as? String == "2026-11-24T01:40:05Z")
  }

  @Test func `without a sensor the energy is unknown with a reason, and so is the cost`() throws {
    let path = folder.url.appendingPathComponent("record.json").path
    let run = try measure(["--format", "json", "--output", path], ["true"])
    #expect(run.status == 0)
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    let energy = try #require(record["energy"] as? [String: Any])
    #expect(energy["total_joules"] is NSNull)
    let domain = try #require((energy["by_domain"] as? [[String: Any]])?.first)
    #expect(domain["method"] as? String == "missing")
    #expect((domain["note"] as? String)?.contains("no power sensor is readable") == true)
    #expect((record["cost"] as? [String: Any])?["total"] is NSNull)
  }

  @Test func `a ledger that cannot be written is one warning and changes no exit code`() throws {
    let run = try measure(["--quiet", "--ledger", "/proc/nonexistent/ledger.sqlite"], ["sh", "-c", "exit 3"])
    #expect(run.status == 3)
    #expect(run.messages.contains("warning: the run is not in the ledger"), "\(run.messages)")
  }

  @Test func `a ledger that another program holds is one warning, and the job runs on`() throws {
    let ledger = folder.url.appendingPathComponent("ledger.sqlite").path
    #expect(try measure(["--quiet", "--ledger", ledger], ["true"]).status == 0)
    let marker = folder.url.appendingPathComponent("ran").path
    let run = try DatabaseQueue(path: ledger).inDatabase { database in
      try database.execute(sql: "BEGIN EXCLUSIVE")
      let run = try measure(["--quiet", "--ledger", ledger], ["sh", "-c", "touch \(marker); exit 4"])
      try database.execute(sql: "ROLLBACK")
      return run
    }
    #expect(run.status == 4)
    #expect(
      run.messages.hasPrefix(
        "traincost: warning: the run is not in the ledger: ledger \(ledger): another program has held it for "
          + "30 s without writing to it; it is kept in"))
    #expect(FileManager.default.fileExists(atPath: marker))
  }

  @Test func `an accelerator without a sensor is modelled and labelled so`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.addDevice("0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x2330")
    let path = folder.url.appendingPathComponent("record.json").path
    #expect(try measure(["--format", "json", "--output", path], ["sleep", "0.1"], root: sysfs.root).status == 0)
    let record = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    let domain = try #require(((record["energy"] as? [String: Any])?["by_domain"] as? [[String: Any]])?.first)
    #expect(domain["method"] as? String == "modelled")
    #expect(domain["id"] as? String == "0000:17:00.0")
    #expect(record["accelerator"] as? String == "nvidia-h100-sxm5-80gb")
    #expect(try #require(record["accelerator_hours"] as? Double) > 0.1 / 3600)
  }

  @Test func `what traincost itself cannot do ends with 125 before the job starts`() throws {
    let marker = folder.url.appendingPathComponent("ran").path
    let run = try measure(["--run", "/nonexistent.yaml"], ["touch", marker])
    #expect(run.status == 125)
    #expect(!FileManager.default.fileExists(atPath: marker))
    #expect(try measure([], ["/nonexistent"]).status == 127)
    #expect(try measure([], ["/tmp"]).status == 126)
    #expect(CommandRun("measure", home: folder.url).status == 64)
  }

  @Test func `a run file may name its node, which brings accelerator, host power and network`() throws {
    func estimate(_ cluster: String) throws -> CommandRun {
      let file = try folder.write(
        """
        model: { parameters: 7e9, flops_per_sample: 4.2e10 }
        data: { samples: 1e9 }
        cluster: \(cluster)
        """, to: "run.yaml")
      return CommandRun("estimate", file, "--format", "json", home: folder.url)
    }
    let json = try estimate("{ node: dgx-h100, count: 64 }").json()
    #expect((json["run"] as? [String: Any])?["accelerator"] as? String == "nvidia-h100-sxm5-80gb")
    let assumptions = try #require(json["assumptions"] as? [[String: Any]])
    #expect(assumptions.contains { ($0["source"] as? String)?.contains("dgx-h100") == true })
    let unknown = try estimate("{ node: dgx-h101, count: 64 }")
    #expect(unknown.status == 65 && unknown.messages.contains("did you mean") && unknown.messages.contains(":3"))
    let contradiction = try estimate("{ node: dgx-h100, accelerator: a100, count: 64 }")
    #expect(contradiction.status == 65 && contradiction.messages.contains("dgx-h100"))
  }

  @Test func `doctor says what works and what does not`() throws {
    let sysfs = try FakeSysfs()
    let json = try CommandRun("doctor", "--sysfs-root", sysfs.root, "--format", "json", home: folder.url).json()
    let checks = try #require(json["checks"] as? [[String: Any]])
    #expect(checks.contains { $0["check"] as? String == "ledger" && $0["ok"] as? Bool == true })
    #expect(checks.contains { ($0["check"] as? String)?.contains("RAPL") == true && $0["remedy"] is String })
  }

  @Test func `doctor tells of runs that wait to be recovered, and no more once they are`() throws {
    let ledger = folder.path(of: "full.sqlite")
    let sysfs = try FakeSysfs()
    func journals() throws -> [String: Any]? {
      let run = CommandRun(
        "doctor", "--sysfs-root", sysfs.root, "--ledger", ledger, "--format", "json", home: folder.url)
      return (try run.json()["checks"] as? [[String: Any]])?.first { $0["check"] as? String == "journals" }
    }
    #expect(try journals() == nil)
    try DatabaseQueue(path: ledger).inDatabase { database in
      try database.execute(sql: "BEGIN EXCLUSIVE")
      #expect(try measure(["--quiet", "--ledger", ledger], ["true"]).status == 0)
      try database.execute(sql: "ROLLBACK")
    }
    let check = try #require(try journals())
    #expect((check["detail"] as? String)?.hasPrefix("1 run waits") == true)
    #expect(check["remedy"] as? String == "traincost runs recover")
    #expect(CommandRun("runs", "recover", "--ledger", ledger, home: folder.url).status == 0)
    #expect(try journals() == nil)
  }

  @Test func `profiles are listed, shown with sources and validated`() throws {
    #expect(CommandRun("profiles", "list", home: folder.url).output.contains("amd-mi300x-oam-192gb"))
    #expect(CommandRun("profiles", "show", "h100", home: folder.url).output.contains("nameplate power"))
    #expect(CommandRun("profiles", "show", "h1000", home: folder.url).status == 65)
    let list = CommandRun("profiles", "list", home: folder.url).output
    #expect(list.contains("dgx-h100") && list.contains("infiniband-ndr-400"))
    let nodes = CommandRun("profiles", "list", "--kind", "node", home: folder.url).output
    // Nodes name their networks: only one that no node has tells that networks are not listed.
    #expect(list.contains("ethernet-25") && !nodes.contains("ethernet-25"))
    #expect(nodes.contains("gb200-nvl72") && !nodes.contains("\ninfiniband-") && !nodes.contains("\nnvidia-"))
    let node = CommandRun("profiles", "show", "DGX-H100", home: folder.url).output
    #expect(node.contains("8 × nvidia-h100-sxm5-80gb") && node.contains("System User Guide"))
    #expect(CommandRun("profiles", "show", "ndr", home: folder.url).output.contains("50 GB/s"))
    #expect(CommandRun("profiles", "schema", "network", home: folder.url).output.contains("\"scope\""))
    #expect(CommandRun("profiles", "validate", home: folder.url).status == 0)
    let bad = try folder.write("id: mine\n", to: "mine.yaml")
    let run = CommandRun("profiles", "validate", bad, home: folder.url)
    #expect(run.status == 65)
    #expect(run.messages.contains("mine.yaml"))
  }

  @Test func `the version is told and the help lists the verbs`() {
    #expect(CommandRun("--version", home: folder.url).output == "0.1.0\n")
    let help = CommandRun("--help", home: folder.url)
    #expect(help.status == 0)
    for verb in ["estimate", "probe", "measure", "runs", "profiles", "init", "doctor"] {
      #expect(help.output.contains(verb))
    }
  }
}
