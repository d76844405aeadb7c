import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// System metrics of Weights & Biases: the events stream as JSON Lines (`wandb-events.jsonl`, an export of the API) or as
/// CSV, and the history with steps and tokens if it is in the same file.
struct WandbMetrics {
  private static let stepNames = ["train/global_step", "trainer/global_step", "global_step"]
  private static let tokenNames = [
    "train/num_input_tokens_seen", "num_input_tokens_seen", "train/tokens_seen", "tokens_seen",
  ]

  private let file: String
  private let options: ForeignLog.Options
  private var clock: TimestampReader
  private var traces: [PowerTrace] = []
  private var indices: [String: Int] = [:]
  private var progress: [String: (first: (value: Double, time: Double), last: (value: Double, time: Double))] = [:]
  private var names: Set<String> = []
  private var isRelative = false

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    var metrics = WandbMetrics(file: path, options: options, clock: TimestampReader(options.zone))
    let reader = try LineReader(path)
    var isJSON = false
    while let line = try reader.next() {
      guard let first = line.first(where: { $0 != 0x20 }) else { continue }
      isJSON = first == UInt8(ascii: "{")
      break
    }
    if isJSON { try metrics.readLines() } else { try metrics.readTable() }
    return [try metrics.job()]
  }

  private mutating func readLines() throws(DocumentError) {
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
        if values.keys.contains(where: { Self.device($0) != nil }) { throw noTime(reader.lineNumber) }
        continue
      }
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        try take(name, value, at: time, line: reader.lineNumber)
      }
    }
  }

  private mutating func readTable() throws(DocumentError) {
    let table = try NamedColumns(file)
    names = Set(table.names)
    let stamp = table.names.firstIndex { $0 == "_timestamp" || $0.lowercased() == "timestamp" }
    let runtime = table.names.firstIndex { $0 == "_runtime" || $0.hasPrefix("Relative Time") }
    guard stamp != nil || runtime != nil else { throw table.missing("_timestamp") }
    while try table.next() {
      let fields = table.rows.fields
      let moment = stamp.flatMap { clock.time(fields[$0]) }
      guard let time = time(moment, runtime.flatMap { DecimalText.number(fields[$0]) }) else {
        throw noTime(table.rows.line)
      }
      for (column, name) in table.names.enumerated() where !fields[column].isEmpty {
        if let value = DecimalText.number(fields[column]) {
          try take(name, value, at: time, line: table.rows.line)
        } else if let device = Self.device(name) {
          let index = index(of: device)
          traces[index].unreadable += 1
          traces[index].unreadableText = String(decoding: fields[column], as: UTF8.self)
        }
      }
    }
  }

  private mutating func time(_ stamp: Double?, _ runtime: Double?) -> Double? {
    if let stamp { return TimestampReader.epoch(stamp) }
    isRelative = isRelative || runtime != nil
    return runtime
  }

  private func noTime(_ line: Int) -> DocumentError {
    DocumentError(
      .key, file: file, line: line, key: "_timestamp", message: "no time in this line; expected _timestamp or _runtime")
  }

  private mutating func take(_ name: String, _ value: Double, at time: Double, line: Int) throws(DocumentError) {
    if let device = Self.device(name) {
      let index = index(of: device)
      guard value >= 0, value <= BoardSensor.highestPlausible else {
        traces[index].unreadable += 1
        traces[index].unreadableText = NumberFormat.significant(value)
        return
      }
      try traces[index].add(value, at: time, file: file, line: line)
    } else if Self.stepNames.contains(name) || Self.tokenNames.contains(name) {
      progress[name] = (progress[name]?.first ?? (value, time), (value, time))
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
    guard !traces.isEmpty else {
      let shown = names.filter { $0.contains("gpu") }.sorted().prefix(8).joined(separator: ", ")
      throw DocumentError(
        .key, file: file,
        message: "no metric system.gpu.N.powerWatts"
          + (shown.isEmpty
            ? "; export the system metrics: run.history(stream=\"events\")" : "; found of GPUs: \(shown)"))
    }
    let ordered = traces.sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
    var draft = try MetricTraces.draft(
      ordered, name: ZeusLog.stem(file), file: file, zone: clock.zoneWarning)
    if isRelative {
      draft.startedAt = ZeusLog.modificationTime(of: file) - draft.wallTime.value
      draft.curves = []
      draft.warnings.append("its times count from the start of the run, so the file's own date tells when it ran")
    }
    draft.training = training
    return draft.job(.wandb, file: file)
  }

  private var training: MeasuredTraining? {
    let steps = Self.stepNames.compactMap { progress[$0] }.first
    let tokens = Self.tokenNames.compactMap { progress[$0] }.first
    guard steps != nil || tokens != nil else { return nil }
    var training = MeasuredTraining()
    training.workload = "wandb"
    // Between the first and the last mention: what came before the first was not timed.
    if let steps, steps.last.value > steps.first.value, steps.last.time > steps.first.time {
      training.steps = steps.last.value - steps.first.value
      training.trainingTime = Seconds(steps.last.time - steps.first.time)
      training.stepTime = Seconds((steps.last.time - steps.first.time) / (steps.last.value - steps.first.value))
    }
    if let tokens, tokens.last.value > tokens.first.value {
      training.tokens = Count(tokens.last.value - tokens.first.value)
      training.trainingTime = training.trainingTime ?? Seconds(tokens.last.time - tokens.first.time)
    }
    return training
  }
}
