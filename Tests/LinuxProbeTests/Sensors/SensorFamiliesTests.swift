import AcceleratorProbe
import Foundation
import LinuxProbe
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// One row a family and quirk: what lies in sysfs, and what must be read from it.
@Suite struct SensorFamiliesTests {
  /// Files below one hwmon folder, whose device is a PCI function.
  private func hwmon(_ sysfs: FakeSysfs, _ number: Int, _ driver: String, _ files: [String: String], device: String?)
    throws
  {
    let folder = "sys/class/hwmon/hwmon\(number)"
    try sysfs.write("\(folder)/name", text: driver)
    if let device {
      try sysfs.makeFolder("sys/devices/\(device)")
      try sysfs.link("\(folder)/device", to: "../../../devices/\(device)")
    }
    for (name, text) in files { try sysfs.write("\(folder)/\(name)", text: text) }
  }

  private func inventory(_ sysfs: FakeSysfs) -> SensorInventory { SensorDiscovery(root: sysfs.root).host().sensors }

  /// A gpu_metrics file of a revision with socket power and energy at their places.
  private func metrics(_ format: UInt8, _ content: UInt8, power: (Int, UInt16), energy: (Int, UInt64)) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xFF, count: 128)
    bytes.replaceSubrange(0..<4, with: [128, 0, format, content])
    withUnsafeBytes(of: power.1.littleEndian) { bytes.replaceSubrange(power.0..<power.0 + 2, with: $0) }
    withUnsafeBytes(of: energy.1.littleEndian) { bytes.replaceSubrange(energy.0..<energy.0 + 8, with: $0) }
    return bytes
  }

  @Test(
    arguments: [(1, 22, 24), (2, 22, 24), (3, 22, 24), (4, 10, 24), (5, 10, 88), (6, 10, 16)] as [(UInt8, Int, Int)])
  func `amdgpu's energy is counted by gpu_metrics of every revision`(content: UInt8, power: Int, energy: Int) throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "amdgpu", ["power1_input": "300000000"], device: "0000:c1:00.0")
    try sysfs.write(
      "sys/devices/0000:c1:00.0/gpu_metrics", metrics(1, content, power: (power, 250), energy: (energy, 65_536 * 1000)))
    let sensor = try #require(inventory(sysfs).available.first)
    #expect(sensor.read() == .counter(Joules(1000)))
    #expect(sensor.currentPower() == Watts(300))
    #expect(sensor.description.domain == .accelerator)
  }

  @Test(arguments: [0, UInt64.max]) func `an accumulator that does not count leaves the power`(energy: UInt64) throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "amdgpu", ["power1_average": "31000000"], device: "0000:c1:00.0")
    try sysfs.write("sys/devices/0000:c1:00.0/gpu_metrics", metrics(1, 3, power: (22, 31), energy: (24, energy)))
    #expect(inventory(sysfs).available.first?.read() == .power(Watts(31)))
  }

  @Test func `an APU's figure is its whole socket's, and contains the package`() throws {
    let sysfs = try FakeSysfs()
    try hwmon(
      sysfs, 0, "amdgpu", ["power1_input": "28000000", "power1_label": "slowPPT", "power2_input": "29000000"],
      device: "0000:04:00.0")
    let sensors = inventory(sysfs).available
    #expect(sensors.map(\.description.domain) == [.module])
    #expect(sensors.map { $0.read() } == [.power(Watts(28))])
  }

  @Test func `the second die of an MI250X is covered by the first, not a card of 0 W (codecarbon)`() throws {
    let sysfs = try FakeSysfs()
    for (number, (address, power)) in [("0000:c1:00.0", "500000000"), ("0000:c6:00.0", "0")].enumerated() {
      try hwmon(sysfs, number, "amdgpu", ["power1_average": power], device: address)
      try sysfs.write("sys/devices/\(address)/device", text: "0x7408")
    }
    let inventory = inventory(sysfs)
    #expect(inventory.available.map(\.description.id) == ["0000:c1:00.0"])
    #expect(inventory.unavailable.map(\.id) == ["0000:c6:00.0"])
    #expect(inventory.unavailable.first?.reason.contains("second die") == true)
  }

  @Test func `amdgpu without any power tells its use`() throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "amdgpu", [:], device: "0000:c1:00.0")
    try sysfs.write("sys/devices/0000:c1:00.0/gpu_busy_percent", text: "75")
    #expect(inventory(sysfs).utilization.map { $0.utilization() } == [0.75])
  }

  @Test func `tiles under i915 lie in their card`() throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "i915", ["energy1_input": "9000000"], device: "0000:3a:00.0")
    try hwmon(sysfs, 1, "i915_gt0", ["energy1_input": "4000000"], device: "0000:3a:00.0")
    try hwmon(sysfs, 2, "i915_gt1", ["energy1_input": "4500000"], device: "0000:3a:00.0")
    let sensors = inventory(sysfs).available.map(\.description)
    #expect(sensors.map(\.id) == ["0000:3a:00.0", "0000:3a:00.0/gt0", "0000:3a:00.0/gt1"])
    #expect(sensors.map(\.containedIn) == [nil, "0000:3a:00.0", "0000:3a:00.0"])
    // The register is folded only when it is read.
    #expect(sensors.allSatisfy { $0.longestReadInterval == Seconds(60) })
  }

  @Test(arguments: [("95000000", 95.0), ("95000", 95), ("95", 95)] as [(String, Double)])
  func `a Gaudi's unit is judged by its magnitude`(text: String, watts: Double) throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "habanalabs", ["power1_input": text], device: "0000:19:00.0")
    guard case .power(let power) = try #require(inventory(sysfs).available.first).read() else {
      Issue.record("no power")
      return
    }
    #expect(abs(power.value - watts) < 1e-6)
  }

  @Test(arguments: ["nouveau", "tenstorrent"]) func `drivers of one plain channel are read in microwatts`(
    driver: String
  ) throws {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, driver, ["power1_input": "42000000", "power1_max": "300000000"], device: "0000:01:00.0")
    let sensor = try #require(inventory(sysfs).available.first)
    #expect(sensor.read() == .power(Watts(42)))
    #expect(sensor.powerLimit() == Watts(300))
  }

  @Test func `Grace's meters know what contains what`() throws {
    let sysfs = try FakeSysfs()
    for (number, (info, power)) in [
      ("Module Power Socket 0", "600000000"), ("Grace Power Socket 0", "200000000"),
      ("CPU Power Socket 0", "150000000"),
      ("SysIO Power Socket 0", "20000000"),
    ].enumerated() {
      try hwmon(
        sysfs, number, "power_meter",
        ["power1_average": power, "power1_average_interval": "50", "device/power1_oem_info": info], device: nil)
    }
    let sensors = inventory(sysfs).available.map(\.description)
    #expect(sensors.map(\.domain) == [.module, .cpuPackage, .cpuCore, .cpuUncore])
    #expect(sensors.map(\.containedIn) == [nil, sensors[0].id, sensors[1].id, sensors[1].id])
    #expect(sensors[0].updatePeriod == Seconds(0.05))
  }

  @Test(arguments: ["0", "4290000000000", "-1"]) func `a node meter's garbage is a failed reading`(text: String) throws
  {
    let sysfs = try FakeSysfs()
    try hwmon(sysfs, 0, "power_meter", ["power1_average": text], device: nil)
    let sensor = try #require(inventory(sysfs).available.first)
    #expect(sensor.description.domain == .node)
    #expect(sensor.read() == .failed(code: 34))
  }

  @Test func `Cray's counters are read in joules, and leave to nearer sensors what those tell`() throws {
    let sysfs = try FakeSysfs()
    for (name, text) in [
      ("energy", "1000 J 1668000000 us"), ("power", "500 W 1668000000 us"), ("cpu_energy", "300 J 1668000000 us"),
      ("accel0_energy", "400 J 1668000000 us"), ("freshness", "7"),
    ] { try sysfs.write("sys/cray/pm_counters/\(name)", text: text) }
    let sensors = inventory(sysfs).available
    #expect(sensors.map(\.description.domain) == [.accelerator, .cpuPackage, .node])
    #expect(sensors.map { $0.read() } == [.counter(Joules(400)), .counter(Joules(300)), .counter(Joules(1000))])
    #expect(sensors[2].currentPower() == Watts(500))
    #expect(sensors[0].description.containedIn == "pm_counters:energy")
    try sysfs.write("sys/class/powercap/intel-rapl:0/name", text: "package-0")
    try sysfs.write("sys/class/powercap/intel-rapl:0/energy_uj", text: "5000000")
    #expect(inventory(sysfs).available.map(\.description.id).contains("pm_counters:cpu_energy") == false)
  }

  @Test(
    arguments: [
      ("POWER_STATUS_VALID,1700000000,10.00,90.00,45.50", 0.455), ("POWER_STATUS_NO_DATA,0,0,0,0", nil), ("", nil),
    ] as [(String, Double?)])
  func `Neuron tells percent of its power, once a minute`(text: String, share: Double?) throws {
    let sysfs = try FakeSysfs()
    try sysfs.write("sys/devices/virtual/neuron_device/neuron0/stats/power/utilization", text: text)
    let found = inventory(sysfs).utilization.first?.utilization()
    #expect(found == share)
  }

  @Test func `a device that tells only its use draws between idle and full, and is called modelled`() {
    final class Half: UtilizationSource {
      let id = "neuron0"
      let pciAddress: String? = nil
      let source = "test"
      let updatePeriod: Seconds? = nil
      let isShareOfPower = true
      func utilization() -> Double? { 0.5 }
    }
    let sensor = ModelledPower(Half(), address: "0000:00:1e.0", idle: Watts(100), full: Watts(500), basis: "test")
    #expect(sensor.read() == .power(Watts(300)))
    #expect(sensor.description.model?.contains("modelled") == true)
  }

  @Test func `a zone that shows nested alone is found, and flat it is not found twice`() throws {
    let sysfs = try FakeSysfs()
    for folder in ["intel-rapl/intel-rapl:0", "intel-rapl/intel-rapl:0/intel-rapl:0:0", "intel-rapl:0"] {
      try sysfs.write("sys/class/powercap/\(folder)/name", text: folder.hasSuffix(":0:0") ? "core" : "package-0")
      try sysfs.write("sys/class/powercap/\(folder)/energy_uj", text: "1000000")
    }
    try sysfs.write("sys/class/powercap/intel-rapl-mmio:0/name", text: "package-0")
    try sysfs.write("sys/class/powercap/intel-rapl-mmio:0/energy_uj", text: "1000000")
    #expect(inventory(sysfs).available.map(\.description.id) == ["intel-rapl:0", "intel-rapl:0:0"])
  }

  @Test func `each socket's psys contains its own package`() throws {
    let sysfs = try FakeSysfs()
    for (zone, name) in [
      ("intel-rapl:0", "package-0"), ("intel-rapl:1", "package-1"), ("intel-rapl:2", "psys"), ("intel-rapl:3", "psys"),
    ] {
      try sysfs.write("sys/class/powercap/\(zone)/name", text: name)
      try sysfs.write("sys/class/powercap/\(zone)/energy_uj", text: "1000000")
    }
    let containers = inventory(sysfs).available.map(\.description.containedIn)
    #expect(containers == ["intel-rapl:2", "intel-rapl:3", nil, nil])
  }
}
