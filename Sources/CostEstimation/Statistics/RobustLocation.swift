import Glibc

/// The center of a sample that a corrupted part of it hardly moves: Tukey's biweight, started at the median.
struct RobustLocation {
  let center: Double
  /// The sum of the weights: what the sample counts for.
  let effectiveCount: Double
  /// How many values lie more than three deviations off.
  let farOff: Int
  /// The values, those far off drawn in to three deviations (Winsor's rule): what the scatter is told by.
  let drawnIn: [Double]

  /// The efficiency of the mean on normal samples is 95 % at this many deviations.
  static let cutoff = 4.685

  /// A center of at least one value, by a deviation known beforehand.
  init(_ values: [Double], deviation: Double) {
    var center = Sample(values).median
    let reach = max(deviation, 1e-12) * Self.cutoff
    func weight(_ value: Double) -> Double {
      let distance = (value - center) / reach
      return distance.magnitude < 1 ? (1 - distance * distance) * (1 - distance * distance) : 0
    }
    for _ in 0..<100 {
      let weights = values.map(weight)
      let sum = weights.reduce(0, +)
      guard sum > 0 else { break }
      let next = dot(values, weights) / sum
      let step = (next - center).magnitude
      center = next
      if step < 1e-13 { break }
    }
    self.center = center
    effectiveCount = max(1, values.map(weight).reduce(0, +))
    let edge = max(deviation, 1e-12) * 3
    let middle = center
    farOff = values.count { ($0 - middle).magnitude >= edge }
    drawnIn = values.map { min(max($0, middle - edge), middle + edge) }
  }
}
