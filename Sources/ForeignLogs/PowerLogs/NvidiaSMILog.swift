import Documents
import PowerMeter
import Quantities
import TrainingRun

/// Power readings of `nvidia-smi --query-gpu=timestamp,…,power.draw --format=csv`, one GPU a row.
struct NvidiaSMILog {
  private let rows: CSVReader
  private let options: ForeignLog.Options
  private var columns: NvidiaSMIColumns
  private var clock: TimestampReader
  private var devices = DeviceTable()
  /// How many devices the user said take turns, where the log names them itself.
  private var unusedCount: Int?
  private var deal: Interleaving?
  private var instant: [PowerIntegrator] = []
  private var messages = 0
  /// The kinds of GPU that the log names.
  private var names = RecurringTexts()
  private var isCut = false
  /// What complete rows have, by which a torn one is known.
  private var usual = (columns: 0, timeLength: 0, hasUnit: false, hasPoint: false)

  init(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) {
    rows = try CSVReader(path)
    self.options = options
    clock = TimestampReader(options.zone)
    columns = try NvidiaSMIColumns(rows)
    if columns.key == nil { deal = Interleaving(count: options.devices) } else { unusedCount = options.devices }
  }

  /// The one job of the log.
  func jobs() throws(DocumentError) -> [ForeignLog.Job] {
    var log = self
    return try [log.read()]
  }

  private mutating func read() throws(DocumentError) -> ForeignLog.Job {
    // Without a header the columns were told from the first record, which is a reading too.
    if !columns.hasHeader { try take() }
    while try rows.next() { try take() }
    try settle()
    let read = devices.traces.filter { $0.readings > 0 }
    guard let first = read.map(\.first).min(), devices.traces.contains(where: { $0.readings > 0 }) else {
      let text = devices.traces.first?.unreadableText ?? ""
      throw DocumentError(
        .value, file: rows.file, line: columns.line, key: columns.powerName,
        message: text.isEmpty
          ? "no readings follow the header" : "no reading is a power: the log says '\(text)' throughout")
    }
    let last = read.map(\.last).max() ?? first
    guard last > first else {
      throw DocumentError(
        .value, file: rows.file, line: columns.line, message: AbsurdReadings.tooFew(devices.traces))
    }
    return draft(first, last).job(.nvidiaSMI, file: rows.file)
  }

  private mutating func take() throws(DocumentError) {
    let fields = rows.fields
    guard fields.count > columns.last else { return try takeRemnant(fields.count) }
    if rows.isCutOff, isTorn(fields) { return cut() }
    guard let time = clock.time(fields[columns.time]) else {
      if columns.isHeader(fields) { return }
      if rows.isCutOff { return cut() }
      throw wrong(columns.timeName, fields[columns.time], expected: TimestampReader.expected)
    }
    if usual.columns == 0 { usual.hasPoint = fields[columns.power].contains(UInt8(ascii: ".")) }
    (usual.columns, usual.timeLength) = (fields.count, fields[columns.time].count)
    let reading = try power(fields[columns.power])
    let instantReading = try columns.instant.flatMap { column throws(DocumentError) in try power(fields[column]).watts }
    if let column = columns.name { _ = names.index(of: fields[column]) }
    if let key = columns.key {
      try add(reading, instantReading, at: time, to: devices.index(of: fields[key]), line: rows.line)
    } else if let index = deal?.turn(at: time) {
      try add(reading, instantReading, at: time, to: index, line: rows.line)
    } else {
      deal?.rows.append(.init(time: time, reading: reading, instant: instantReading, line: rows.line))
      if deal?.isFull == true { try settle() }
    }
  }

  /// An empty line, a message that nvidia-smi wrote between readings, or the torn end of the file.
  private mutating func takeRemnant(_ count: Int) throws(DocumentError) {
    if count == 0 { return }
    if rows.isCutOff { return cut() }
    if count == 1 || clock.time(rows.fields[0]) == nil {
      messages += 1
      return
    }
    throw DocumentError(
      .malformed, file: rows.file, line: rows.line,
      message: "found \(count) columns, expected \(columns.names.count): \(columns.names.joined(separator: ", "))")
  }

  private mutating func cut() { isCut = true }

