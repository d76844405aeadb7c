import Glibc

/// Robust least squares of the logarithm of predicted over measured time, with a prior on every constant, by Levenberg and
/// Marquardt.
///
/// The loss is that of a soft absolute value: a row far off pulls no harder than one moderately off.
struct RobustLeastSquares {
  /// What is fitted.
  let parameters: [CalibrationParameter]
  /// The weight of each row.
  let weights: [Double]
  /// The deviation at which a row begins to pull less, and the deviation that counts as one.
  var softness = 0.08
  var scale = 0.06
  /// The logarithms of predicted over measured times at the logarithms of the constants.
  let deviations: ([Double]) -> [Double]

  /// The fitted logarithms of the constants, starting from those of `start`.
  func fitted(from start: [Double], iterations: Int) -> [Double] {
    var point = start
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
          if cost - next < 1e-7 * cost { return point }
          break
        }
        damping *= 6
      }
      if !isImproved { break }
    }
    return point
  }

  /// Softened deviations of the rows, then those of the constants from their priors.
  private func residuals(_ point: [Double]) -> [Double] {
    let rows = deviations(point).indexed { index, deviation in
      let ratio = deviation / softness
      let soft = softness * (2 * ((1 + ratio * ratio).squareRoot() - 1)).squareRoot()
      return (deviation < 0 ? -soft : soft) * weights[index].squareRoot() / scale
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
