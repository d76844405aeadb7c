import Glibc
import Quantities

extension CostUncertainty {
  /// Draws totals at random and takes their mean, deviation and percentiles. The same seed gives the same figures.
  ///
  /// The loop neither allocates nor locks; it is bound by one exponential for each driver and shape, and one
  /// multiplication for each driver of a line.
  public func simulate(draws: Int, seed: UInt64) -> Distribution {
    precondition(draws > 0, "a simulation needs at least one draw")
    // One factor for each driver and shape; lines name the factors they are made of.
    var factors: [(driver: Int, above: Double, below: Double)] = []
    var ends: [Int] = []
    var members: [Int] = []
    for term in terms {
      for driver in term.spread.drivers.map(\.rawValue) {
        let factor = (driver, term.spread.atHigh[driver] / Self.quantile, -term.spread.atLow[driver] / Self.quantile)
        let index = factors.firstIndex { $0 == factor } ?? factors.count
        if index == factors.count { factors.append(factor) }
        members.append(index)
      }
      ends.append(members.count)
    }
    let used = Set(factors.map(\.driver)).sorted()
    var generator = NormalGenerator(seed: seed)
    var totals = [Double](repeating: 0, count: draws)
    let mids = terms.map(\.mid)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 16 + factors.count) { scratch in
      let (normals, values) = (scratch.baseAddress!, scratch.baseAddress! + 16)
      totals.withUnsafeMutableBufferPointer { totals in
        mids.withUnsafeBufferPointer { mids in
          ends.withUnsafeBufferPointer { ends in
            members.withUnsafeBufferPointer { members in
              for draw in 0..<draws {
                for driver in used { normals[driver] = generator.next() }
                for (index, factor) in factors.enumerated() {
                  let normal = normals[factor.driver]
                  values[index] = exp(normal * (normal >= 0 ? factor.above : factor.below))
                }
                var total = 0.0
                var member = 0
                for term in 0..<mids.count {
                  var product = mids[term]
                  while member < ends[term] {
                    product *= values[members[member]]
                    member += 1
                  }
                  total += product
                }
                totals[draw] = total
              }
            }
          }
        }
      }
    }
    return summary(&totals)
  }

  private func summary(_ totals: inout [Double]) -> Distribution {
    let mean = totals.reduce(0, +) / Double(totals.count)
    let variance = totals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, totals.count - 1))
    func percentile(_ share: Double) -> Double { totals.select(Int((share * Double(totals.count - 1)).rounded())) }
    let (low, median, high) = (percentile(0.05), percentile(0.5), percentile(0.95))
    return distribution(mean, variance.squareRoot(), low, median, high)
  }
}

/// Normal random numbers from a seed, by xoshiro256++ (Blackman and Vigna) and the inverse of the normal distribution
/// (Acklam, relative error below 1.2e-9).
struct NormalGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var seed = seed
    func split() -> UInt64 {
      seed &+= 0x9E37_79B9_7F4A_7C15
      var mixed = seed
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    state = (split(), split(), split(), split())
  }

  mutating func next() -> Double {
    let sum = state.0 &+ state.3
    let result = ((sum << 23) | (sum >> 41)) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    // The middle of one of 2^53 equal parts of the unit interval: never 0, never 1.
    return Self.inverse((Double(result >> 11) + 0.5) * 0x1p-53)
  }

  static func inverse(_ share: Double) -> Double {
    guard share >= 0.02425 else { return tail(share) }
    guard share <= 1 - 0.02425 else { return -tail(1 - share) }
    let (q, r) = (share - 0.5, (share - 0.5) * (share - 0.5))
    let above =
      ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r
        - 30.66479806614716) * r + 2.506628277459239
    let below =
      ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r
        - 13.28068155288572) * r + 1
    return above * q / below
  }

  private static func tail(_ share: Double) -> Double {
    let q = (-2 * log(share)).squareRoot()
    let above =
      ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q
        + 4.374664141464968) * q + 2.938163982698783
    let below =
      (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1
    return above / below
  }
}

extension [Double] {
  /// The element that would stand at a place if the array were sorted (Hoare's selection); reorders the array.
  fileprivate mutating func select(_ place: Int) -> Double {
    var (low, high) = (0, count - 1)
    withUnsafeMutableBufferPointer { values in
      while low < high {
        let pivot = values[(low + high) / 2]
        var (left, right) = (low, high)
        while left <= right {
          while values[left] < pivot { left += 1 }
          while values[right] > pivot { right -= 1 }
          guard left <= right else { break }
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
        if place <= right { high = right } else if place >= left { low = left } else { return }
      }
    }
    return self[place]
  }
}