  /// Whether the file ends in the midst of a record: without a column, unit or fraction that the others have.
  private func isTorn(_ fields: [TextBytes]) -> Bool {
    fields.count < usual.columns || usual.hasUnit && !Self.hasUnit(fields[columns.power])
      || columns.power == fields.count - 1 && usual.hasPoint && !fields[columns.power].contains(UInt8(ascii: "."))
      || columns.time == fields.count - 1 && fields[columns.time].count < usual.timeLength
  }

  private static func hasUnit(_ field: TextBytes) -> Bool {
    field.count > 2 && field[field.count - 1] == UInt8(ascii: "W") && field[field.count - 2] == 0x20
  }

  /// A power, or the word that stands in its place.
  struct Reading {
    var watts: Double?
    var text = ""
    var isAbsurd = false
  }

  private mutating func power(_ field: TextBytes) throws(DocumentError) -> Reading {
    var number = field
    if Self.hasUnit(field) {
      usual.hasUnit = true
      number = TextBytes(start: field.baseAddress, count: field.count - 2)
    }
    if let watts = DecimalText.number(number) {
      return BoardSensor.plausible.contains(watts)
        ? Reading(watts: watts) : Reading(text: String(decoding: field, as: UTF8.self), isAbsurd: true)
    }
    let text = String(decoding: field, as: UTF8.self)
    let isKnown = text.isEmpty || text.hasPrefix("[") || ["n/a", "nan", "-", "err!"].contains(text.lowercased())
    guard isKnown || rows.isCutOff else {
      throw wrong(columns.powerName, field, expected: "watts such as 312.50 W, or [N/A]")
    }
    return Reading(text: text.isEmpty ? "nothing" : text)
  }

  private func wrong(_ column: String, _ field: TextBytes, expected: String) -> DocumentError {
    DocumentError(
      .value, file: rows.file, line: rows.line, key: column,
      message: "found '\(String(decoding: field, as: UTF8.self).prefix(60))', expected \(expected)")
  }

  private mutating func add(
    _ reading: Reading, _ instantReading: Double?, at time: Double, to index: Int, line: Int
  ) throws(DocumentError) {
    guard let watts = reading.watts else {
      return devices.traces[index].pass(over: reading.text, isAbsurd: reading.isAbsurd)
    }
    try devices.traces[index].add(watts, at: time, file: rows.file, line: line)
    guard columns.instant != nil else { return }
    while instant.count <= index { instant.append(PowerIntegrator()) }
    instant[index].add(
      Watts(instantReading ?? watts), at: Seconds(devices.traces[index].last - devices.traces[index].first))
  }

  /// Deals what has been held back to the devices that take turns.
  private mutating func settle() throws(DocumentError) {
    guard let held = deal?.settle(), let count = deal?.deviceCount else { return }
    while devices.traces.count < count { devices.add(id: count == 1 ? "gpu" : "gpu\(devices.traces.count)") }
    for row in held {
      guard let index = deal?.turn(at: row.time) else { continue }
      try add(row.reading, row.instant, at: row.time, to: index, line: row.line)
    }
  }

  private func draft(_ first: Double, _ last: Double) -> JobDraft {
    let counted = devices.traces.count
    var draft = JobDraft(
      name: ZeusLog.stem(rows.file), startedAt: first, wallTime: Seconds(last - first))
    draft.acceleratorCount = counted
    draft.products = names.strings
    let name = draft.products.only
    draft.energy = devices.traces.map {
      $0.energy(.accelerator, sensorError: BoardSensor.error, observedShare: BoardSensor.observedShare(of: name))
    }
    if columns.instant != nil {
      draft.alternatives = [
        EnergyAlternative(
          rule: "power.draw.instant", energy: instant.map(\.total).sum(),
          note:
            "the integral of power.draw.instant, which lags less on short runs; the total is of \(columns.powerName)")
      ]
    }
    draft.warnings = warnings
    draft.keep(devices.traces)
    return draft
  }

  private var warnings: [String] {
    var warnings: [String] = []
    if let deal { warnings += deal.warnings }
    if let zone = clock.zoneWarning { warnings.append(zone) }
    if devices.traces.contains(where: { $0.foldedHours > 0 }) {
      warnings.append("its clock goes back by an hour, which was taken as the end of summer time")
    }
    if let unusedCount {
      warnings.append("--devices \(unusedCount) says nothing here: the log names its \(devices.traces.count) devices")
    }
    if isCut { warnings.append(NamedColumns.cutWords) }
    if messages > 0 { warnings.append("\(messages) lines are messages rather than readings and were left out") }
    return warnings
  }
}
