import AcceleratorProbe
import HardwareProfiles
import Quantities
import Reporting
import Testing
import TrainingRun

@Suite struct WatchScreenTests {
  private func screen(_ count: Int, watts: Double? = 350) -> WatchScreen {
    let accelerators = (0..<count).map { index in
      var device = PCIDevice(address: PCIAddress(bus: UInt8(index), device: 0, function: 0))
      device.link = PCILink(speed: 16, width: 16, maximumSpeed: 32, maximumWidth: 16)
      var accelerator = ProbedAccelerator(
        device: device, profileID: "h100", role: .training, vendor: "NVIDIA", name: "NVIDIA H100")
      accelerator.power = watts.map {
        DevicePower(
          watts: Watts($0), limit: nil, source: "nvml", method: .integrated, energy: nil, temperature: Celsius(61))
      }
      if watts == nil { accelerator.powerMissingReason = "no driver" }
      return accelerator
    }
    return WatchScreen(
      ProbeReport(accelerators: accelerators, origin: .sysfs(root: "/")), nameplates: ["h100": Watts(700)],
      secondsSince1970: 1_795_484_405)
  }

  @Test(arguments: [40, 60, 80, 120, 200], [1, 2, 5, 8, 24, 100])
  func `a screen fits its terminal, whatever the size`(width: Int, rows: Int) {
    for unicode in [true, false] {
      let lines = screen(8).lines(Canvas(width: width, unicode: unicode), rows: rows)
      #expect(lines.count <= max(rows, 1))
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }

  @Test func `a bar is as long as the share of the limit`() throws {
    let line = try #require(screen(1).lines(Canvas(width: 160), rows: 20).first { $0.hasPrefix("0000:00:00.0") })
    #expect(line.filter { $0 == "█" }.count == line.filter { $0 == "·" }.count)
    #expect(line.contains("350 W") && line.contains("700 W") && line.contains("61 °C") && line.contains("16 GT/s"))
  }

  @Test func `what is unknown is said, with its reason`() {
    let lines = screen(2, watts: nil).lines(Canvas(width: 120), rows: 20)
    #expect(lines.contains { $0.contains("unknown") })
    #expect(lines.filter { $0 == "power unknown: no driver" }.count == 1)
  }

  @Test func `without a terminal each accelerator is a line, a row or an object`() {
    #expect(
      screen(1).text(.table)
        == "2026-11-24T01:40:05Z  0000:00:00.0  h100  350 W  of 700 W  16 GT/s x16 of 32 GT/s x16  61 °C\n")
    #expect(screen(1).text(.csv) == "2026-11-24T01:40:05Z,0000:00:00.0,h100,350.0,,,61.0\n")
    #expect(screen(3).text(.json).split(separator: "\n").count == 3)
  }
}
