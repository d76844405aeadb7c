import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// Metrics of Weights & Biases as JSON Lines (`wandb-events.jsonl`, an export of the API) or as CSV: the events stream,
/// which has the power, the history, which has steps and tokens, or a folder with both and the run's metadata.
struct WandbMetrics {
  private let path: String
  private var clock: TimestampReader
  private var traces: [PowerTrace] = []
  private var indices: [String: Int] = [:]
  private var progress = TrackedTraining()
  private var names: Set<String> = []
  private var times: ClosedRange<Double>?
  private var isRelative = false
  private var metadata: [String: Any]?

  private init(_ path: String, _ options: ForeignLog.Options) {
    self.path = path
    clock = TimestampReader(options.zone)
  }

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    var metrics = WandbMetrics(path, options)
    if LogLook.isFolder(path) {
      try metrics.read(folder: path)
    } else {
      try metrics.read(path)
    }
    return [try metrics.job()]
  }

  /// The exports within a run's folder or its `files`.
  private mutating func read(folder: String) throws(DocumentError) {
    let files = ["", "/files"].map { folder + $0 }.flatMap { place in
      LogLook.FolderListing.names(in: place).map { "\(place)/\($0)" }
    }
    let exports = files.filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".csv") }
    guard !exports.isEmpty else {
      throw DocumentError(
        .missing, file: folder,
        message: "holds no .jsonl or .csv; export both streams of the run: run.history(stream=\"events\") and "
          + "run.scan_history()")
    }
    for file in exports { try read(file) }
    if let file = files.first(where: { $0.hasSuffix("/wandb-metadata.json") }) {
      metadata = try JSONText.parse(TextFile.read(file), file: file) as? [String: Any]
    }
  }

  private mutating func read(_ file: String) throws(DocumentError) {
    let reader = try LineReader(file)
    var isJSON = false
    while let line = try reader.next() {
      guard let first = line.first(where: { $0 != 0x20 }) else { continue }
      isJSON = first == UInt8(ascii: "{")
      break
    }
    if isJSON { try readLines(file) } else { try readTable(file) }
  }

  private mutating func readLines(_ file: String) throws(DocumentError) {
    let reader = try LineReader(file)
    while let line = try reader.next() {
      if line.allSatisfy({ $0 == 0x20 }) { continue }
      guard let object = JSONText.object(line) else {
        if reader.isCutOff || reader.hadNULs { break }
        throw DocumentError(
          .malformed, file: file, line: reader.lineNumber,
          message: "found '\(String(decoding: line.prefix(60), as: UTF8.self))', expected an object of JSON a line")
      }
      let values = object.compactMapValues(JSONText.number)
      names.formUnion(object.keys.prefix(64))
      guard let time = time(values["_timestamp"], values["_runtime"]) else {
        if values.keys.contains(where: { Self.device($0) != nil }) { throw noTime(file, reader.lineNumber) }
        continue
      }
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        try take(name, value, at: time, file, reader.lineNumber)
      }
    }
  }

  private mutating func readTable(_ file: String) throws(DocumentError) {
    let table = try NamedColumns(file)
    names.formUnion(table.names)
    // A chart's export puts the run before the metric: 'brisk-sun-4 - train/global_step'.
    let metrics = table.names.map { name in
      name.range(of: " - ").map { String(name[$0.upperBound...]) } ?? name
    }
    let stamp = table.names.firstIndex { $0 == "_timestamp" || $0.lowercased() == "timestamp" }
    let runtime = table.names.firstIndex { $0 == "_runtime" || $0.hasPrefix("Relative Time") }
    guard stamp != nil || runtime != nil else { throw table.missing("_timestamp") }
    while try table.next() {
      let fields = table.rows.fields
      let moment = stamp.flatMap { clock.time(fields[$0]) }
      guard let time = time(moment, runtime.flatMap { DecimalText.number(fields[$0]) }) else {
        throw noTime(file, table.rows.line)
      }
      for (column, name) in metrics.enumerated() where !fields[column].isEmpty {
        if let value = DecimalText.number(fields[column]) {
          try take(name, value, at: time, file, table.rows.line)
        } else if let device = Self.device(name) {
          let index = index(of: device)
          traces[index].pass(over: String(decoding: fields[column], as: UTF8.self), isAbsurd: false)
        }
      }
    }
  }

  private mutating func time(_ stamp: Double?, _ runtime: Double?) -> Double? {
    if stamp == nil, runtime != nil { isRelative = true }
    guard let time = stamp.map(TimestampReader.epoch) ?? runtime else { return nil }
    times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time)
    return time
  }

  private func noTime(_ file: String, _ line: Int) -> DocumentError {
    DocumentError(
      .key, file: file, line: line, key: "_timestamp", message: "no time in this line; expected _timestamp or _runtime")
  }

  private mutating func take(
    _ name: String, _ value: Double, at time: Double, _ file: String, _ line: Int
  ) throws(DocumentError) {
    if let device = Self.device(name) {
      let index = index(of: device)
      guard BoardSensor.plausible.contains(value) else {
        return traces[index].pass(over: NumberFormat.significant(value), isAbsurd: true)
      }
      try traces[index].add(value, at: time, file: file, line: line)
    } else {
      progress.take(name, value, at: time)
    }
  }

  private mutating func index(of device: String) -> Int {
    if let index = indices[device] { return index }
    traces.append(PowerTrace(id: device))
    indices[device] = traces.count - 1
    return traces.count - 1
  }

  /// `gpu0` for `system.gpu.0.powerWatts` and for `run - system/gpu.0.powerWatts` of a chart's export, whose minima and
  /// maxima beside the means are left out.
  static func device(_ name: String) -> String? {
    guard name.hasSuffix("powerWatts"), let range = name.range(of: "gpu.") else { return nil }
    // `system.gpu.process.0` is the same board seen from the process.
    let parts = name[range.upperBound...].split(separator: ".")
    guard parts.count == 2, parts[0].allSatisfy(\.isNumber) else { return nil }
    return "gpu\(parts[0])"
  }

  private func job() throws(DocumentError) -> ForeignLog.Job {
    let training = progress.training("wandb")
    var draft = try draft(training)
    if isRelative {
      draft.startedAt = ZeusLog.modificationTime(of: path) - draft.wallTime.value
      draft.curves = []
      draft.warnings.append("its times count from the start of the run, so the file's own date tells when it ran")
    }
    let boards = metadata?["gpu_nvidia"] as? [[String: Any]]
    let named = boards?.compactMap { $0["name"] as? String } ?? []
    draft.products =
      Set(named).count > 1 ? Set(named).sorted() : [metadata?["gpu"] as? String ?? named.first].compactMap(\.self)
    draft.acceleratorCount = draft.acceleratorCount ?? JSONText.number(metadata?["gpu_count"]).map { Int($0) }
    draft.training = training
    return draft.job(.wandb, file: path)
  }

  private func draft(_ training: MeasuredTraining?) throws(DocumentError) -> JobDraft {
    let name = ZeusLog.stem(path)
    if !traces.isEmpty {
      let ordered = traces.sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
      return try MetricTraces.draft(ordered, name: name, file: path, zone: clock.zoneWarning)
    }
    let shown = names.filter { $0.contains("gpu") }.sorted().prefix(8).joined(separator: ", ")
    let reason =
      "no metric system.gpu.N.powerWatts"
      + (shown.isEmpty
        ? "; export the system metrics: run.history(stream=\"events\")" : "; found of GPUs: \(shown)")
    guard training != nil, let times else { throw DocumentError(.key, file: path, message: reason) }
    return MetricTraces.draft(without: reason, name: name, times, zone: clock.zoneWarning)
  }
}
