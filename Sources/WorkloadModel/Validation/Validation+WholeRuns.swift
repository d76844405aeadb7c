import Glibc
import HardwareProfiles
import Quantities

extension Validation {
  /// The runs that are known by their work alone: of grade T, C and D, and rates of grade B.
  var wholeRuns: [WholeRunCase] {
    runs.compactMap { ["T", "B", "C", "D"].contains($0.grade) ? WholeRunCase($0) : nil }
      .filter { $0.run.grade != "B" || $0.quantity.isRate }
  }

  /// A run's minutes or accelerator-hours; nil where it is not known by its work.
  func scoreWholeRun(_ run: MeasuredRun, _ calibration: Calibration) -> ScoredRow? {
    guard ["T", "B", "C", "D"].contains(run.grade), let item = WholeRunCase(run) else { return nil }
    let mid = item.seconds(calibration)
    let seconds = WholeRunModel(calibration: calibration).range(of: item.step.kind).map { $0 * mid }
    if item.quantity.isRate, let rate = run.measured[item.quantity] {
      let work = rate * exp(item.logMeasured)
      return ScoredRow(
        run, item.quantity, predicted: .range(seconds.mapDecreasing { work / $0 }), measured: rate,
        baseline: work / item.baselineSeconds)
    }
    let scale = item.quantity == .minutesToTrain ? 1.0 / 60 : Double(run.count) / 3600
    return ScoredRow(
      run, item.quantity, predicted: .range(seconds.map { $0 * scale }), measured: exp(item.logMeasured) * scale,
      baseline: item.baselineSeconds * scale)
  }
}
