import Documents
import Foundation
import Quantities

/// System metrics of Weights & Biases: `wandb-events.jsonl`, or a CSV exported from a chart or the API.
struct WandbLog {
  private let path: String
  private static let metric = "system.gpu.N.powerWatts"

  init(_ path: String) { self.path = path }

  func job() throws(DocumentError) -> ForeignLog.Job {
    let text = try TextFile.read(path)
    let isLines = text.first { !$0.isWhitespace } == "{"
    return isLines ? try events(text) : try table()
  }

  /// `system.gpu.0.powerWatts`, with slashes or dots, and in charts after the name of the run.
  private static func gpu(_ key: String) -> Int? {
    let plain = key.replacing("/", with: ".")
    return MetricSeries.number(in: plain, after: "gpu.", before: ".powerWatts")
  }

  private func events(_ text: String) throws(DocumentError) -> ForeignLog.Job {
    var metrics = MetricSeries()
    var hasDate = false
    for line in text.split(whereSeparator: \.isNewline) {
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let event = object else { continue }
      let stamp = (event["_timestamp"] as? NSNumber)?.doubleValue
      guard let time = stamp ?? (event["_runtime"] as? NSNumber)?.doubleValue else { continue }
      hasDate = stamp != nil
      for (key, value) in event {
        if let gpu = Self.gpu(key), let watts = value as? NSNumber {
          metrics.add(watts.doubleValue, gpu: gpu, at: time)
        }
      }
    }
    return try metrics.job(from: path, name: "wandb", metric: Self.metric, hasDate: hasDate)
  }

  private func table() throws(DocumentError) -> ForeignLog.Job {
    let table = try DelimitedText(path)
    let stamps = ["_timestamp", "timestamp"]
    let stamp = stamps.lazy.compactMap { table.column($0) }.first
    let relative = ["_runtime", "Relative Time (Process)", "Relative Time (Wall)"].lazy
      .compactMap { table.column($0) }.first
    guard let time = stamp ?? relative else {
      throw DocumentError(
        .key, file: path, line: 1, key: "_timestamp",
        message:
          "the column is missing, as are _runtime and Relative Time; found \(table.heading.joined(separator: ", "))")
    }
    let columns = table.heading.indices.compactMap { index in
      Self.gpu(table.heading[index]).map { (column: index, gpu: $0) }
    }
    var metrics = MetricSeries()
    for row in table.rows {
      guard let moment = Double(row.fields[time]) ?? CalendarTime.seconds(row.fields[time]) else { continue }
      for (column, gpu) in columns {
        if let watts = Double(row.fields[column]) { metrics.add(watts, gpu: gpu, at: moment) }
      }
    }
    return try metrics.job(from: path, name: "wandb", metric: Self.metric, hasDate: stamp != nil)
  }
}
