import Glibc
public import Quantities

/// The factor between measured and predicted, for each accelerator and precision.
///
/// In logarithms, a group's deviation is drawn towards zero, the shipped value: with n runs that scatter by s, and a
/// shipped value that may be off by τ (a fifth of its 90 % range's width in logarithms is about τ·2/3.29), the center
/// is the robust center times (n/s²)/(n/s² + 1/τ²), as in an empirical Bayes estimate (Efron and Morris, 1975). The
/// scatter itself is drawn towards that of all groups. A run far off its group does not move the center, but it widens
/// the bounds: real runs have longer tails than a normal distribution, and bounds that leave the odd ones out promise
/// too much. From nineteen runs on the bounds reach as far as nine in ten of them did (split conformal prediction, Lei
/// and others, 2018), whatever their distribution.
public struct CorrectionFit: Sendable, Equatable {
  /// A group of runs that one factor serves.
  public struct Group: Sendable, Hashable {
    public var accelerator: String
    public var precision: Precision
  }

  /// The factor of a group, and the bounds between which nine in ten further runs are expected.
  public struct Factor: Sendable, Equatable {
    public var range: Range90<Double>
    /// How many runs it stands on, and how many of them were too far off to count.
    public var runs: Int
    public var outliers: Int
  }

  /// The factors by group.
  public let factors: [Group: Factor]

  /// Runs' worth of trust in the common scatter.
  private static let scatterTrust = 4.0
  /// The scatter of runs of one group before any are known: repeated runs of one job on one cluster.
  private static let firstScatter = 0.05
  /// The fewest runs of which nine in ten may leave one out.
  private static let fewestToCount = 19

  /// A fit to observations of one quantity.
  public init(_ observations: [CalibrationObservation]) {
    let groups = Dictionary(grouping: observations.filter(\.isUsable)) {
      Group(accelerator: $0.accelerator, precision: $0.precision)
    }
    let ratios = groups.mapValues { $0.map(\.logRatio) }
    let common = Self.commonScatter(Array(ratios.values))
    factors = groups.reduce(into: [:]) { factors, entry in
      let values = ratios[entry.key] ?? []
      let shipped = entry.value.map {
        log($0.predicted.high / $0.predicted.low) / 2 / NormalDistribution.quantile(0.95)
      }
      factors[entry.key] = Self.factor(values, common: common, shippedDeviation: max(Sample(shipped).median, 0.02))
    }
  }

  /// The scatter within groups, by the median distance from each group's median.
  private static func commonScatter(_ groups: [[Double]]) -> Double {
    let distances = groups.filter { $0.count >= 3 }.flatMap { values -> [Double] in
      let center = Sample(values).median
      // A group of n scatters less around its own median than around its true center.
      let widening = (Double(values.count) / Double(values.count - 1)).squareRoot()
      return values.map { ($0 - center).magnitude * widening }
    }
    guard distances.count >= 5 else { return firstScatter }
    return max(Sample(distances).median / NormalDistribution.quantile(0.75), 1e-4)
  }

  private static func factor(_ values: [Double], common: Double, shippedDeviation: Double) -> Factor {
    // Too few runs to tell which of them is odd: then all of them count, and the scatter is at least what they show.
    let own =
      values.count >= 5
      ? max(Sample(values).scaledMedianDeviation, 1e-4)
      : max(common, ((values.max() ?? 0) - (values.min() ?? 0)) / 2)
    let location = RobustLocation(values, deviation: own)
    let variance = Sample(location.drawnIn).variance ?? common * common
    let freedom = Double(values.count - 1)
    let scatter = (scatterTrust * common * common + freedom * variance) / (scatterTrust + freedom)
    let precision = location.effectiveCount / scatter
    let uncertainty = 1 / (precision + 1 / (shippedDeviation * shippedDeviation))
    let center = location.center * precision * uncertainty
    let t = StudentDistribution(degreesOfFreedom: scatterTrust + freedom).quantile(0.95)
    var margin = t * (scatter + uncertainty).squareRoot()
    if values.count >= fewestToCount {
      let distances = values.map { ($0 - center).magnitude }.sorted()
      margin = max(margin, distances[Int((0.9 * Double(values.count + 1)).rounded(.up)) - 1])
    }
    return Factor(
      range: Range90(low: exp(center - margin), mid: exp(center), high: exp(center + margin)), runs: values.count,
      outliers: location.farOff)
  }

  /// A prediction under the fit: the central value times the factor, with the factor's own bounds. Without a factor
  /// for the group it stays as it is.
  public func corrected(_ observation: CalibrationObservation) -> Range90<Double> {
    let group = Group(accelerator: observation.accelerator, precision: observation.precision)
    guard let factor = factors[group] else { return observation.predicted }
    return factor.range.map { $0 * observation.predicted.mid }
  }
}
