import Glibc
import Quantities

/// Figures of one sample of numbers.
struct Sample {
  let values: [Double]

  init(_ values: [Double]) { self.values = values }

  var count: Int { values.count }
  var mean: Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(count) }

  /// The unbiased variance; nil for fewer than two values.
  var variance: Double? {
    guard count >= 2 else { return nil }
    let center = mean
    return values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(count - 1)
  }

  func quantile(_ share: Double) -> Double { values.quantile(share) }

  var median: Double { values.median }

  /// The median distance from the median, scaled to be the standard deviation of a normal sample.
  var scaledMedianDeviation: Double {
    let center = median
    return values.map { ($0 - center).magnitude }.median / NormalDistribution.quantile(0.75)
  }
}

/// The difference of two means where the variances may differ (Welch's t-test).
struct WelchComparison {
  /// The second mean less the first.
  let difference: Double
  /// The 95 % confidence interval of the difference.
  let interval: ClosedRange<Double>
  /// The chance of a difference at least so large between samples of equal means.
  let pValue: Double

  /// Nil when a sample has fewer than two values or neither varies.
  init?(_ first: Sample, _ second: Sample) {
    guard let firstVariance = first.variance, let secondVariance = second.variance else { return nil }
    let (a, b) = (firstVariance / Double(first.count), secondVariance / Double(second.count))
    guard a + b > 0 else { return nil }
    difference = second.mean - first.mean
    let error = (a + b).squareRoot()
    let freedom = (a + b) * (a + b) / (a * a / Double(first.count - 1) + b * b / Double(second.count - 1))
    let distribution = StudentDistribution(degreesOfFreedom: freedom)
    let margin = distribution.quantile(0.975) * error
    interval = (difference - margin)...(difference + margin)
    pValue = 2 * distribution.cumulative(-(difference / error).magnitude)
  }
}
