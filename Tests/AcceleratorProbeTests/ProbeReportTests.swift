import AcceleratorProbe
import HardwareProfiles
import Quantities
import Testing
import TrainingRun

@Suite struct ProbeReportTests {
  private func accelerator(
    _ ids: (UInt16, UInt16) = (0x10de, 0x2330), driver: String? = "nvidia", asleep: Bool = false
  ) -> ProbedAccelerator {
    var device = PCIDevice(
      address: PCIAddress(bus: 0x17, device: 0, function: 0), classCode: 0x0302, vendorID: ids.0, deviceID: ids.1)
    device.driver = driver
    device.runtimeStatus = asleep ? .suspended : .active
    return ProbedAccelerator(device: device, profileID: nil, role: .training, vendor: nil, name: nil)
  }

  private func report(_ accelerator: ProbedAccelerator) -> ProbeReport {
    ProbeReport(accelerators: [accelerator], origin: .sysfs(root: "/"))
  }

  @Test func `only functions that may be accelerators are looked at closely`() throws {
    let bus = ScriptedBus(["0604 1022:1483", "0302 10de:2330", "0200 8086:1521", "0300 1a03:2000"])
    let report = try ProbeReport(scanning: bus, with: AcceleratorClassifier(profiles: []))
    #expect(bus.completedAddresses == ["0000:01:00.0", "0000:03:00.0"])
    #expect(report.functionCount == 4)
    #expect(report.accelerators.map(\.vendor) == ["NVIDIA"])
    #expect(report.accelerators.map(\.name) == ["a name of the host's"])
    #expect(report.skipped.map(\.name) == ["ASPEED Graphics Family"])
    #expect(bus.namesAsked == 1, "the host's list of names is read for what no table names")
  }

  @Test func `a counter and a rate of one card are shown together`() {
    let counter = ScriptedSensor("nvml energy", .counter(Joules(5000)), watts: nil)
    let rate = ScriptedSensor("nvml power", .power(Watts(312)), watts: Watts(312), limit: Watts(700))
    let power = report(accelerator()).attaching(SensorInventory(available: [counter, rate])).accelerators[0].power
    #expect(
      power
        == DevicePower(
          watts: Watts(312), limit: Watts(700), source: "nvml power, nvml energy", method: .counter,
          energy: Joules(5000)))
  }

  @Test func `addresses match however they are written, and a part inside a whole is left out`() {
    let card = ScriptedSensor("card", .counter(Joules(900)), id: "card", address: "00000000:17:00.0")
    let package = ScriptedSensor("package", .counter(Joules(700)), id: "package", containedIn: "card")
    let inventory = SensorInventory(available: [package, card])
    #expect(report(accelerator()).attaching(inventory).accelerators[0].power?.energy == Joules(900))
  }

  @Test func `a sensor that fails gives no figure and says so`() {
    let silent = ScriptedSensor("nvml power", .failed(code: 15))
    let found = report(accelerator()).attaching(SensorInventory(available: [silent])).accelerators[0]
    #expect(found.power == nil)
    #expect(found.powerMissingReason == "nvml power does not answer")
  }

  @Test func `a sensor that cannot be read hands on its reason and remedy`() {
    let sensor = UnavailableSensor(
      domain: .accelerator, id: "0000:17:00.0", pciAddress: "0000:17:00.0", reason: "driver and library differ",
      remedy: "reboot")
    let found = report(accelerator()).attaching(SensorInventory(unavailable: [sensor])).accelerators[0]
    #expect(found.powerMissingReason == "driver and library differ; reboot")
  }

  @Test(
    arguments: [
      (0x10de, nil, "modprobe nvidia"), (0x10de, "nvidia", "libnvidia-ml"), (0x10de, "nouveau", "NVIDIA's driver"),
      (0x10de, "vfio-pci", "virtual machine"), (0x1002, nil, "amdgpu"), (0x1002, "amdgpu", "power1_average"),
      (0x1ae0, "gasket", "Google publishes"), (0x1d0f, "neuron", "no watts"), (0x19e5, "davinci", "npu-smi"),
      (0xabcd, "thing", "no sensor"), (0xabcd, nil, "no driver"),
    ] as [(UInt16, String?, String)])
  func `an accelerator without a sensor says what would help`(vendor: UInt16, driver: String?, words: String) {
    let found = report(accelerator((vendor, 1), driver: driver)).attaching(SensorInventory()).accelerators[0]
    #expect(found.power == nil)
    #expect(found.powerMissingReason?.contains(words) == true, "\(found.powerMissingReason ?? "nil")")
  }

  @Test func `a sleeping card and a recording give their own reasons`() {
    let asleep = report(accelerator(asleep: true)).attaching(SensorInventory()).accelerators[0]
    #expect(asleep.powerMissingReason?.contains("sleeps") == true)
    var recorded = report(accelerator())
    recorded.origin = .dump(file: "lspci.dump")
    let reason = recorded.attaching(SensorInventory()).accelerators[0].powerMissingReason
    #expect(reason?.contains("lspci.dump") == true)
  }

  @Test func `link registers of a device that does not answer tell nothing`() {
    #expect(PCILink(capabilities: .max, status: .max) == nil)
    #expect(PCILink(capabilities: 0, status: 0) == nil)
    #expect(
      PCILink(capabilities: 0x0040_0104, status: 0x1081)
        == PCILink(speed: 2.5, width: 8, maximumSpeed: 16, maximumWidth: 16))
  }
}

/// A bus that counts what is asked of it.
private final class ScriptedBus: PCIBus {
  let origin = PCIBusOrigin.sysfs(root: "/")
  private(set) var completedAddresses: [String] = []
  private(set) var namesAsked = 0
  private let devices: [PCIDevice]

  init(_ texts: [String]) {
    devices = texts.enumerated().map { index, text in
      let parts = text.split(whereSeparator: { $0 == " " || $0 == ":" }).map { UInt16($0, radix: 16) }
      return PCIDevice(
        address: PCIAddress(bus: UInt8(index), device: 0, function: 0), classCode: parts[0], vendorID: parts[1],
        deviceID: parts[2])
    }
  }

  func scan() throws(ProbeError) -> PCIScan { PCIScan(devices: devices) }

  func completed(_ device: PCIDevice) -> PCIDevice {
    completedAddresses.append(device.address.description)
    return device
  }

  func vendorName(_ vendor: UInt16) -> String? {
    namesAsked += 1
    return "a maker of the host's list"
  }

  func deviceName(_ device: UInt16, of vendor: UInt16) -> String? {
    namesAsked += 1
    return "a name of the host's"
  }
}

/// A sensor that always reads the same.
private final class ScriptedSensor: EnergySensor {
  let description: SensorDescription
  private let reading: SensorReading
  private let watts: Watts?
  private let limit: Watts?

  init(
    _ source: String, _ reading: SensorReading, watts: Watts? = nil, limit: Watts? = nil, id: String? = nil,
    address: String = "0000:17:00.0", containedIn: String? = nil
  ) {
    let quantity: SensorDescription.Quantity = if case .counter = reading { .counter(wrapsAfter: nil) } else { .power }
    description = SensorDescription(
      id: id ?? source, domain: .accelerator, quantity: quantity, pciAddress: address, source: source,
      containedIn: containedIn)
    self.reading = reading
    self.watts = watts
    self.limit = limit
  }

  func read() -> SensorReading { reading }
  func currentPower() -> Watts? { watts }
  func powerLimit() -> Watts? { limit }
}
