public import Documents
import Quantities

/// The devices of `devices.tsv`, the user's lines before those inside the program.
public struct DeviceTable: Sendable {
  static let fileName = "devices.tsv"

  private let devices: [UInt16: [KnownDevice]]

  /// The table inside the program alone.
  public static let shipped = shipped(of: nil)

  /// The lines of some makers of the table inside the program; nil stands for all. No others are read.
  static func shipped(of vendors: Set<UInt16>?) -> DeviceTable {
    let file = EmbeddedFile.devices
    // A test reads every line of it.
    return (try? DeviceTable(texts: [(file.text, file.displayName)], of: vendors)) ?? DeviceTable(devices: [:])
  }

  private init(devices: [UInt16: [KnownDevice]]) { self.devices = devices }

  /// Reads tables; the lines of earlier ones go first.
  ///
  /// - Parameters:
  ///   - texts: the tables with the names of their files.
  ///   - vendors: whose lines are read; nil for those of all.
  /// - Throws: `DocumentError` for the first faulty line.
  public init(texts: [(text: String, file: String)], of vendors: Set<UInt16>? = nil) throws(DocumentError) {
    var devices: [UInt16: [KnownDevice]] = [:]
    for (text, file) in texts {
      for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
      {
        guard let first = line.first, first != UInt8(ascii: "#") else { continue }
        if let vendors, let vendor = UInt16(Substring(line.prefix(4)), radix: 16), !vendors.contains(vendor) {
          continue
        }
        let device = try KnownDevice(line: line, file: file, number: index + 1)
        devices[device.vendor, default: []].append(device)
      }
    }
    self.init(devices: devices)
  }

  /// This table with another below it.
  func over(_ lower: DeviceTable) -> DeviceTable {
    DeviceTable(devices: devices.merging(lower.devices) { $0 + $1 })
  }

  /// The entry of a device; those that name its subsystem go first. A nil subsystem is one that is not known.
  public func find(vendor: UInt16, device: UInt16, subsystem: UInt16?) -> KnownDevice? {
    guard let entries = devices[vendor] else { return nil }
    let matches = entries.lazy.filter {
      $0.devices.contains(device) && ($0.subsystem == nil || $0.subsystem == subsystem)
    }
    return matches.first { $0.subsystem != nil } ?? matches.first
  }
}

extension KnownDevice {
  fileprivate init(line: Substring.UTF8View, file: String, number: Int) throws(DocumentError) {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(Substring($0)).trimmingWhitespace() }
    func wrong(_ message: String, nearest: String? = nil) -> DocumentError {
      DocumentError(.value, file: file, line: number, message: message, nearest: nearest)
    }
    guard fields.count == 5 || fields.count == 4 else {
      throw wrong("found \(fields.count) fields, expected vendor, device, subsystem, what it is, name between tabs")
    }
    func identifier(_ text: Substring) throws(DocumentError) -> UInt16 {
      guard text.utf8.count == 4, let value = UInt16(text, radix: 16) else {
        throw wrong("found '\(text)', expected four hex digits")
      }
      return value
    }
    vendor = try identifier(fields[0][...])
    let bounds = fields[1].split(separator: "-", maxSplits: 1)
    let low = try identifier(bounds.first ?? "")
    let high = bounds.count > 1 ? try identifier(bounds[1]) : low
    guard low <= high else { throw wrong("found '\(fields[1])', expected a rising range") }
    devices = low...high
    subsystem = fields[2] == "*" ? nil : try identifier(fields[2][...])
    guard let verdict = Verdict(fields[3]) else {
      throw wrong(
        "found '\(fields[3])', expected one of \(Verdict.names.joined(separator: ", "))",
        nearest: nearestMatch(to: fields[3], among: Verdict.names))
    }
    self.verdict = verdict
    name = fields.count > 4 && !fields[4].isEmpty ? fields[4] : nil
  }
}
