import Testing

@testable import ValueModel

// Expected figures: numpy-financial 1.0.0, npv(rate, values) and irr(values).
@Suite struct CashFlowsTests {
  private static let instalments = [-120_000.0] + [Double](repeating: 9000, count: 24)

  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    (value - expected).magnitude <= 1e-9 * max(1, expected.magnitude)
  }

  @Test(arguments: [
    (0.1, [-100, 30, 40, 50, 60], 38.87712587937979), (0.00797414042890374, instalments, 75881.1090675909),
    (0.05, [-1000, -500, 800, 900], 26.886945254292073), (-0.02, [-10, 5, 5, 5], 5.620617259815214),
    (0, [-10, 5, 6], 1),
  ])
  func `present values are numpy-financial's`(rate: Double, amounts: [Double], expected: Double) {
    #expect(isNear(CashFlows(amounts).presentValue(rate: rate), expected))
  }

  @Test(arguments: [
    ([-100, 30, 40, 50, 60], 0.2488833566240709), (instalments, 0.05355865712122809),
    ([-1000, -500, 800, 900], 0.05867178314264421), ([-100, 39, 59, 55, 20], 0.28094842115996066),
    ([-150_000, 15000, 25000, 35000, 45000, 60000], 0.05243288885941433), ([-100, 1, 1, 1, 110], 0.031465450332591294),
  ])
  func `internal rates are numpy-financial's`(amounts: [Double], expected: Double) throws {
    #expect(isNear(try #require(CashFlows(amounts).internalRate), expected))
  }

  @Test(arguments: [[-100, -5], [100, 5], [-100, 230, -132], [0, 0], [-1, 3, -3, 1.0]])
  func `no rate is given where none exists or it need not be the only one`(amounts: [Double]) {
    #expect(CashFlows(amounts).internalRate == nil)
  }

  @Test func `the present value at the internal rate is zero, whatever the payments`() throws {
    var generator = SplitMix(state: 7)
    for _ in 0..<200 {
      let turn = Int.random(in: 1...11, using: &generator)
      let amounts = (0..<12).map { Double.random(in: 1...1000, using: &generator) * ($0 < turn ? -1 : 1) }
      let flows = CashFlows(amounts)
      let rate = try #require(flows.internalRate)
      let scale = CashFlows(amounts.map(\.magnitude)).presentValue(rate: rate)
      #expect(flows.presentValue(rate: rate).magnitude < 1e-9 * scale, "\(amounts)")
    }
  }

  @Test func `payback is when the sum stays above zero`() {
    #expect(CashFlows([-100, 40, 40, 40]).payback() == 2.5)
    #expect(CashFlows([-100, 150, -100, 60]).payback() == 2 + 50.0 / 60)
    #expect(CashFlows([-100, 40]).payback() == nil)
    #expect(CashFlows([5, 1]).payback() == 0)
    #expect(CashFlows([-100, 110]).payback(rate: 0.1).map { abs($0 - 1) < 1e-12 } == true)
    #expect(CashFlows([-100, 109]).payback(rate: 0.1) == nil)
  }
}

/// A generator of known state (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
