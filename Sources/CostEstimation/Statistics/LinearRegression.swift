/// Why a regression cannot be fitted.
struct RegressionError: Error, Equatable, CustomStringConvertible {
  let description: String
}

/// A prediction with its standard error, and the degrees of freedom behind that.
struct RegressionPrediction {
  let value: Double
  /// The standard error of one further observation, not of the mean alone.
  let standardError: Double
  let degreesOfFreedom: Double

  /// The bounds between which a further observation falls with a chance of nine in ten.
  var interval90: ClosedRange<Double> {
    let margin = StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.95) * standardError
    return (value - margin)...(value + margin)
  }
}

/// Ordinary least squares with an intercept.
struct LinearRegression {
  /// The intercept, then one for each column.
  let coefficients: [Double]
  let standardErrors: [Double]
  let residuals: [Double]
  /// The squared residuals' sum over the degrees of freedom.
  let residualVariance: Double
  let degreesOfFreedom: Double
  /// How much each row's fit depends on its own observation, 0 to 1.
  let leverages: [Double]
  private let factorization: QRFactorization

  /// A fit; each row holds the columns without the intercept.
  ///
  /// - Throws: `RegressionError` for too few rows or a column that depends on others, named by `names`.
  init(_ rows: [[Double]], _ response: [Double], names: [String]) throws(RegressionError) {
    let design = rows.map { [1] + $0 }
    let count = (rows.first?.count ?? 0) + 1
    guard rows.count > count else {
      throw RegressionError(
        description: "\(rows.count) rows for \(count) coefficients; at least \(count + 1) are needed")
    }
    let factorization = QRFactorization(Matrix(design), response)
    if let column = factorization.dependentColumn {
      let name = column == 0 ? "intercept" : names[column - 1]
      throw RegressionError(description: "\(name) is constant or follows from the other columns")
    }
    let coefficients = factorization.solution()
    let residuals = zip(design, response).map { $1 - dot($0, coefficients) }
    degreesOfFreedom = Double(rows.count - count)
    residualVariance = residuals.reduce(0) { $0 + $1 * $1 } / degreesOfFreedom
    let variance = residualVariance
    standardErrors = (0..<count).map { index in
      // The diagonal of (X'X)⁻¹: the unit vector through Rᵀ.
      let unit = (0..<count).map { $0 == index ? 1.0 : 0 }
      let half = factorization.transposedSolution(unit)
      return (dot(half, half) * variance).squareRoot()
    }
    leverages = design.map { row in
      let half = factorization.transposedSolution(row)
      return dot(half, half)
    }
    self.coefficients = coefficients
    self.residuals = residuals
    self.factorization = factorization
  }

  /// What a further row's observation would be.
  func prediction(_ row: [Double]) -> RegressionPrediction {
    let design = [1] + row
    let half = factorization.transposedSolution(design)
    return RegressionPrediction(
      value: dot(design, coefficients), standardError: (residualVariance * (1 + dot(half, half))).squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }
}

/// Least squares with a penalty on the squared coefficients of standardized columns (Hoerl and Kennard, 1970), for
/// more columns than the rows can bear. The intercept is not penalized.
struct RidgeRegression {
  /// The penalty, in units of rows.
  let penalty: Double
  /// The intercept, then one for each column in its own units.
  let coefficients: [Double]
  let residualVariance: Double
  let degreesOfFreedom: Double
  /// The mean squared error of predicting each row from the others, which the penalty was chosen by.
  let leaveOneOutError: Double
  private let means: [Double]
  private let scales: [Double]
  private let factorization: CholeskyFactorization
  private let gram: Matrix
  private let count: Int

  /// The fit with the penalty that predicts left-out rows best, among 33 from 0.0001 to 10,000.
  ///
  /// - Throws: `RegressionError` for fewer than three rows or a constant column.
  init(_ rows: [[Double]], _ response: [Double], names: [String]) throws(RegressionError) {
    var best: RidgeRegression?
    for step in 0..<33 {
      let candidate = try RidgeRegression(rows, response, names: names, penalty: powerOfTen(Double(step) / 4 - 4))
      if candidate.leaveOneOutError < best?.leaveOneOutError ?? .infinity { best = candidate }
    }
    guard let best else { throw RegressionError(description: "no penalty gives a finite error") }
    self = best
  }

  init(_ rows: [[Double]], _ response: [Double], names: [String], penalty: Double) throws(RegressionError) {
    guard rows.count >= 3 else {
      throw RegressionError(description: "\(rows.count) rows; at least 3 are needed")
    }
    let columns = rows[0].indices.map { column in Sample(rows.map { $0[column] }) }
    let means = columns.map(\.mean)
    let scales = columns.map { sample in
      (sample.values.reduce(0) { $0 + ($1 - sample.mean) * ($1 - sample.mean) } / Double(sample.count)).squareRoot()
    }
    if let constant = scales.indices.first(where: { scales[$0] <= means[$0].magnitude * 1e-11 }) {
      throw RegressionError(description: "\(names[constant]) is constant")
    }
    let standardized = rows.map { row in row.indices.map { (row[$0] - means[$0]) / scales[$0] } }
    let center = Sample(response).mean
    var gram = Matrix(rows: columns.count, columns: columns.count)
    var moments = [Double](repeating: 0, count: columns.count)
    for (row, value) in zip(standardized, response) {
      for first in columns.indices {
        moments[first] += row[first] * (value - center)
        for second in columns.indices { gram[first, second] += row[first] * row[second] }
      }
    }
    var penalized = gram
    for index in columns.indices { penalized[index, index] += penalty * Double(rows.count) }
    guard let factorization = CholeskyFactorization(penalized) else {
      throw RegressionError(description: "the columns depend on each other")
    }
    let slopes = factorization.solution(moments)
    let residuals = zip(standardized, response).map { $1 - center - dot($0, slopes) }
    let leverages = standardized.map { 1 / Double(rows.count) + dot($0, factorization.solution($0)) }
    degreesOfFreedom = max(1, Double(rows.count) - leverages.reduce(0, +))
    residualVariance = residuals.reduce(0) { $0 + $1 * $1 } / degreesOfFreedom
    leaveOneOutError =
      zip(residuals, leverages).reduce(0) { sum, pair in
        let error = pair.0 / (1 - min(pair.1, 1 - 1e-9))
        return sum + error * error
      } / Double(rows.count)
    let inUnits = zip(slopes, scales).map { $0 / $1 }
    coefficients = [center - dot(inUnits, means)] + inUnits
    self.penalty = penalty
    self.means = means
    self.scales = scales
    self.factorization = factorization
    self.gram = gram
    count = rows.count
  }

  /// What a further row's observation would be.
  func prediction(_ row: [Double]) -> RegressionPrediction {
    let standardized = row.indices.map { (row[$0] - means[$0]) / scales[$0] }
    let half = factorization.solution(standardized)
    let spread = half.indices.reduce(0.0) { $0 + half[$1] * dot(gram.row($1), half) }
    return RegressionPrediction(
      value: dot([1] + row, coefficients),
      standardError: (residualVariance * (1 + 1 / Double(count) + spread)).squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }
}
