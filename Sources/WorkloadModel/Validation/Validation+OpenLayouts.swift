import Glibc
import Quantities

extension Validation {
  /// Of each set of equal runs the quickest that was measured, beside the step that an estimate predicts which is told all
  /// but the layout.
  ///
  /// The quickest layout by a model is one that its errors flatter, and is seldom what is run. Runs with unfused attention
  /// are left out: those before mid-2022 could not recompute selectively, which a search takes for granted.
  func openLayouts(_ calibration: Calibration) -> [StepCase] {
    let fused = cases.filter { $0.isOfGradeA && $0.software.attention != .unfused }
    return Dictionary(grouping: fused, by: ComparedRun.init).values
      .compactMap { $0.min { $0.logMeasured < $1.logMeasured } }
      .compactMap { StepCase(searching: $0.run, calibration: calibration, ignoresStated: true) }
      .sorted { ($0.run.line, $0.run.id) < ($1.run.line, $1.run.id) }
  }

  /// Logarithms of measured over predicted time of those, by source.
  func openLayoutDeviations(_ calibration: Calibration) -> [String: [Double]] {
    Dictionary(grouping: openLayouts(calibration), by: \.run.group).mapValues { items in
      items.map { $0.logMeasured - log($0.stepTime(calibration.constants($0.machine, $0.software)).total.value) }
    }
  }
}
