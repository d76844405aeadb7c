import Glibc

/// The standard normal distribution.
enum NormalDistribution {
  /// The chance of a value at most so large.
  static func cumulative(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

  /// The value that a chance between 0 and 1 belongs to, by bisection and then Newton's steps.
  static func quantile(_ chance: Double) -> Double {
    DistributionInversion.quantile(chance, cumulative: cumulative) { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
  }
}

/// Student's distribution of t.
struct StudentDistribution {
  let degreesOfFreedom: Double

  /// The chance of a value at most so large, by the incomplete beta function (Abramowitz and Stegun, 26.7.1).
  func cumulative(_ value: Double) -> Double {
    let square = value * value
    guard square.isFinite else { return value > 0 ? 1 : 0 }
    // Near zero the complement keeps its digits.
    let tail =
      square < degreesOfFreedom
      ? 1 - incompleteBeta(square / (degreesOfFreedom + square), 0.5, degreesOfFreedom / 2)
      : incompleteBeta(degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5)
    return value > 0 ? 1 - tail / 2 : tail / 2
  }

  /// The value that a chance between 0 and 1 belongs to.
  func quantile(_ chance: Double) -> Double {
    let scale =
      lgamma((degreesOfFreedom + 1) / 2).0 - lgamma(degreesOfFreedom / 2).0 - log(degreesOfFreedom * Double.pi) / 2
    return DistributionInversion.quantile(chance, cumulative: cumulative) { value in
      exp(scale - (degreesOfFreedom + 1) / 2 * log1p(value * value / degreesOfFreedom))
    }
  }
}

/// Quantiles of symmetric distributions from their cumulative function and density.
private enum DistributionInversion {
  static func quantile(_ chance: Double, cumulative: (Double) -> Double, density: (Double) -> Double) -> Double {
    precondition(chance > 0 && chance < 1, "a quantile belongs to a chance between 0 and 1, not \(chance)")
    // The lower tail keeps its digits, so the upper one is its mirror image.
    guard chance <= 0.5 else { return -quantile(1 - chance, cumulative: cumulative, density: density) }
    var (low, high) = (-1.0, 0.0)
    while cumulative(low) > chance, low > -1e300 { low *= 2 }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if cumulative(middle) < chance { low = middle } else { high = middle }
    }
    var value = (low + high) / 2
    for _ in 0..<4 {
      let slope = density(value)
      guard slope > 0 else { break }
      value -= (cumulative(value) - chance) / slope
    }
    return value
  }
}

/// The regularized incomplete beta function by its continued fraction (Abramowitz and Stegun, 26.5.8), evaluated by
/// Lentz's method.
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  let front = exp(lgamma(a + b).0 - lgamma(a).0 - lgamma(b).0 + a * log(x) + b * log1p(-x))
  // The fraction converges quickly below the mean; above, the mirror image does.
  return x < (a + 1) / (a + b + 2) ? front * betaFraction(x, a, b) / a : 1 - front * betaFraction(1 - x, b, a) / b
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  func guarded(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
  var c = 1.0
  var d = 1 / guarded(1 - (a + b) * x / (a + 1))
  var result = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    result *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    let change = d * c
    result *= change
    if (change - 1).magnitude < 1e-16 { break }
  }
  return result
}
