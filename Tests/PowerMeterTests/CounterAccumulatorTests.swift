import PowerMeter
import Quantities
import Testing

@Suite struct CounterAccumulatorTests {
  private func total(
    _ values: [Double], range: Double?, step: Double = 0.1, times: [Double]? = nil
  ) -> Double {
    var counter = CounterAccumulator(wrapsAfter: range.map { Joules($0) })
    for (index, value) in values.enumerated() {
      counter.add(Joules(value), at: Seconds(times?[index] ?? Double(index) * step))
    }
    return counter.total.value
  }

  @Test(
    arguments: [
      ([100, 130, 160], 1000, 60.0),  // Plain differences.
      ([990, 20, 50], 1000, 60),  // A wrap.
      ([262_143, 13, 43], 262_144, 44),  // A wrap of a real package's range.
      ([500, 500, 500], 1000, 0),  // Standing still.
    ] as [([Double], Double, Double)])
  func `differences add up, through a wrap too`(values: [Double], range: Double, expected: Double) {
    #expect(abs(total(values, range: range) - expected) < 1e-9)
  }

  @Test func `a counter without a range that falls was reset and counts from zero`() {
    #expect(total([900, 930, 5, 35], range: nil) == 30 + 5 + 30)
  }

  @Test func `a fall that would be an absurd power is a reset, not a wrap`() {
    // 262 kJ in a tenth of a second is 2.6 MW.
    #expect(total([100_000, 100_030, 10, 40], range: 262_144) == 30 + 10 + 30)
  }

  @Test func `several wraps in a gap are told by the power before it`() {
    // 260 W, range 400 J, then 10 s without a reading: 2600 J, six wraps and 200 J.
    let times = [0, 0.1, 0.2, 10.2]
    let values: [Double] = [0, 26, 52, 2652 - 6 * 400]
    #expect(abs(total(values, range: 400, times: times) - 2652) < 1e-9)
  }

  @Test func `any order of wraps conserves the energy`() {
    var generator = SplitMix(state: 7)
    for _ in 0..<200 {
      let range = Double.random(in: 300...500, using: &generator)
      var truth = Double.random(in: 0...range, using: &generator)
      let start = truth
      var counter = CounterAccumulator(wrapsAfter: Joules(range))
      var time = 0.0
      counter.add(Joules(truth.truncatingRemainder(dividingBy: range)), at: Seconds(time))
      for _ in 0..<50 {
        let step = Double.random(in: 0.05...0.2, using: &generator)
        truth += step * Double.random(in: 200...300, using: &generator)
        time += step
        counter.add(Joules(truth.truncatingRemainder(dividingBy: range)), at: Seconds(time))
      }
      #expect(abs(counter.total.value - (truth - start)) < 1e-6)
    }
  }
}

/// A generator whose numbers are the same each time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
