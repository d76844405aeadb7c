import Documents
import Quantities

/// Which column of an nvidia-smi log is what.
struct NvidiaSMIColumns {
  /// The names of all columns, without units; positions where there is no header.
  private(set) var names: [String] = []
  private(set) var hasHeader = true
  /// The line of the header.
  private(set) var line = 1
  private(set) var time = 0
  private(set) var power = 0
  /// A second power column that shows moments rather than means, unless it is the only one.
  private(set) var instant: Int?
  /// What tells the devices apart; nil when nothing does.
  private(set) var key: Int?
  /// The GPU's name.
  private(set) var name: Int?
  /// The last column that is read.
  private(set) var last = 0
  private var headerText = ""

  private static let powers = ["power.draw", "power.draw.average", "power.draw.instant"]
  private static let keys = ["pci.bus_id", "gpu_bus_id", "index", "uuid", "gpu_uuid", "serial", "gpu_serial"]
  private static let advice = "log with: nvidia-smi --query-gpu=timestamp,index,power.draw --format=csv -lms 100"

  /// Finds the columns in the header, or without one in the first reading, at which the reader then stands.
  init(_ rows: CSVReader) throws(DocumentError) {
    while rows.fields.count < 2 {
      guard try rows.next() else {
        throw DocumentError(
          .malformed, file: rows.file, line: 1,
          message: "expected a header with timestamp and power.draw; \(Self.advice)")
      }
    }
    line = rows.line
    var clock = TimestampReader(nil)
    if clock.time(rows.fields[0]) != nil {
      try readHeaderless(rows)
    } else {
      try readHeader(rows)
    }
    last = [time, power, instant ?? 0, key ?? 0, name ?? 0].max() ?? 0
  }

  var timeName: String { hasHeader ? names[time] : "timestamp" }
  var powerName: String { hasHeader ? names[power] : "power.draw" }

  /// Whether a record repeats the header, as a log does that several runs were appended to.
  func isHeader(_ fields: [TextBytes]) -> Bool {
    hasHeader && fields.count == names.count && String(decoding: fields[0], as: UTF8.self) == headerText
  }

  private mutating func readHeader(_ rows: CSVReader) throws(DocumentError) {
    let texts = rows.texts
    headerText = texts[0]
    names = texts.map { text in
      String(text.prefix { $0 != "[" }).trimmingWhitespace().lowercased()
    }
    guard let timeColumn = names.firstIndex(of: "timestamp") else {
      throw DocumentError(
        .key, file: rows.file, line: line,
        message: "no column holds the time, found \(list); expected timestamp; \(Self.advice)",
        nearest: nearestMatch(to: "timestamp", among: names))
    }
    let found = Self.powers.compactMap { names.firstIndex(of: $0) }
    guard let powerColumn = found.first else {
      throw DocumentError(
        .key, file: rows.file, line: line,
        message: "no column holds power, found \(list); expected power.draw; \(Self.advice)",
        nearest: nearestMatch(to: "power.draw", among: names))
    }
    time = timeColumn
    power = powerColumn
    instant = names.firstIndex(of: "power.draw.instant").flatMap { $0 == powerColumn ? nil : $0 }
    key = Self.keys.compactMap { names.firstIndex(of: $0) }.first
    name = names.firstIndex(of: "name") ?? names.firstIndex(of: "gpu_name")
  }

  private mutating func readHeaderless(_ rows: CSVReader) throws(DocumentError) {
    hasHeader = false
    let texts = rows.texts
    names = texts.indices.map { "column \($0 + 1)" }
    guard let powerColumn = texts.firstIndex(where: { $0.hasSuffix(" W") }) else {
      throw DocumentError(
        .key, file: rows.file, line: line,
        message:
          "neither a header nor a unit tells which column holds power; expected watts such as 312.50 W; \(Self.advice)"
      )
    }
    power = powerColumn
    key = texts.firstIndex { $0.hasPrefix("GPU-") || $0.hasPrefix("0000") && $0.contains(":") }
    if key == nil, powerColumn > 1, Int(texts[1]) != nil { key = 1 }
    name = texts.firstIndex { $0.hasPrefix("NVIDIA ") || $0.hasPrefix("Tesla ") || $0.hasPrefix("GeForce ") }
  }

  private var list: String { names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "") }
}
