/// Least squares with penalties on the squares of coefficients: those of standardized columns (Hoerl and Kennard,
/// 1970), for more columns than the rows can bear, and those of one effect for each group of rows, which are then the
/// best linear unbiased predictions of random effects (Robinson, 1991). The intercept is not penalized.
struct RidgeRegression {
  /// How strongly coefficients are drawn to zero.
  struct Penalty: Equatable {
    /// On the columns, in units of rows.
    var columns: Double
    /// On the groups' effects: the variance within groups over that between them; nil leaves groups out.
    var groups: Double?
  }

  /// The penalties that the fit was made with.
  let penalty: Penalty
  /// The intercept, then one for each column in its own units.
  let coefficients: [Double]
  /// The effects of the groups.
  let effects: [String: Double]
  let residualVariance: Double
  let degreesOfFreedom: Double
  /// The mean squared error of predicting each row from the others, which penalties are chosen by.
  let leaveOneOutError: Double
  private let design: Design
  private let factorization: CholeskyFactorization
  /// The mean of the response among rows of average columns.
  private let center: Double
  private let slopes: [Double]

  /// The fit with the penalty that predicts left-out rows best.
  ///
  /// - Parameters:
  ///   - rows: the columns' values; at least three rows.
  ///   - groups: the group of each row; nil for a row of none.
  ///   - penalties: what to choose from; at least one.
  /// - Throws: `RegressionError` for fewer than three rows, a constant column, or columns that depend on each other and
  ///   are not penalized.
  init(
    _ rows: [[Double]], _ response: [Double], names: [String], groups: [String?] = [], penalties: [Penalty]
  ) throws(RegressionError) {
    let designs = [
      try Design(rows, response, names: names, groups: []), try Design(rows, response, names: names, groups: groups),
    ]
    var best: RidgeRegression?
    for penalty in penalties {
      guard let fit = RidgeRegression(designs[penalty.groups == nil ? 0 : 1], response, penalty) else { continue }
      if fit.leaveOneOutError < best?.leaveOneOutError ?? .infinity { best = fit }
    }
    guard let best else { throw RegressionError(description: "the columns depend on each other") }
    self = best
  }

  /// Nil when the columns depend on each other and are not penalized.
  private init?(_ design: Design, _ response: [Double], _ penalty: Penalty) {
    var penalized = design.gram
    for index in 0..<penalized.rows {
      penalized[index, index] +=
        index < design.columnCount ? penalty.columns * Double(response.count) : penalty.groups ?? 0
    }
    guard let factorization = CholeskyFactorization(penalized) else { return nil }
    let slopes = factorization.solution(design.moments)
    let center = Sample(response).mean
    let residuals = zip(design.rows, response).map { $1 - center - dot($0, slopes) }
    let leverages = design.rows.map { 1 / Double(response.count) + factorization.inverseQuadraticForm($0) }
    degreesOfFreedom = max(1, Double(response.count) - leverages.reduce(0, +))
    residualVariance = residuals.reduce(0) { $0 + $1 * $1 } / degreesOfFreedom
    leaveOneOutError =
      zip(residuals, leverages).reduce(0) { sum, pair in
        let error = pair.0 / (1 - min(pair.1, 1 - 1e-9))
        return sum + error * error
      } / Double(response.count)
    let inUnits = zip(slopes, design.scales).prefix(design.columnCount).map { $0 / $1 }
    let groupSlopes = slopes[design.columnCount...]
    coefficients =
      [center - dot(inUnits, design.means) - dot(Array(groupSlopes), Array(design.means[design.columnCount...]))]
      + inUnits
    effects = Dictionary(uniqueKeysWithValues: zip(design.groups, groupSlopes))
    self.penalty = penalty
    self.design = design
    self.factorization = factorization
    self.center = center
    self.slopes = slopes
  }

  /// What a further row's observation would be. A group that no row was of has an effect of zero, as uncertain as the
  /// groups differ.
  func prediction(_ row: [Double], group: String? = nil) -> RegressionPrediction {
    let standardized = design.standardized(row, group: group)
    var spread = 1 + 1 / Double(design.rows.count) + factorization.inverseQuadraticForm(standardized)
    if let between = penalty.groups, group.map({ effects[$0] == nil }) ?? true { spread += 1 / between }
    return RegressionPrediction(
      value: center + dot(standardized, slopes), standardError: (residualVariance * spread).squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }
}

extension RidgeRegression {
  /// Columns of mean zero: the given ones, scaled to a variance of one, then one for each group.
  private struct Design {
    let groups: [String]
    let columnCount: Int
    let means: [Double]
    let scales: [Double]
    private(set) var rows: [[Double]] = []
    /// The products of columns with each other, and with the response less its mean.
    private(set) var gram: Matrix
    private(set) var moments: [Double]

    init(
      _ rows: [[Double]], _ response: [Double], names: [String], groups: [String?]
    ) throws(RegressionError) {
      guard rows.count >= 3 else {
        throw RegressionError(description: "\(rows.count) rows; at least 3 are needed")
      }
      let columns = rows[0].indices.map { column in Sample(rows.map { $0[column] }) }
      let scales = columns.map { sample in
        (sample.values.reduce(0) { $0 + ($1 - sample.mean) * ($1 - sample.mean) } / Double(sample.count)).squareRoot()
      }
      if let constant = scales.indices.first(where: { scales[$0] <= columns[$0].mean.magnitude * 1e-11 }) {
        throw RegressionError(description: "\(names[constant]) is constant")
      }
      let known = Set(groups.compactMap(\.self)).sorted()
      let shares = known.map { group in Double(groups.count { $0 == group }) / Double(rows.count) }
      self.groups = known
      columnCount = columns.count
      means = columns.map(\.mean) + shares
      self.scales = scales + known.map { _ in 1 }
      gram = Matrix(rows: means.count, columns: means.count)
      moments = [Double](repeating: 0, count: means.count)
      self.rows = rows.enumerated().map { standardized($1, group: groups.isEmpty ? nil : groups[$0]) }
      let center = Sample(response).mean
      for (row, value) in zip(self.rows, response) {
        for first in row.indices {
          moments[first] += row[first] * (value - center)
          for second in row.indices { gram[first, second] += row[first] * row[second] }
        }
      }
    }

    func standardized(_ row: [Double], group: String?) -> [Double] {
      (row + groups.map { $0 == group ? 1 : 0 }).enumerated().map { ($1 - means[$0]) / scales[$0] }
    }
  }
}
