import Foundation
import Testing

@testable import Charts

@Suite struct AxisTests {
  @Test(arguments: [Axis.Scale.linear, .logarithmic], [2, 4, 8])
  func `ticks lie on the axis, rise, and are not many more than asked for`(scale: Axis.Scale, count: Int) {
    var generator = SplitMix(state: 11)
    for _ in 0..<200 {
      let size = Double.random(in: -6...9, using: &generator)
      let values = (0..<5).map { _ in pow(10, size + Double.random(in: 0...3, using: &generator)) }
      let map = AxisMap(Axis("", scale), showing: values, ticks: count)
      for value in values { #expect((-1e-9...1 + 1e-9).contains(map.position(value))) }
      let places = map.ticks.map { map.position($0.value) }
      #expect(places == places.sorted() && places.allSatisfy { (-1e-6...1 + 1e-6).contains($0) })
      #expect(places.count <= count + 3)
    }
  }

  @Test func `a linear axis begins at zero and ends at a round number`() {
    let map = AxisMap(Axis("W"), showing: [120, 690], ticks: 5)
    #expect(map.ticks.map(\.label) == ["0", "200", "400", "600", "800"])
    #expect(map.position(400) == 0.5)
  }

  @Test func `an axis of nothing, of one value or of what is no number can still be drawn`() {
    for values in [[], [0], [5], [.nan, .infinity, 3]] as [[Double]] {
      for scale in [Axis.Scale.linear, .logarithmic] {
        let map = AxisMap(Axis("", scale), showing: values, ticks: 5)
        #expect(map.upper > map.lower && map.position(3).isFinite)
      }
    }
  }
}
