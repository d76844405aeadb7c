import Documents
import Foundation
import Quantities

/// System metrics of MLflow: the file of one metric below `mlruns/` (`milliseconds value step` a line), whose neighbours
/// are the other GPUs, or a CSV of `key`, `value` and `timestamp`.
struct MLflowLog {
  private let path: String
  private static let metric = "system/gpu_N_power_usage_watts"

  init(_ path: String) { self.path = path }

  private static func gpu(_ key: String) -> Int? {
    MetricSeries.number(in: key, after: "gpu_", before: "_power_usage_watts")
  }

  func job() throws(DocumentError) -> ForeignLog.Job {
    var metrics = MetricSeries()
    if Self.gpu(path) != nil {
      let folder = (path as NSString).deletingLastPathComponent
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
      for name in names {
        if let gpu = Self.gpu(name) {
          try Self.read((folder as NSString).appendingPathComponent(name), gpu: gpu, into: &metrics)
        }
      }
    } else {
      let table = try DelimitedText(path)
      let key = try table.required("key", "metric", of: "MLflow")
      let value = try table.required("value", of: "MLflow")
      let time = try table.required("timestamp", of: "MLflow")
      for row in table.rows {
        guard let gpu = Self.gpu(row.fields[key]), let watts = Double(row.fields[value]),
          let moment = Double(row.fields[time]).map({ $0 / 1000 }) ?? CalendarTime.seconds(row.fields[time])
        else { continue }
        metrics.add(watts, gpu: gpu, at: moment)
      }
    }
    return try metrics.job(from: path, name: "mlflow", metric: Self.metric, hasDate: true)
  }

  private static func read(_ path: String, gpu: Int, into metrics: inout MetricSeries) throws(DocumentError) {
    for (index, line) in try TextFile.read(path).split(whereSeparator: \.isNewline).enumerated() {
      let fields = line.split(separator: " ")
      guard fields.count >= 2, let time = Double(fields[0]), let watts = Double(fields[1]) else {
        throw DocumentError(
          .value, file: path, line: index + 1, message: "found '\(line)', expected milliseconds, value and step")
      }
      metrics.add(watts, gpu: gpu, at: time / 1000)
    }
  }
}
