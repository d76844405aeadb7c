import Foundation
import HardwareProfiles
import Quantities
import Testing

@Suite struct AcceleratorTableTests {
  private static let isThere = Repository.acceleratorTable != nil
  private static let absence: Comment =
    "accelerators.csv is not beside this repository; TRAINCOST_SHARED names the folder that holds reference/"

  @Test(.enabled(if: isThere, absence))
  func `every accelerator of the table that is released has a profile`() throws {
    let profiles = try ProfileCatalog().profiles()
    let rows = try table(at: #require(Repository.acceleratorTable))
    let missing = rows.compactMap { $0["name"] }.filter { name in
      !name.contains("(announced)") && !profiles.contains { $0.answers(to: name) }
    }
    #expect(missing.isEmpty)
    #expect(rows.count > 70)
  }

  @Test(.enabled(if: isThere, absence))
  func `dense peaks, memory and nameplates equal the accelerator table`() throws {
    let profiles = try ProfileCatalog().profiles()
    var compared = 0
    for row in try table(at: #require(Repository.acceleratorTable)) {
      let name = try #require(row["name"])
      guard let profile = profiles.first(where: { $0.answers(to: name) }) else { continue }
      let doubtful = DoubtfulCells(row["memory_cells", default: ""])
      func compare(_ column: String, _ value: Double?, within tolerance: Double = 1e-9) {
        guard let value, let cell = row[column].flatMap(Double.init), !doubtful.contains(column) else { return }
        #expect(abs(value / cell - 1) < tolerance, "\(name), \(column): \(value), not \(cell)")
        compared += 1
      }
      for (precision, peak) in profile.peakDense {
        // A maker's page may round to another digit.
        compare(
          [.fp64, .fp32].contains(precision) ? "\(precision.rawValue)_vector" : precision.rawValue,
          peak.value.value / 1e12,
          within: peak.source.title.contains("product page") ? 2e-3 : 1e-9)
      }
      // Makers print GB and mean GiB.
      compare("memory_GB", profile.memoryCapacity.value.value / 0x1p30)
      compare("memory_bandwidth_GBps", (profile.memoryBandwidth?.value.value).map { $0 / 1e9 }, within: 0.03)
      // Cloud chips without a published limit carry an estimate, TPU v4 its measured maximum, the 310 W that are
      // reported of the Ascend 910C are those of one of its two dies at most, and the A10G's limit is not the A10's.
      if profile.vendor != "Google", !["huawei-ascend-910c-128gb", "nvidia-a10g-pcie-24gb"].contains(profile.id) {
        compare("TDP_W", profile.power.nameplate.value.value)
      }
    }
    #expect(compared > 300)
  }

  @Test(.enabled(if: isThere, absence))
  func `no cell that the table's authors read is left out`() throws {
    let profiles = try ProfileCatalog().profiles()
    var compared = 0
    for row in try table(at: #require(Repository.acceleratorTable)) {
      guard let name = row["name"], let profile = profiles.first(where: { $0.answers(to: name) }) else { continue }
      let doubtful = DoubtfulCells(row["memory_cells", default: ""])
      func isRead(_ column: String) -> Bool { row[column] != "" && !doubtful.contains(column) }
      for (column, precision) in [
        ("fp64_vector", Precision.fp64), ("fp32_vector", .fp32), ("tf32", .tf32), ("fp16", .fp16), ("bf16", .bf16),
        ("fp8", .fp8), ("fp4", .fp4), ("int8", .int8),
      ] where isRead(column) {
        // TPUs multiply no fp16, and Apple's int8 is its neural engine's, of which training makes no use.
        if profile.vendor == "Google" && precision == .fp16 || profile.vendor == "Apple" { continue }
        #expect(profile.peakDense[precision] != nil, "\(name), \(column)")
        compared += 1
      }
      if isRead("memory_bandwidth_GBps") { #expect(profile.memoryBandwidth != nil, "\(name)") }
      if row["price_usd"] != "", row["price_source"] != "memory" { #expect(profile.price != nil, "\(name)") }
      if row["embodied_kgCO2e"] != "" { #expect(profile.embodiedCarbon?.value.isExact == false, "\(name)") }
      if row["interconnect_GBps_per_direction"] != "", !doubtful.contains("interconnect") {
        #expect(profile.link != nil, "\(name)")
      }
    }
    #expect(compared > 250)
  }

  @Test(.enabled(if: isThere, absence))
  func `PCI ids of the table are those of the profile`() throws {
    let profiles = try ProfileCatalog().profiles()
    for row in try table(at: #require(Repository.acceleratorTable)) {
      guard let name = row["name"], let profile = profiles.first(where: { $0.answers(to: name) }) else { continue }
      let ids = Set(profile.pciIdentities.map { "\($0.vendor.hexadecimal):\($0.device.hexadecimal)" })
      for id in row["pci_ids", default: ""].split(separator: ";") where name != "Wormhole n150d" {
        #expect(ids.contains(String(id)), "\(name)")
      }
    }
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

/// The cells of a row that its authors wrote from memory.
private struct DoubtfulCells {
  private let words: [String]
  private let exceptions: [String]?

  /// Reads `fp8;interconnect`, `all FLOP/s;bandwidth` or `all but memory_GB;pci_ids`.
  init(_ text: String) {
    let parts = text.split(separator: ";").map(String.init)
    exceptions = text.hasPrefix("all but ") ? [String(parts[0].dropFirst(8))] + parts.dropFirst() : nil
    words = parts
  }

  func contains(_ column: String) -> Bool {
    let names =
      switch column {
      case "fp32_vector": ["fp32"]
      case "fp64_vector": ["fp64"]
      case "TDP_W": ["TDP"]
      case "memory_bandwidth_GBps": ["memory_bandwidth", "bandwidth"]
      default: [column]
      }
    func holds(_ words: [String]) -> Bool {
      words.contains { word in names.contains { word.hasPrefix($0) } }
    }
    if let exceptions { return !holds(exceptions) }
    let isPeak = ["fp", "tf", "bf", "int8"].contains { column.hasPrefix($0) }
    return holds(words) || words.contains("all") || isPeak && words.contains { $0.hasSuffix("FLOP/s") }
  }
}

extension UInt16 {
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
