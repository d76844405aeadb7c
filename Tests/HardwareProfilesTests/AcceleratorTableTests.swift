import Foundation
import HardwareProfiles
import Quantities
import Testing

@Suite struct AcceleratorTableTests {
  @Test(
    .enabled(
      if: Repository.acceleratorTable != nil,
      "accelerators.csv is not beside this repository; TRAINCOST_SHARED names the folder that holds reference/"))
  func `dense peaks, memory and nameplates equal the accelerator table`() throws {
    let path = try #require(Repository.acceleratorTable)
    let catalog = try ProfileCatalog()
    let profiles = try catalog.profiles()
    var compared = 0
    for row in try table(at: path) {
      let name = try #require(row["name"])
      guard let profile = profiles.first(where: { $0.answers(to: name) }) else { continue }
      let fromMemory = row["memory_cells", default: ""]
      func compare(_ column: String, _ value: Double?) {
        guard let value, let cell = row[column].flatMap(Double.init), !fromMemory.contains(column) else { return }
        #expect(abs(value / cell - 1) < 1e-9, "\(name), \(column)")
        compared += 1
      }
      for (precision, peak) in profile.peakDense {
        compare(precision == .fp32 ? "fp32_vector" : precision.rawValue, peak.value.value / 1e12)
      }
      // Makers print GB and mean GiB.
      compare("memory_GB", profile.memoryCapacity.value.value / 0x1p30)
      // Cloud chips without a published limit carry an estimate, and TPU v4 its measured maximum.
      if profile.vendor != "Google" { compare("TDP_W", profile.power.nameplate.value.value) }
    }
    #expect(compared > 150)
  }

  /// The rows of a CSV file by column name.
  private func table(at path: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map(fields)
    let header = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  private func fields(of line: Substring) -> [String] {
    var fields = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

extension AcceleratorProfile {
  func answers(to name: String) -> Bool {
    ([id] + aliases).contains { $0.lowercased() == name.lowercased() }
  }
}
