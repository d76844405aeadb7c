import Glibc
public import Quantities

/// How uncertain a statement's total is: in closed form, by simulation, and input by input.
///
/// Each driver is a standard normal variable z. With z = 1.645, its 95th percentile, a line is its middle times
/// exp(`atHigh`); with the 5th percentile times exp(`atLow`); in between the logarithm is linear on either side of zero.
/// A line is the product over its drivers, so lines that share one are correlated through it.
public struct CostUncertainty: Sendable {
  /// The 95th percentile of the standard normal distribution.
  static let quantile = 1.6448536269514722

  let currency: Currency
  /// Middles of lines, those of one spread added up.
  let terms: [(mid: Double, spread: DriverSpread)]

  /// The uncertainty of a statement.
  public init(_ statement: CostStatement) { self.init(statement.lines, statement.currency) }

  init(_ lines: [CostLine], _ currency: Currency) {
    self.currency = currency
    var terms: [(mid: Double, spread: DriverSpread)] = []
    for line in lines {
      guard let mid = line.amount?.mid.amount, mid > 0 else { continue }
      if let index = terms.firstIndex(where: { $0.spread == line.spread }) {
        terms[index].mid += mid
      } else {
        terms.append((mid, line.spread))
      }
    }
    self.terms = terms
  }

  /// Mean, standard deviation and percentiles of a total.
  public struct Distribution: Sendable, Equatable {
    /// The mean, above the middle where the distribution leans to the right.
    public let mean: Money
    /// The standard deviation.
    public let standardDeviation: Money
    /// The 5th percentile.
    public let low: Money
    /// The median.
    public let median: Money
    /// The 95th percentile.
    public let high: Money
  }

  /// The exact mean and variance of the total, and the percentiles of the lognormal distribution that has them
  /// (Fenton and Wilkinson).
  public var closedForm: Distribution {
    let (mean, variance) = moments
    guard mean > 0, variance > 0 else { return distribution(mean, 0, mean, mean, mean) }
    let sigma = log(1 + variance / (mean * mean)).squareRoot()
    let median = mean * exp(-sigma * sigma / 2)
    let reach = exp(Self.quantile * sigma)
    return distribution(mean, variance.squareRoot(), median / reach, median, median * reach)
  }

  func distribution(_ mean: Double, _ deviation: Double, _ low: Double, _ median: Double, _ high: Double)
    -> Distribution
  {
    Distribution(
      mean: Money(mean, currency), standardDeviation: Money(deviation, currency), low: Money(low, currency),
      median: Money(median, currency), high: Money(high, currency))
  }

  /// The expectation of a product over drivers is the product of expectations, and the product of two lines is such a
  /// product too: means and covariances are exact.
  private var moments: (mean: Double, variance: Double) {
    let means = terms.map { $0.mid * Self.expectation($0.spread) }
    var variance = 0.0
    for (left, leftTerm) in terms.enumerated() {
      for right in left..<terms.count {
        let joint = leftTerm.mid * terms[right].mid * Self.expectation(leftTerm.spread + terms[right].spread)
        variance += (joint - means[left] * means[right]) * (left == right ? 1 : 2)
      }
    }
    return (means.reduce(0, +), max(0, variance))
  }

  /// The mean of a figure of middle one.
  private static func expectation(_ spread: DriverSpread) -> Double {
    func normal(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
    return spread.drivers.reduce(1) { product, driver in
      let above = spread.atHigh[driver.rawValue] / quantile
      let below = -spread.atLow[driver.rawValue] / quantile
      return product * (exp(above * above / 2) * normal(above) + exp(below * below / 2) * normal(-below))
    }
  }
}
