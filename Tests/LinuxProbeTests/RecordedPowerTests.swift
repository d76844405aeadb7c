import AcceleratorProbe
import Foundation
import HardwareProfiles
import LinuxProbe
import Quantities
import Testing
import TrainCostTestSupport

/// The power of every recorded card against what node_exporter read from the same files.
@Suite(.enabled(if: Recordings.arePresent, "recordings are not beside the checkout"))
struct RecordedPowerTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let id: String
    let watts: [Double]
    let limit: Double?
    var testDescription: String { id }
  }

  static let all: [Expected] = Recordings.expected.components(separatedBy: "\n## ").dropFirst().compactMap { section in
    guard section.hasPrefix("g-amd") else { return nil }
    func values(_ name: String) -> [Double] {
      section.split(separator: "\n").filter { $0.hasPrefix("  \(name){") }
        .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    }
    let watts = values("node_hwmon_power_watt") + values("node_hwmon_power_average_watt")
    guard !watts.isEmpty, let id = section.split(separator: "\n").first else { return nil }
    return Expected(id: String(id), watts: watts, limit: values("node_hwmon_power_cap_watt").first)
  }

  @Test(arguments: all)
  func `a card's power and limit are those that node_exporter reads`(expected: Expected) throws {
    let root = try #require(try Recordings.root(of: expected.id))
    let report = try ProbeReport(
      scanning: LibpciSysfsBus(root: root), with: AcceleratorClassifier(profiles: [])
    ).attaching(SensorDiscovery(root: root).host().sensors)
    // Graphics inside a processor is no accelerator, whatever it draws.
    guard let card = report.accelerators.first else { return #expect(!report.skipped.isEmpty) }
    if let watts = card.power?.watts {
      #expect(expected.watts.contains { abs($0 - watts.value) < 0.001 })
      #expect(card.power?.limit.map(\.value) == expected.limit)
    } else {
      #expect(card.power?.energy != nil, "\(card.powerMissingReason ?? "no reason")")
    }
    #expect(card.power?.temperature != nil)
  }

  @Test func `the table of expected values is read`() { #expect(Self.all.count >= 9) }
}
