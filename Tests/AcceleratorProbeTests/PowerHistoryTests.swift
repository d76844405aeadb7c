import AcceleratorProbe
import HardwareProfiles
import Quantities
import Testing
import TrainingRun

@Suite struct PowerHistoryTests {
  private func report(energy: Double?, watts: Double? = nil) -> ProbeReport {
    var accelerator = ProbedAccelerator(
      device: PCIDevice(address: PCIAddress(bus: 3, device: 0, function: 0)), profileID: nil, role: .training,
      vendor: nil, name: nil)
    accelerator.power = DevicePower(
      watts: watts.map { Watts($0) }, limit: nil, source: "card", method: .counter, energy: energy.map { Joules($0) })
    return ProbeReport(accelerators: [accelerator], origin: .sysfs(root: "/"))
  }

  private func watts(_ looks: [(energy: Double?, time: Double)]) -> [Double?] {
    var history = PowerHistory()
    return looks.map { look in
      history.completing(report(energy: look.energy), at: Seconds(look.time)).accelerators[0].power?.watts?.value
    }
  }

  @Test func `a counter gives the mean power between two looks, and none at the first`() {
    #expect(watts([(1000, 0), (1250, 0.5), (1350, 1.5)]) == [nil, 500, 100])
  }

  @Test func `a counter that fell back, or a clock that stands, gives none`() {
    #expect(watts([(1000, 0), (10, 1), (60, 2)]) == [nil, nil, 50])
    #expect(watts([(1000, 1), (1100, 1)]) == [nil, nil])
  }

  @Test func `a power that the device tells stays`() {
    var history = PowerHistory()
    _ = history.completing(report(energy: 0, watts: 70), at: .zero)
    #expect(
      history.completing(report(energy: 500, watts: 70), at: Seconds(1)).accelerators[0].power?.watts == Watts(70))
  }
}
