import Foundation
import Testing
import TrainCostTestSupport

/// GPUs that NVML alone shows, as in a container: no PCI bus, no recording, the library and nothing else.
@Suite(.serialized) struct ManagedGPUTests {
  private let folder: TemporaryFolder
  private let sysfs: FakeSysfs
  private let library: String

  /// 300 W since the machine started, counted in millijoules.
  private static let counting = FakeNVML.devices.replacing(
    "*e = 1234567;",
    with: "struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); *e = t.tv_sec * 300000ULL + t.tv_nsec / 10000 * 3;")

  init() throws {
    folder = try TemporaryFolder()
    sysfs = try FakeSysfs()
    library = try FakeNVML.library(Self.counting, in: folder)
  }

  private func run(_ arguments: String..., nvml: String? = nil) -> CommandRun {
    let job = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return CommandRun(
      arguments[..<job] + ["--sysfs-root", sysfs.root, "--nvml", nvml ?? library] + arguments[job...],
      home: folder.url)
  }

  @Test func `probe lists them with their profile and power`() throws {
    let found = try #require(try run("probe", "--format", "json").json()["off_bus"] as? [[String: Any]])
    #expect(found.map { $0["pci_address"] as? String } == ["000a:41:00.0", "000a:42:00.0"])
    #expect(found.allSatisfy { $0["profile"] as? String == "nvidia-h100-sxm5-80gb" })
    let powers = found.compactMap { $0["power"] as? [String: Any] }
    #expect(powers.map { $0["watts"] as? Double } == [412.345, 412.345])
    #expect(powers.map { $0["limit_watts"] as? Double } == [700, 700])
  }

  @Test func `doctor counts them as readable`() throws {
    let checks = try #require(try run("doctor", "--format", "json").json()["checks"] as? [[String: Any]])
    let check = try #require(checks.first { ($0["check"] as? String)?.contains("NVML") == true })
    #expect(check["state"] as? String == "readable")
    #expect((check["detail"] as? String)?.contains("000a:41:00.0 and 1 more") == true)
  }

  @Test func `measure meters the one by its counter and the other by its power`() throws {
    let file = folder.path(of: "record.json")
    let result = run("measure", "--quiet", "--output", file, "--", "sleep", "0.5")
    #expect(result.status == 0, "\(result.messages)")
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let energy = try #require(record["energy"] as? [String: Any])
    let domains = try #require(energy["by_domain"] as? [[String: Any]])
    #expect(domains.map { $0["method"] as? String } == ["counter", "integrated"])
    let wall = try #require(record["wall_seconds"] as? Double)
    for (domain, watts) in zip(domains, [300, 412.345]) {
      let joules = try #require(domain["joules"] as? Double)
      let doubt = try #require(domain["uncertainty_joules"] as? Double)
      #expect(abs(joules - watts * wall) <= doubt)
    }
    #expect(record["accelerator"] as? String == "nvidia-h100-sxm5-80gb")
    #expect(abs(try #require(record["accelerator_hours"] as? Double) * 3600 - 2 * wall) < 1e-6)
  }

  @Test func `a library that is asked for and missing is told before anything is done without it`() throws {
    let missing = "/nonexistent/libnvidia-ml.so.1"
    let probe = run("probe", nvml: missing)
    #expect(probe.status == 69)
    #expect(probe.messages.contains(missing))
    let marker = folder.path(of: "ran")
    #expect(run("measure", "--", "touch", marker, nvml: missing).status == 125)
    #expect(!FileManager.default.fileExists(atPath: marker))
    let doctor = run("doctor", "--format", "json", nvml: missing)
    #expect(doctor.status == 0)
    let checks = try #require(try doctor.json()["checks"] as? [[String: Any]])
    let check = try #require(checks.first { ($0["check"] as? String)?.contains("NVML") == true })
    #expect(check["state"] as? String == "unreadable")
    #expect((check["detail"] as? String)?.contains(missing) == true)
  }
}
