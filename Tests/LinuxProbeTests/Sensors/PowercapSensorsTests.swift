import AcceleratorProbe
import LinuxProbe
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct PowercapSensorsTests {
  private func host(_ sysfs: FakeSysfs) -> SensorInventory { SensorDiscovery(root: sysfs.root).host().sensors }

  private func addZone(
    _ sysfs: FakeSysfs, _ zone: String, _ name: String, energy: String, range: String = "262143328850"
  )
    throws
  {
    let folder = "sys/class/powercap/\(zone)"
    try sysfs.write("\(folder)/name", text: name)
    try sysfs.write("\(folder)/energy_uj", text: energy)
    try sysfs.write("\(folder)/max_energy_range_uj", text: range)
  }

  @Test func `zones are metered once and know what contains them`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.makeFolder("sys/class/powercap/intel-rapl")
    try addZone(sysfs, "intel-rapl:0", "package-0", energy: "1500000")
    try addZone(sysfs, "intel-rapl:0:0", "core", energy: "900000")
    try addZone(sysfs, "intel-rapl:0:1", "dram", energy: "200000")
    try addZone(sysfs, "intel-rapl:1", "psys", energy: "2600000")
    // The memory-mapped interface repeats the package, and nested paths repeat the zones.
    try addZone(sysfs, "intel-rapl-mmio:0", "package-0", energy: "1500000")
    try addZone(sysfs, "intel-rapl/intel-rapl:0", "package-0", energy: "1500000")

    let sensors = host(sysfs).available
    let containers = Dictionary(uniqueKeysWithValues: sensors.map { ($0.description.id, $0.description.containedIn) })
    #expect(
      containers == [
        "intel-rapl:0": "intel-rapl:1", "intel-rapl:0:0": "intel-rapl:0", "intel-rapl:0:1": "intel-rapl:1",
        "intel-rapl:1": nil,
      ])
    let package = try #require(sensors.first { $0.description.domain == .cpuPackage })
    #expect(package.read() == .counter(Joules(1.5)))
    #expect(package.description.quantity == .counter(wrapsAfter: Joules(262143.328851)))
  }

  @Test func `a counter that only root may read is unavailable with the command that mends it`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.write("sys/class/powercap/intel-rapl:0/name", text: "package-0")
    let sensor = try #require(host(sysfs).unavailable.first)
    #expect(sensor.id == "intel-rapl:0")
    #expect(sensor.reason.contains("energy_uj cannot be read"))
  }

  @Test(arguments: ["", "x", "99999999999999999999", "\0\0\0"])
  func `a garbled counter is unavailable, not zero`(text: String) throws {
    let sysfs = try FakeSysfs()
    try addZone(sysfs, "intel-rapl:0", "package-0", energy: text)
    #expect(host(sysfs).available.isEmpty)
    #expect(host(sysfs).unavailable.count == 1)
  }

  @Test(.enabled(if: Recordings.arePresent, "the recordings are not beside the checkout"))
  func `recorded counters read as node_exporter reads them`() throws {
    let root = try Recordings.unpacked("h-node-exporter-fixtures")
    let sensors = SensorDiscovery(root: root).host().sensors.available
    let energy = Dictionary(uniqueKeysWithValues: sensors.map { ($0.description.id, $0.read()) })
    #expect(energy["intel-rapl:0"] == .counter(Joules(240422.366267)))
    #expect(energy["intel-rapl:0:0"] == .counter(Joules(118821.284256)))
  }
}
