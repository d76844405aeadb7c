import Glibc
import HardwareProfiles
import Quantities

extension Validation {
  /// The runs of grade T, C and D that are known by their work alone.
  var wholeRuns: [WholeRunCase] { runs.compactMap { ["T", "C", "D"].contains($0.grade) ? WholeRunCase($0) : nil } }

  /// A run's minutes or accelerator-hours; nil where it is not known by its work.
  func scoreWholeRun(_ run: MeasuredRun, _ calibration: Calibration) -> ScoredRow? {
    guard ["T", "B", "C", "D"].contains(run.grade), let item = WholeRunCase(run) else { return nil }
    let seconds = item.seconds(calibration)
    let scale = item.quantity == .minutesToTrain ? 1.0 / 60 : Double(run.count) / 3600
    let low = calibration.values["whole_run.range_low"] ?? 0.6
    let high = calibration.values["whole_run.range_high"] ?? 1.6
    return ScoredRow(
      run, item.quantity,
      predicted: .range(Range90(low: seconds * low, mid: seconds, high: seconds * high).map { $0 * scale }),
      measured: exp(item.logMeasured) * scale, baseline: item.baselineSeconds * scale)
  }
}
