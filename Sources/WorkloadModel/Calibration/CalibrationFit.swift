import Glibc
import Quantities

/// Fits calibrated constants to measured steps.
struct CalibrationFit {
  /// What is fitted.
  let parameters: [CalibrationParameter]
  /// The constants that are not fitted.
  let base: Calibration
  /// The measured steps, their weights, and which of their machines is whose.
  private let cases: [StepCase]
  private let weights: [Double]
  private let contexts: [(machine: MachineRates, software: SoftwareTraits)]
  private let contextOfCase: [Int]

  init(cases: [StepCase], parameters: [CalibrationParameter], base: Calibration) {
    self.cases = cases
    self.parameters = parameters
    self.base = base
    weights = Self.weights(cases)
    var contexts: [(machine: MachineRates, software: SoftwareTraits)] = []
    var indices: [ContextKey: Int] = [:]
    contextOfCase = cases.map { item in
      let key = ContextKey(machine: item.machine, software: item.software)
      if let index = indices[key] { return index }
      indices[key] = contexts.count
      contexts.append((item.machine, item.software))
      return contexts.count - 1
    }
    self.contexts = contexts
  }

  /// The constants as they are believed to be before any measurement.
  var believed: Calibration {
    var result = base
    for parameter in parameters { result.values[parameter.name] = parameter.prior }
    return result
  }

  private struct ContextKey: Hashable {
    let machine: MachineRates
    let software: SoftwareTraits
  }

  /// No group of rows counts for more than 250, so that one large sweep does not decide what all others share.
  private static func weights(_ cases: [StepCase]) -> [Double] {
    let counts = cases.reduce(into: [:]) { $0[$1.run.group, default: 0] += 1 }
    return cases.map { min(1, 250 / Double(counts[$0.run.group] ?? 1)) }
  }

  /// The logarithms of predicted over measured times.
  func deviations(_ calibration: Calibration) -> [Double] {
    let constants = contexts.map { calibration.constants($0.machine, $0.software) }
    return cases.indices.map {
      log(cases[$0].stepTime(constants[contextOfCase[$0]]).total.value) - cases[$0].logMeasured
    }
  }

  /// The fitted constants, starting from those of `start`.
  func fitted(from start: Calibration, iterations: Int) -> Calibration {
    let fit = RobustLeastSquares(parameters: parameters, weights: weights) { deviations(calibration($0)) }
    return calibration(
      fit.fitted(from: parameters.map { log(start.values[$0.name] ?? $0.prior) }, iterations: iterations))
  }

  private func calibration(_ point: [Double]) -> Calibration {
    var result = base
    for (parameter, value) in zip(parameters, point) { result.values[parameter.name] = exp(value) }
    return result
  }
}
