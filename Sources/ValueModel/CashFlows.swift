import Glibc

/// Net payments by month, the first at month 0, in units of one currency.
struct CashFlows: Equatable {
  let amounts: [Double]

  init(_ amounts: [Double]) { self.amounts = amounts }

  /// The rate of a month that compounds to a rate of a year.
  static func monthlyRate(yearly: Double) -> Double { pow(1 + yearly, 1.0 / 12) - 1 }

  /// Net present value at a rate a period: Σ CFₜ/(1+r)ᵗ, the first payment undiscounted.
  func presentValue(rate: Double) -> Double {
    // Horner's rule, from the last payment back.
    amounts.reversed().reduce(0) { $0 / (1 + rate) + $1 }
  }

  /// How often the payments change sign; zeros are passed over.
  var signChanges: Int {
    let signs = amounts.filter { $0 != 0 }.map { $0 > 0 }
    return zip(signs, signs.dropFirst()).count { $0 != $1 }
  }

  /// The rates a period, ascending, at which the present value is zero; nil when they cannot be told apart. By
  /// Descartes' rule there is none where the payments never change sign, and one where they do so once.
  var internalRates: [Double]? {
    switch signChanges {
    case 0: []
    case 1: onlyRate.map { [$0] }
    default: InternalRates(amounts)?.rates
    }
  }

  /// The rate of payments that change sign once.
  private var onlyRate: Double? {
    guard let first = amounts.first(where: { $0 != 0 }) else { return nil }
    // In x = 1/(1+r): below the root the sign is that of the first payment, above it that of the last.
    func isBelow(_ x: Double) -> Bool { (polynomial(x).value > 0) == (first > 0) }
    var (low, high) = (1e-9, 1.0)
    while isBelow(high), high < 1e9 { high *= 2 }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    var x = (low + high) / 2
    for _ in 0..<3 {
      let (value, slope) = polynomial(x)
      guard slope != 0, value.isFinite, slope.isFinite else { break }
      let next = x - value / slope
      guard next > low / 2, next < high * 2 else { break }
      x = next
    }
    return 1 / x - 1
  }

  private func polynomial(_ x: Double) -> (value: Double, slope: Double) {
    amounts.reversed().reduce((0, 0)) { ($0.0 * x + $1, $0.1 * x + $0.0) }
  }

  /// The period in which the sum of the payments turns from below zero to at least zero for good, with the fraction of
  /// it that was needed; nil when it never does. At a rate the payments are discounted first.
  func payback(rate: Double = 0) -> Double? {
    var sums: [Double] = []
    var sum = 0.0
    for (period, amount) in amounts.enumerated() {
      sum += amount / pow(1 + rate, Double(period))
      sums.append(sum)
    }
    // A sum of zero may come out as a rounding below it.
    let zero = -1e-12 * amounts.reduce(0) { $0 + $1.magnitude }
    guard let last = sums.last, last >= zero else { return nil }
    guard let period = sums.lastIndex(where: { $0 < zero }) else { return 0 }
    return Double(period) + -sums[period] / (sums[period + 1] - sums[period])
  }
}
