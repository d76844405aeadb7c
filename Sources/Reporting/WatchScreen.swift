public import AcceleratorProbe
import Charts
public import Quantities

/// Accelerators as they are at a moment: for a terminal that redraws, or as lines that follow each other.
public struct WatchScreen: Sendable {
  private let report: ProbeReport
  private var accelerators: [ProbedAccelerator] { report.allAccelerators }
  private let nameplates: [String: Watts]
  private let time: UTCTime

  /// A screen.
  ///
  /// - Parameters:
  ///   - report: the accelerators with their power.
  ///   - nameplates: the nameplate power of profiles, against which bars are drawn where a device tells no limit.
  ///   - secondsSince1970: when.
  public init(_ report: ProbeReport, nameplates: [String: Watts], secondsSince1970: Double) {
    self.report = report
    self.nameplates = nameplates
    time = UTCTime(secondsSince1970: secondsSince1970)
  }

  /// The screen as lines that fit a terminal.
  ///
  /// - Parameters:
  ///   - canvas: its width and what it understands.
  ///   - rows: its height; what does not fit is counted in the last line.
  public func lines(_ canvas: Canvas, rows: Int) -> [String] {
    guard !accelerators.isEmpty else { return [heading, report.busMissingReason ?? "no accelerator"] }
    // What the table needs beside its bars.
    let plain = table(barWidth: 0, canvas).terminalLines(width: .max)
    let needed = plain.map(displayWidth).max() ?? 0
    let room = min(40, max(0, canvas.width - needed - 2))
    var lines = [heading, ""] + table(barWidth: room < 4 ? 0 : room, canvas).terminalLines(width: canvas.width)
    let reasons = Set(accelerators.compactMap(\.powerMissingReason)).sorted()
    lines += reasons.isEmpty ? [] : [""] + reasons.map { "power unknown: \($0)" }
    if lines.count > rows {
      let hidden = lines.count - rows + 1
      lines = rows < 2 ? [heading] : lines.prefix(rows - 1) + ["… \(hidden) more lines"]
    }
    return lines.map { Self.cut($0, to: canvas.width) }
  }

  /// Lines that follow those of an earlier moment, with a final newline: words, rows of CSV, or one JSON object for each
  /// accelerator.
  ///
  /// - Parameters:
  ///   - format: `table` gives words; those of whole documents have no lines to follow each other and give words too.
  ///   - isFirst: whether a heading goes before rows of CSV.
  public func text(_ format: OutputFormat, isFirst: Bool = false) -> String {
    let lines =
      switch format {
      case .json: objects.map(\.line)
      case .csv: (isFirst ? [Self.columns.joined(separator: ",")] : []) + rows
      case .table, .markdown, .html: plainLines
      }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let columns = [
    "time", "pci_address", "profile", "power_watts", "limit_watts", "energy_joules", "temperature_celsius",
  ]

  private var objects: [JSONValue] {
    accelerators.map { .object([.init("time", .string(time.iso8601))] + $0.members) }
  }

  private var rows: [String] {
    accelerators.map { accelerator in
      let power = accelerator.power
      return [
        time.iso8601, accelerator.device.address.description, accelerator.profileID ?? "",
        power?.watts.map { "\($0.value)" } ?? "", power?.limit.map { "\($0.value)" } ?? "",
        power?.energy.map { "\($0.value)" } ?? "", power?.temperature.map { "\($0.value)" } ?? "",
      ].joined(separator: ",")
    }
  }

  private var plainLines: [String] {
    guard !accelerators.isEmpty else {
      return ["\(time.iso8601)  \(report.busMissingReason ?? "no accelerator")"]
    }
    return accelerators.map { accelerator in
      [
        time.iso8601, accelerator.device.address.description, accelerator.profileID ?? accelerator.name ?? "unknown",
        accelerator.power?.watts?.formatted ?? "power unknown",
        limit(of: accelerator).map { "of \($0.formatted)" } ?? "",
        accelerator.device.link?.text ?? "", accelerator.power?.temperature?.formatted ?? "",
      ].filter { !$0.isEmpty }.joined(separator: "  ")
    }
  }

  private var heading: String {
    var parts = ["traincost probe", time.text]
    let boards = report.boards.count + report.offBus.count
    parts.append("\(boards) \(boards == 1 ? "board" : "boards")")
    if let total = report.totalPower { parts.append("\(total.watts.formatted) now") }
    return parts.joined(separator: "   ")
  }

  private func table(barWidth: Int, _ canvas: Canvas) -> TextTable {
    var table = TextTable([
      .init("Address"), .init("Device"), .init("Power", .right), .init("Limit", .right), .init(""), .init("Link"),
      .init("Temp", .right),
    ])
    for accelerator in accelerators {
      let state = accelerator.device.isAsleep ? "asleep" : "unknown"
      table.add(
        accelerator.device.address.description, accelerator.name ?? accelerator.vendor ?? "unknown",
        accelerator.power?.watts?.formatted ?? state, limit(of: accelerator)?.formatted ?? "",
        bar(of: accelerator, width: barWidth, canvas), accelerator.device.link?.text ?? "",
        accelerator.power?.temperature?.formatted ?? "")
    }
    return table
  }

  private func limit(of accelerator: ProbedAccelerator) -> Watts? {
    accelerator.power?.limit ?? accelerator.profileID.flatMap { nameplates[$0] }
  }

  private func bar(of accelerator: ProbedAccelerator, width: Int, _ canvas: Canvas) -> String {
    guard width > 0, let watts = accelerator.power?.watts, let limit = limit(of: accelerator), limit > .zero else {
      return String(repeating: " ", count: width)
    }
    let bar = BarChart.bar(min(1, max(0, watts / limit)), room: width, ascii: !canvas.unicode)
    let rest = String(repeating: canvas.unicode ? "·" : ".", count: max(0, width - displayWidth(bar)))
    return bar + rest
  }

  private static func cut(_ line: String, to width: Int) -> String {
    guard displayWidth(line) > width else { return line }
    var kept = line
    while displayWidth(kept) > width { kept.removeLast() }
    return kept
  }
}
