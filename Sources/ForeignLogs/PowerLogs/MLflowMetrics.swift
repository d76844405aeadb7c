import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// Metrics of MLflow: the files of its store (`metrics/system/gpu_0_power_usage_watts`, a line for each reading:
/// milliseconds, value, step), a run's folder, or an export as CSV with `key`, `value`, `timestamp` and `step`.
struct MLflowMetrics {
  private static let suffix = "_power_usage_watts"

  private var traces: [PowerTrace] = []
  private var indices: [String: Int] = [:]
  private var progress = TrackedTraining()
  private var times: ClosedRange<Double>?

  static func isPowerMetric(_ name: String) -> Bool { name.hasSuffix(suffix) && name.contains("gpu_") }

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    if LogLook.isFolder(path) { return [try folder(path)] }
    if isPowerMetric(URL(fileURLWithPath: path).lastPathComponent) {
      // A run's GPUs have a file each, side by side.
      return [try folder(URL(fileURLWithPath: path).deletingLastPathComponent().path, named: path)]
    }
    return try table(path, options)
  }

  // MARK: The store

  private static func folder(_ path: String, named file: String? = nil) throws(DocumentError) -> ForeignLog.Job {
    let places = ["", "/system", "/metrics/system", "/metrics"].map { path + $0 }
    let files = places.lazy.map { place in
      LogLook.FolderListing.names(in: place).filter(isPowerMetric).map { "\(place)/\($0)" }
        + LogLook.FolderListing.names(in: place).filter { $0.hasPrefix("node_") }.flatMap { node in
          LogLook.FolderListing.names(in: "\(place)/\(node)").filter(isPowerMetric).map { "\(place)/\(node)/\($0)" }
        }
    }.first { !$0.isEmpty }
    var metrics = MLflowMetrics()
    for file in files ?? [] { try metrics.read(file, name: file) }
    for name in TrackedTraining.names.sorted() {
      let file = "\(path)/metrics/\(name)"
      if FileManager.default.fileExists(atPath: file) { try metrics.read(file, name: name) }
    }
    return try metrics.draft(
      URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent, path,
      reason: "holds no gpu_N\(suffix), nor does metrics/system within it; was "
        + "mlflow.enable_system_metrics_logging() called?"
    ).job(.mlflow, file: file ?? path)
  }

  private mutating func read(_ path: String, name: String) throws(DocumentError) {
    let reader = try LineReader(path)
    var usualWords = 0
    while let line = try reader.next() {
      let words = TextBytes(line).split(separator: 0x20).map { TextBytes(rebasing: $0) }
      if words.isEmpty { continue }
      // The writer was killed in the midst of a line.
      if reader.isCutOff, words.count < usualWords { return }
      usualWords = words.count
      guard words.count >= 2, let stamp = DecimalText.number(words[0]), let time = TimestampReader.epoch(stamp) else {
        if reader.isCutOff || reader.hadNULs { return }
        throw DocumentError(
          .value, file: path, line: reader.lineNumber,
          message: "found '\(String(decoding: line.prefix(60), as: UTF8.self))', expected milliseconds, value and step")
      }
      let step = words.count > 2 ? DecimalText.number(words[2]) : nil
      try take(name, words[1], step: step, at: time, path, reader.lineNumber)
    }
  }

  /// Takes a value of a metric, power or training's.
  private mutating func take(
    _ name: String, _ field: TextBytes, step: Double?, at time: Double, _ path: String, _ line: Int
  ) throws(DocumentError) {
    times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time)
    guard Self.isPowerMetric(name) else {
      if let value = DecimalText.number(field) { progress.take(name, value, step: step, at: time) }
      return
    }
    let index = index(of: Self.device(name))
    let watts = DecimalText.number(field)
    guard let watts, BoardSensor.plausible.contains(watts) else {
      traces[index].pass(over: String(decoding: field, as: UTF8.self), isAbsurd: watts != nil)
      return
    }
    try traces[index].add(watts, at: time, file: path, line: line)
  }

  private mutating func index(of device: String) -> Int {
    if let index = indices[device] { return index }
    traces.append(PowerTrace(id: device))
    indices[device] = traces.count - 1
    return traces.count - 1
  }

  /// `gpu0` for `gpu_0_power_usage_watts`, `node_1/gpu0` for one of several nodes.
  private static func device(_ metric: String) -> String {
    let parts = metric.split(separator: "/")
    let name = (parts.last.map(String.init) ?? metric).replacingOccurrences(of: suffix, with: "")
      .replacingOccurrences(of: "gpu_", with: "gpu")
    let node = parts.dropLast().last.flatMap { $0.hasPrefix("node_") ? "\($0)/" : nil }
    return (node ?? "") + name
  }

  // MARK: Tables

  private static func table(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    let table = try NamedColumns(path)
    var clock = TimestampReader(options.zone)
    guard let key = ["key", "metric", "metric_name"].first(where: table.has) else { throw table.missing("key") }
    for name in ["value", "timestamp"] where !table.has(name) { throw table.missing(name) }
    var runs: [(name: String, metrics: MLflowMetrics)] = []
    var others: Set<String> = []
    while try table.next() {
      guard let name = table.text(key) else { continue }
      if !isPowerMetric(name) {
        if others.count < 8 { others.insert(name) }
        guard !name.hasPrefix("system/") else { continue }
      }
      guard let text = table.text("timestamp"), let time = clock.time(text) else {
        throw table.wrong("timestamp", expected: TimestampReader.expected)
      }
      let run = ["run_id", "run_uuid", "Run ID", "Run"].compactMap(table.text).first ?? ZeusLog.stem(path)
      let place = runs.firstIndex { $0.name == run } ?? runs.count
      if place == runs.count { runs.append((run, MLflowMetrics())) }
      guard let column = table.names.firstIndex(of: "value") else { throw table.missing("value") }
      let step = table.has("step") ? try table.number("step") : nil
      try runs[place].metrics.take(name, table.rows.fields[column], step: step, at: time, path, table.rows.line)
    }
    let reason = "no metric system/gpu_N\(suffix); found \(others.sorted().joined(separator: ", "))"
    guard !runs.isEmpty else {
      throw DocumentError(.key, file: path, line: table.headerLine, key: key, message: reason)
    }
    let zone = clock.zoneWarning
    return try runs.mapThrowing { run throws(DocumentError) in
      var draft = try run.metrics.draft(run.name, path, reason: reason)
      if let zone { draft.warnings.append(zone) }
      return draft.job(.mlflow, file: path)
    }
  }

  private func draft(_ name: String, _ file: String, reason: String) throws(DocumentError) -> JobDraft {
    let training = progress.training("mlflow")
    var draft: JobDraft
    if !traces.isEmpty {
      draft = try MetricTraces.draft(
        traces.sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }, name: name, file: file, zone: nil)
    } else if training != nil, let times {
      draft = MetricTraces.draft(without: reason, name: name, times, zone: nil)
    } else {
      throw DocumentError(.missing, file: file, message: reason)
    }
    draft.training = training
    return draft
  }
}
