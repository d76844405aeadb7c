import Glibc

/// Payments by month of one kind, each month's a function of a few numbers.
struct ValueStream: Sendable, Equatable {
  /// The kinds of benefit and cost.
  enum Kind: String, CaseIterable, Sendable {
    case licenceSale = "licence_sale"
    case subscription
    case api
    case coDevelopment = "co_development"
    case salesUplift = "sales_uplift"
    case hoursSaved = "hours_saved"
    case costSaved = "cost_saved"
    case qualityGain = "quality_gain"
    case once
    case monthly

    static let benefits: [Kind] = allCases.filter { $0 != .once && $0 != .monthly }
    static let costs: [Kind] = [.once, .monthly]
  }

  var name: String
  var kind: Kind
  /// The first and last month that it pays in.
  var first: Int
  var last: Int
  /// The places of its parameters among the drivers, in the order of `Kind.parameters`.
  var drivers: [Int]

  /// The payment of a month, above zero for benefit and cost alike.
  func amount(month: Int, _ values: [Double]) -> Double {
    guard (first...last).contains(month) else { return 0 }
    let value = drivers.map { values[$0] }
    let elapsed = Double(month - first)
    return switch kind {
    case .licenceSale: value[0] * value[1] * pow(1 + value[2], elapsed) * value[3]
    case .subscription: value[0] * subscribers(value, after: month - first) * value[4]
    case .api: value[0] * pow(1 + value[3], elapsed) / 1e6 * (value[1] - value[2])
    case .coDevelopment, .salesUplift, .hoursSaved, .qualityGain: value.reduce(1, *)
    case .costSaved, .monthly: value[0]
    case .once: month == first ? value[0] : 0
    }
  }

  /// Subscribers after some months: each month a share leaves and new ones come.
  private func subscribers(_ value: [Double], after months: Int) -> Double {
    (0..<months).reduce(value[1]) { count, _ in count * (1 - value[3]) + value[2] }
  }
}

extension ValueStream.Kind {
  /// A parameter as the benefits file names it.
  struct Parameter {
    let name: String
    let role: ValueDriver.Role
    /// The value where the file gives none; nil where it must.
    let standard: Double?
    let range: ClosedRange<Double>

    init(_ name: String, _ role: ValueDriver.Role, _ range: ClosedRange<Double>, standard: Double? = nil) {
      self.name = name
      self.role = role
      self.range = range
      self.standard = standard
    }
  }

  private static let amounts = 0...1e15
  private static let growth = -0.99...10.0

  /// The numbers that a stream of this kind is made of.
  var parameters: [Parameter] {
    let (amounts, growth) = (Self.amounts, Self.growth)
    let margin = Parameter("margin", .share, 0...1, standard: 1)
    return switch self {
    case .licenceSale:
      [
        Parameter("price", .price, amounts), Parameter("units_per_month", .volume, amounts),
        Parameter("growth_per_month", .share, growth, standard: 0), margin,
      ]
    case .subscription:
      [
        Parameter("price_per_month", .price, amounts), Parameter("subscribers", .volume, amounts),
        Parameter("new_per_month", .volume, amounts, standard: 0), Parameter("churn_per_month", .share, 0...1), margin,
      ]
    case .api:
      [
        Parameter("tokens_per_month", .volume, 0...1e24), Parameter("price_per_million_tokens", .price, amounts),
        Parameter("serving_cost_per_million_tokens", .cost, amounts),
        Parameter("growth_per_month", .share, growth, standard: 0),
      ]
    case .coDevelopment: [Parameter("partner_revenue_per_month", .volume, amounts), Parameter("share", .share, 0...1)]
    case .salesUplift:
      [Parameter("sales_per_month", .volume, amounts), Parameter("uplift", .share, 0...100), margin]
    case .hoursSaved: [Parameter("hours_per_month", .volume, amounts), Parameter("wage_per_hour", .price, amounts)]
    case .costSaved: [Parameter("amount_per_month", .price, amounts)]
    case .qualityGain: [Parameter("units_per_month", .volume, amounts), Parameter("value_per_unit", .price, amounts)]
    case .once: [Parameter("amount", .cost, amounts)]
    case .monthly: [Parameter("amount_per_month", .cost, amounts)]
    }
  }
}

extension BenefitPlan {
  /// The kinds of benefit and cost with the keys of each, one a line; those with a default show it.
  public static var kindsInWords: String {
    ValueStream.Kind.allCases.map { kind in
      let keys = kind.parameters.map { parameter in
        parameter.standard.map { "\(parameter.name) (\(Int($0)))" } ?? parameter.name
      }
      return "\(kind.rawValue): \(keys.joined(separator: ", "))" + (kind == .once ? ", month (0)" : "")
    }.joined(separator: "\n")
  }
}
