import Documents
import Foundation
import Quantities
import TrainingRun

/// Power metrics of several GPUs as trackers of experiments keep them, by the GPU's number.
struct MetricSeries {
  private(set) var series: [Int: PowerSeries] = [:]

  mutating func add(_ watts: Double, gpu: Int, at time: Double) {
    guard watts.isFinite, watts >= 0, time.isFinite else { return }
    series[gpu, default: PowerSeries()].add(Watts(watts), at: Seconds(time))
  }

  /// The job that the series tell of.
  func job(from path: String, name: String, metric: String, hasDate: Bool) throws(DocumentError) -> ForeignLog.Job {
    guard let start = series.values.map(\.start).min(), let end = series.values.map(\.end).max() else {
      throw DocumentError(.value, file: path, message: "holds no GPU power: expected the metric \(metric)")
    }
    let domains = series.sorted { $0.key < $1.key }.map { gpu, series in
      series.domain(.accelerator, id: "gpu\(gpu)", source: metric)
    }
    var job = MeasuredJob(
      importedFrom: path, startedAt: hasDate ? start.value : 0, wallTime: end - start, energy: domains,
      acceleratorCount: domains.count)
    let warnings = hasDate ? [] : ["its times count from the start of the run: the day of the run is unknown"]
    job.notes += warnings
    return ForeignLog.Job(name: name, job: job, product: nil, warnings: warnings)
  }

  /// The number between two texts: of `system.gpu.3.powerWatts` the 3.
  static func number(in text: String, after prefix: String, before suffix: String) -> Int? {
    guard let start = text.range(of: prefix, options: .backwards), text.hasSuffix(suffix) else { return nil }
    return Int(text[start.upperBound...].dropLast(suffix.count))
  }
}
