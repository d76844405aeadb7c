import Glibc
import Quantities
import TrainingRun

/// Fits the constants of `WholeRunModel` to measured runs of the grades whose times are the runs' own.
struct WholeRunFit {
  let cases: [WholeRunCase]
  let base: Calibration

  init(_ cases: [WholeRunCase], base: Calibration) {
    // Grade D is left out: part of its work was derived from its hours.
    self.cases = cases.filter { $0.run.grade != "D" }
    self.base = base
  }

  private var parameters: [CalibrationParameter] {
    WholeRunModel.parameters(
      accelerators: Dictionary(
        cases.map { ($0.step.accelerator, $0.run.profile.statedWholeRunDeviation ?? 1) }, uniquingKeysWith: { $1 }))
  }

  /// The logarithms of predicted over measured times.
  func deviations(_ calibration: Calibration) -> [Double] {
    cases.map { log($0.seconds(calibration)) - $0.logMeasured }
  }

  /// The constants fitted to all cases, and for each kind of work the range of measured over predicted time that five folds
  /// leave.
  func fitted() -> Calibration {
    var result = fitted(without: nil)
    let ratios = zip(cases.map(\.step.kind), crossDeviations().map { -$0 })
    for (kind, ratios) in Dictionary(grouping: ratios, by: \.0) where ratios.count >= 10 {
      result.values["whole_run.range_\(kind.rawValue)_low"] = exp(ratios.map(\.1).quantile(0.05))
      result.values["whole_run.range_\(kind.rawValue)_high"] = exp(ratios.map(\.1).quantile(0.95))
    }
    return result
  }

  /// Deviations of each case under constants fitted without its fold; runs of one workload on as many accelerators of
  /// one kind fall into one fold.
  func crossDeviations() -> [Double] {
    let calibrations = (0..<5).map { fitted(without: $0) }
    return cases.map { log($0.seconds(calibrations[Self.fold(of: $0)])) - $0.logMeasured }
  }

  private func fitted(without fold: Int?) -> Calibration {
    let kept = cases.filter { Self.fold(of: $0) != fold }
    let parameters = self.parameters
    func calibration(_ point: [Double]) -> Calibration {
      var result = base
      for (parameter, value) in zip(parameters, point) { result.values[parameter.name] = exp(value) }
      return result
    }
    let fit = RobustLeastSquares(
      parameters: parameters, weights: kept.map { _ in 1 }, softness: 0.15, scale: 0.12
    ) { point in
      let calibration = calibration(point)
      return kept.map { log($0.seconds(calibration)) - $0.logMeasured }
    }
    return calibration(fit.fitted(from: parameters.map { log($0.prior) }, iterations: 40))
  }

  private static func fold(of item: WholeRunCase) -> Int {
    let workload = item.run.name.prefix { $0 != " " }
    return stableFold("\(workload)|\(item.step.accelerator)|\(item.run.count)")
  }
}
