import AcceleratorProbe
import HardwareProfiles
import Quantities
import Testing
import TrainingRun

/// Boards, not handles: what is counted and summed.
@Suite struct AcceleratorBoardTests {
  private func address(_ bus: Int, function: UInt8 = 0) -> PCIAddress {
    PCIAddress(bus: UInt8(bus), device: 0, function: function)
  }

  private func accelerator(
    _ bus: Int, function: UInt8 = 0, perBoard: Int = 1, numaNode: Int? = nil, physical: PCIAddress? = nil
  ) -> ProbedAccelerator {
    var device = PCIDevice(
      address: address(bus, function: function), classCode: 0x0380, vendorID: 0x1002, deviceID: 0x7408)
    device.driver = "amdgpu"
    device.numaNode = numaNode
    device.physicalFunction = physical
    device.isVirtualFunction = physical != nil
    return ProbedAccelerator(
      device: device, profileID: "board", role: .training, vendor: "AMD", name: "a board", functionsPerBoard: perBoard)
  }

  private func report(_ accelerators: [ProbedAccelerator]) -> ProbeReport {
    ProbeReport(accelerators: accelerators, origin: .sysfs(root: "/"))
  }

  private func sensors(_ watts: [Int: Double]) -> SensorInventory {
    SensorInventory(available: watts.map { ConstantSensor(address($0.key).description, Watts($0.value)) })
  }

  @Test func `two dies of a package are one board whose power counts once`() {
    // The second die of a package shows nothing, or 0 W.
    let report = report([0x29, 0x2c, 0x4e, 0x51].map { accelerator($0, perBoard: 2) })
      .attaching(sensors([0x29: 410, 0x4e: 390, 0x51: 0]))
    #expect(report.boards.map(\.functions) == [[address(0x29), address(0x2c)], [address(0x4e), address(0x51)]])
    #expect(report.accelerators.map { $0.power?.watts?.value } == [410, nil, 390, nil])
    #expect(report.totalPower?.watts == Watts(800))
    #expect(report.totalPower?.boards == 2)
    for die in [1, 3] { #expect(report.accelerators[die].powerMissingReason?.contains("shares a board") == true) }
  }

  @Test func `the die that reports need not be the first`() {
    let report = report([0x29, 0x2c].map { accelerator($0, perBoard: 2) }).attaching(sensors([0x29: 0, 0x2c: 410]))
    #expect(report.boards.map { $0.power?.watts } == [Watts(410)])
    #expect(report.accelerators[0].power == nil)
  }

  @Test func `dies are paired by their links where the driver tells them, not across sockets, and one may be alone`() {
    var report = report([0x29, 0x2c, 0x4e, 0x51].map { accelerator($0, perBoard: 2) })
    for (one, other) in [(0x29, 0x4e), (0x2c, 0x51)] {
      report.topology.packageMates[address(one)] = address(other)
      report.topology.packageMates[address(other)] = address(one)
    }
    #expect(report.boards.map(\.functions) == [[address(0x29), address(0x4e)], [address(0x2c), address(0x51)]])
    let lone = self.report([accelerator(0x29, perBoard: 2, numaNode: 0), accelerator(0x2c, perBoard: 2, numaNode: 1)])
    #expect(lone.boards.count == 2)
  }

  @Test func `virtual functions belong to the board of their physical one`() {
    let physical = address(0x17)
    let report = report([accelerator(0x17), accelerator(0x17, function: 4, physical: physical), accelerator(0x65)])
      .attaching(sensors([0x17: 300, 0x65: 100]))
    #expect(report.boards.map(\.functions.count) == [2, 1])
    #expect(report.totalPower?.watts == Watts(400))
    #expect(report.accelerators[1].powerMissingReason?.contains("0000:17:00.0") == true)
  }

  @Test func `virtual functions whose physical one is not shown are one board all the same`() {
    let physical = address(0x17)
    let report = report([1, 2, 3].map { accelerator(0x17, function: $0, physical: physical) })
    #expect(report.boards.map(\.functions.count) == [3])
  }

  @Test func `a board that is split is one board of several devices`() {
    var report = report([accelerator(0x0c), accelerator(0x15)])
    report.topology.partitions = [
      address(0x0c): .init(mode: "CPX", count: 8), address(0x15): .init(mode: "SPX", count: 1),
    ]
    #expect(report.boards.map(\.partitions) == [.init(mode: "CPX", count: 8), nil])
  }

  @Test func `without any reading the total is unknown, not zero`() {
    let report = report([accelerator(0x0c)]).attaching(SensorInventory())
    #expect(report.totalPower == nil)
    #expect(report.boards[0].powerMissingReason != nil)
  }
}

/// A sensor that always reads the same power.
private final class ConstantSensor: EnergySensor {
  let description: SensorDescription
  private let watts: Watts

  init(_ address: String, _ watts: Watts) {
    description = SensorDescription(
      id: address, domain: .accelerator, quantity: .power, pciAddress: address, source: "hwmon")
    self.watts = watts
  }

  func read() -> SensorReading { .power(watts) }
}
