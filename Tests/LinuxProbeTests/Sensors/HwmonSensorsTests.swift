import AcceleratorProbe
import LinuxProbe
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@Suite struct HwmonSensorsTests {
  private func sensors(_ driver: String, _ files: [String: String], device: String? = "0000:03:00.0") throws
    -> SensorInventory
  {
    let sysfs = try FakeSysfs()
    let folder = "sys/class/hwmon/hwmon4"
    try sysfs.write("\(folder)/name", text: driver)
    if let device { try sysfs.link("\(folder)/device", to: "../../../\(device)") }
    for (name, text) in files { try sysfs.write("\(folder)/\(name)", text: text) }
    let inventory = SensorDiscovery(root: sysfs.root).host().sensors
    // Readings are taken while the files are there.
    for sensor in inventory.available { readings.append(sensor.read()) }
    return inventory
  }

  private final class Box { var readings: [SensorReading] = [] }
  private let box = Box()
  private var readings: [SensorReading] {
    get { box.readings }
    nonmutating set { box.readings = newValue }
  }

  @Test(
    arguments: [
      ("amdgpu", ["power1_input": "68000000", "power1_average": "70000000"], SensorReading.power(Watts(68))),
      ("amdgpu", ["power1_average": "70000000"], .power(Watts(70))),
      (
        "xe", ["energy1_input": "0", "energy1_label": "card", "energy2_input": "19014248107", "energy2_label": "pkg"],
        .counter(Joules(19014.248107))
      ),
      (
        "xe", ["energy1_input": "11031745544", "energy1_label": "card", "energy2_input": "1", "energy2_label": "pkg"],
        .counter(Joules(11031.745544))
      ),
      ("i915", ["energy1_input": "25637161804"], .counter(Joules(25637.161804))),
      ("tenstorrent", ["power1_input": "75000000"], .power(Watts(75))),
    ] as [(String, [String: String], SensorReading)])
  func `each driver's best channel is read in its unit`(driver: String, files: [String: String], reading: SensorReading)
    throws
  {
    let inventory = try sensors(driver, files)
    #expect(readings == [reading])
    #expect(inventory.available.first?.description.pciAddress == "0000:03:00.0")
    #expect(inventory.available.first?.description.domain == .accelerator)
  }

  @Test(arguments: ["4294967274000000", "-22"])
  func `an error code taken for power is a failed reading`(text: String) throws {
    _ = try sensors("amdgpu", ["power1_input": text])
    #expect(readings == [.failed(code: 34)])
  }

  @Test func `a node meter that shows 0 W has failed, and drivers of other things are ignored`() throws {
    _ = try sensors("power_meter", ["power1_average": "0"], device: nil)
    #expect(readings == [.failed(code: 34)])
    #expect(try sensors("coretemp", ["power1_input": "1000000"]).available.isEmpty)
  }

  @Test func `a suspended device is not woken`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.write("sys/class/hwmon/hwmon0/name", text: "amdgpu")
    try sysfs.write("sys/class/hwmon/hwmon0/power1_input", text: "1000000")
    try sysfs.write("sys/class/hwmon/hwmon0/device/power/runtime_status", text: "suspended")
    let inventory = SensorDiscovery(root: sysfs.root).host().sensors
    #expect(inventory.available.isEmpty)
    #expect(inventory.unavailable.first?.reason.contains("suspended") == true)
  }

  @Test(
    .enabled(if: Recordings.arePresent, "the recordings are not beside the checkout"),
    arguments: [
      ("g-amd-rx7900xtx", SensorReading.power(Watts(68)), 290.0),
      ("g-intel-a380-i915", .counter(Joules(25637.161804)), 55), ("g-intel-b580", .counter(Joules(19014.248107)), 190),
      ("g-amd-vega56", .power(Watts(8)), 260),
    ] as [(String, SensorReading, Double)])
  func `recorded cards read as node_exporter reads them`(id: String, reading: SensorReading, limit: Double) throws {
    let sensors = SensorDiscovery(root: try Recordings.unpacked(id)).host().sensors.available
    #expect(sensors.map { $0.read() } == [reading])
    #expect(sensors.first?.powerLimit() == Watts(limit))
  }
}
