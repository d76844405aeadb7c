import Glibc
import Quantities

/// Fits calibrated constants to measured steps: robust least squares of the logarithm of predicted over measured time,
/// with a prior on every constant, by Levenberg and Marquardt.
///
/// The loss is that of a soft absolute value: a row far off pulls no harder than one moderately off.
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

  /// The deviation at which a row begins to pull less, and the deviation that counts as one.
  private static let softness = 0.08
  private static let scale = 0.06

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

  /// No group of rows counts for more than 150, so that one large sweep does not decide what all others share.
  private static func weights(_ cases: [StepCase]) -> [Double] {
    let counts = cases.reduce(into: [:]) { $0[$1.run.group, default: 0] += 1 }
    return cases.map { min(1, 150 / Double(counts[$0.run.group] ?? 1)) }
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
    var point = parameters.map { log(start.values[$0.name] ?? $0.prior) }
    var damping = 1e-2
    var cost = Double.infinity
    for _ in 0..<iterations {
      let residuals = residuals(point)
      cost = Self.sum(residuals)
      let columns = point.indices.map { derivative(point, $0, residuals) }
      var isImproved = false
      for _ in 0..<6 {
        guard let step = Self.solve(columns, residuals, damping: damping) else {
          damping *= 10
          continue
        }
        let candidate = zip(point, step).map { $0 - $1 }
        let next = Self.sum(self.residuals(candidate))
        if next < cost {
          isImproved = true
          damping = max(1e-9, damping / 5)
          point = candidate
          if cost - next < 1e-7 * cost { return calibration(point) }
          break
        }
        damping *= 6
      }
      if !isImproved { break }
    }
    return calibration(point)
  }

  private func calibration(_ point: [Double]) -> Calibration {
    var result = base
    for (parameter, value) in zip(parameters, point) { result.values[parameter.name] = exp(value) }
    return result
  }

  /// Softened deviations of the rows, then those of the constants from their priors.
  private func residuals(_ point: [Double]) -> [Double] {
    let rows = deviations(calibration(point)).indexed { index, deviation in
      let ratio = deviation / Self.softness
      let soft = Self.softness * (2 * ((1 + ratio * ratio).squareRoot() - 1)).squareRoot()
      return (deviation < 0 ? -soft : soft) * weights[index].squareRoot() / Self.scale
    }
    return rows + zip(parameters, point).map { ($1 - log($0.prior)) / $0.spread }
  }

  private func derivative(_ point: [Double], _ index: Int, _ residuals: [Double]) -> [Double] {
    var moved = point
    let step = 1e-5
    moved[index] += step
    let after = self.residuals(moved)
    return residuals.indices.map { (after[$0] - residuals[$0]) / step }
  }

  private static func sum(_ residuals: [Double]) -> Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// The damped Gauss-Newton step, by Cholesky decomposition; nil where the matrix is not positive.
  private static func solve(_ columns: [[Double]], _ residuals: [Double], damping: Double) -> [Double]? {
    let size = columns.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var right = [Double](repeating: 0, count: size)
    for row in 0..<size {
      for column in 0...row {
        let product = dot(columns[row], columns[column])
        matrix[row][column] = product
        matrix[column][row] = product
      }
      right[row] = dot(columns[row], residuals)
    }
    for index in 0..<size { matrix[index][index] *= 1 + damping }
    for column in 0..<size {
      for row in column..<size {
        var value = matrix[row][column]
        for inner in 0..<column { value -= matrix[row][inner] * matrix[column][inner] }
        if row == column {
          guard value > 0 else { return nil }
          matrix[row][column] = value.squareRoot()
        } else {
          matrix[row][column] = value / matrix[column][column]
        }
      }
    }
    for row in 0..<size {
      for inner in 0..<row { right[row] -= matrix[row][inner] * right[inner] }
      right[row] /= matrix[row][row]
    }
    for row in (0..<size).reversed() {
      for inner in row + 1..<size { right[row] -= matrix[inner][row] * right[inner] }
      right[row] /= matrix[row][row]
    }
    return right
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }
}

extension Array {
  fileprivate func indexed<Result>(_ transform: (Int, Element) -> Result) -> [Result] {
    indices.map { transform($0, self[$0]) }
  }
}
