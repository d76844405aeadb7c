import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// System metrics of MLflow: the files of its store (`metrics/system/gpu_0_power_usage_watts`, a line for each reading:
/// milliseconds, value, step), a folder of them, or an export as CSV with `key`, `value` and `timestamp`.
struct MLflowMetrics {
  private static let suffix = "_power_usage_watts"

  private var traces: [PowerTrace] = []
  private var indices: [String: Int] = [:]

  static func isPowerMetric(_ name: String) -> Bool { name.hasSuffix(suffix) && name.contains("gpu_") }

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue { return [try folder(path)] }
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
    guard let files else {
      throw DocumentError(
        .missing, file: path,
        message: "holds no gpu_N\(suffix), nor does metrics/system within it; was "
          + "mlflow.enable_system_metrics_logging() called?")
    }
    var metrics = MLflowMetrics()
    for file in files { try metrics.read(file, device: device(file)) }
    var draft = try metrics.draft(URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent, path)
    draft.training = training(of: path)
    return draft.job(.mlflow, file: file ?? path)
  }

  private mutating func read(_ path: String, device: String) throws(DocumentError) {
    let reader = try LineReader(path)
    let index = index(of: device)
    while let line = try reader.next() {
      let words = TextBytes(line).split(separator: 0x20).map { TextBytes(rebasing: $0) }
      if words.isEmpty { continue }
      guard words.count >= 2, let stamp = DecimalText.number(words[0]), let time = TimestampReader.epoch(stamp) else {
        if reader.isCutOff || reader.hadNULs { return }
        throw DocumentError(
          .value, file: path, line: reader.lineNumber,
          message: "found '\(String(decoding: line.prefix(60), as: UTF8.self))', expected milliseconds, watts and step")
      }
      try add(words[1], at: time, to: index, path, reader.lineNumber)
    }
  }

  private mutating func add(
    _ field: TextBytes, at time: Double, to index: Int, _ path: String, _ line: Int
  ) throws(DocumentError) {
    guard let watts = DecimalText.number(field), watts >= 0, watts <= BoardSensor.highestPlausible else {
      traces[index].unreadable += 1
      traces[index].unreadableText = String(decoding: field, as: UTF8.self)
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

  /// Steps that other metrics of the run reached.
  private static func training(of run: String) -> MeasuredTraining? {
    let folder = "\(run)/metrics"
    var best: (steps: Double, time: Double)?
    for name in ["loss", "train_loss", "train/loss"] {
      guard let text = try? TextFile.read("\(folder)/\(name)") else { continue }
      let rows = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
        .filter { $0.count == 3 }
      guard let first = rows.first, let last = rows.last, last[2] > first[2], last[0] > first[0] else { continue }
      best = (last[2] - first[2], (last[0] - first[0]) / 1000)
    }
    return best.map { best in
      var training = MeasuredTraining()
      training.steps = best.steps
      training.trainingTime = Seconds(best.time)
      training.stepTime = Seconds(best.time / best.steps)
      training.workload = "mlflow"
      return training
    }
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
      guard isPowerMetric(name) else {
        if others.count < 8 { others.insert(name) }
        continue
      }
      guard let text = table.text("timestamp"), let time = clock.time(text) else {
        throw table.wrong("timestamp", expected: TimestampReader.expected)
      }
      let run = ["run_id", "run_uuid", "Run ID", "Run"].compactMap(table.text).first ?? ZeusLog.stem(path)
      let place = runs.firstIndex { $0.name == run } ?? runs.count
      if place == runs.count { runs.append((run, MLflowMetrics())) }
      let index = runs[place].metrics.index(of: device(name))
      guard let column = table.names.firstIndex(of: "value") else { throw table.missing("value") }
      try runs[place].metrics.add(table.rows.fields[column], at: time, to: index, path, table.rows.line)
    }
    guard !runs.isEmpty else {
      throw DocumentError(
        .key, file: path, line: table.headerLine, key: key,
        message: "no metric system/gpu_N\(suffix); found \(others.sorted().joined(separator: ", "))")
    }
    let zone = clock.zoneWarning
    return try runs.mapThrowing { run throws(DocumentError) in
      var draft = try run.metrics.draft(run.name, path)
      if let zone { draft.warnings.append(zone) }
      return draft.job(.mlflow, file: path)
    }
  }

  private func draft(_ name: String, _ file: String) throws(DocumentError) -> JobDraft {
    try MetricTraces.draft(
      traces.sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }, name: name, file: file, zone: nil)
  }
}
