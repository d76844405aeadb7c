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
