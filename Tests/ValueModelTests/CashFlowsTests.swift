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
    let rates = try #require(CashFlows(amounts).internalRates)
    #expect(rates.count == 1 && isNear(rates[0], expected))
  }

  /// Payments, and all rates above −100 % that numpy.roots gives.
  private static let severalChanges: [([Double], [Double])] = [
    ([-100, -5], []), ([100, 5], []), ([0, 0], []), ([-100, 230, -132], [0.1, 0.2]), ([-10, 5, -5], []),
    ([-100, 60, 60, 60, -10], [-0.8562546494921609, 0.3402013999677629]),
    ([-100, 50, -20, 90, 40], [0.1959100954686992]), ([-1, 5, -6], [1, 2]), ([100, -230, 132, 0, 0], [0.1, 0.2]),
    ([-1, 3.3, -3.62, 1.32], [0.0, 0.1, 0.2]),
  ]

  @Test(arguments: severalChanges)
  func `rates of payments that change sign several times are counted`(amounts: [Double], expected: [Double]) throws {
    let rates = try #require(CashFlows(amounts).internalRates)
    #expect(rates.count == expected.count, "\(rates)")
    for (rate, expected) in zip(rates, expected) { #expect((rate - expected).magnitude < 1e-9) }
  }

  @Test(arguments: [[-1, 3, -3, 1.0], [-1, 2.2, -1.21]])
  func `a rate that is several at once is not told`(amounts: [Double]) {
    #expect(CashFlows(amounts).internalRates == nil)
  }

  @Test func `an upgrade in the midst of fifty years leaves one rate`() throws {
    var amounts = [-100_000.0] + [Double](repeating: 2000, count: 600)
    amounts[300] = -5000
    let rates = try #require(CashFlows(amounts).internalRates)
    #expect(rates.count == 1)
    #expect(CashFlows(amounts).presentValue(rate: rates[0]).magnitude < 1e-6)
  }

  @Test func `the present value at the internal rate is zero, whatever the payments`() throws {
    var generator = SplitMix(state: 7)
    for _ in 0..<200 {
      let turn = Int.random(in: 1...11, using: &generator)
      let amounts = (0..<12).map { Double.random(in: 1...1000, using: &generator) * ($0 < turn ? -1 : 1) }
      let flows = CashFlows(amounts)
      let rate = try #require(flows.internalRates?.first)
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
