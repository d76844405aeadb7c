/// All rates a period, above −1, at which payments have a present value of zero.
///
/// In x = 1/(1+r) the present value is a polynomial. Its sign changes in Bernstein's basis bound its roots between two
/// points, and one change is one root; an interval with more is parted by de Casteljau's rule, which is stable at the
/// degrees of long plans (Lane and Riesenfeld, 1981; Mourrain and others, 2005). So rates are counted, not searched for.
struct InternalRates: Equatable {
  /// The rates, ascending.
  let rates: [Double]

  /// An interval that is narrower and still may hold several roots holds roots that rounding does not tell apart.
  private static let narrowest = 1e-7
  /// Where an interval is parted: near its middle, and not where the roots of payments in round figures lie.
  private static let parting = 0.48713

  /// The rates of payments by period; nil when two lie too close to be told apart.
  init?(_ amounts: [Double]) {
    guard let first = amounts.firstIndex(where: { $0 != 0 }), let last = amounts.lastIndex(where: { $0 != 0 }) else {
      return nil
    }
    let payments = Array(amounts[first...last])
    let rounding = 1e-13 * payments.reduce(0) { $0 + $1.magnitude }
    // Rates from zero on lie at x up to 1, those below it at 1/x up to 1.
    guard let above = Self.roots(of: payments, rounding), let below = Self.roots(of: payments.reversed(), rounding)
    else {
      return nil
    }
    var rates = above.map { 1 / $0 - 1 } + below.map { $0 - 1 }
    if payments.reduce(0, +).magnitude <= rounding {
      // Where the slope is zero as well, the root at a rate of zero is one of several.
      let slope = payments.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      guard slope.magnitude > rounding * Double(payments.count) else { return nil }
      rates.append(0)
    }
    self.rates = rates.sorted()
  }

  /// The roots of a polynomial between 0 and 1, without its ends; nil when they cannot be told apart.
  private static func roots(of coefficients: [Double], _ rounding: Double) -> [Double]? {
    var roots: [Double] = []
    var waiting = [(low: 0.0, high: 1.0, control: bernstein(coefficients))]
    while let (low, high, control) = waiting.popLast() {
      switch changes(in: control, rounding) {
      case 0: continue
      case 1:
        roots.append(root(of: coefficients, low, high, isRising: control.last { $0.magnitude > rounding } ?? 0 > 0))
      default:
        guard high - low > narrowest else { return nil }
        let middle = low + (high - low) * parting
        let (left, right) = parts(control)
        if let value = right.first, value.magnitude <= rounding { return nil }
        waiting.append((low, middle, left))
        waiting.append((middle, high, right))
      }
    }
    return roots
  }

  /// The coefficients in Bernstein's basis between 0 and 1: b(j) = Σ a(i)·C(j,i)/C(n,i).
  private static func bernstein(_ coefficients: [Double]) -> [Double] {
    let degree = coefficients.count - 1
    return (0...degree).map { index in
      var (sum, weight) = (0.0, 1.0)
      for power in 0...index {
        sum += coefficients[power] * weight
        weight *= Double(index - power) / Double(max(1, degree - power))
      }
      return sum
    }
  }

  private static func changes(in control: [Double], _ rounding: Double) -> Int {
    let signs = control.filter { $0.magnitude > rounding }.map { $0 > 0 }
    return zip(signs, signs.dropFirst()).count { $0 != $1 }
  }

  /// The same polynomial over either part of its interval.
  private static func parts(_ control: [Double]) -> (left: [Double], right: [Double]) {
    var (points, left, right) = (control, [control[0]], [control[control.count - 1]])
    for count in stride(from: control.count - 1, to: 0, by: -1) {
      for index in 0..<count { points[index] += (points[index + 1] - points[index]) * parting }
      left.append(points[0])
      right.append(points[count - 1])
    }
    return (left, right.reversed())
  }

  private static func root(of coefficients: [Double], _ low: Double, _ high: Double, isRising: Bool) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let value = coefficients.reversed().reduce(0) { $0 * middle + $1 }
      if (value > 0) == isRising { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }
}
