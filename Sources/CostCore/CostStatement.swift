import Glibc
public import Quantities

/// What a run costs, line by line. Every total is a fold over the lines.
public struct CostStatement: Sendable, Equatable, Codable {
  /// The currency of all amounts.
  public let currency: Currency
  /// The lines.
  public let lines: [CostLine]

  /// A statement of lines in one currency.
  public init(currency: Currency, lines: [CostLine]) {
    self.currency = currency
    self.lines = lines
  }

  /// The sum of all lines that are charged and known; see `unknownLines`.
  public var total: Range90<Money> { Self.sum(of: lines, currency) }

  /// The sum of the charged and known lines of a category; zero when it has none.
  public func total(of category: CostCategory) -> Range90<Money> { bill(of: category).total }

  /// The lines of a category alone.
  public func bill(of category: CostCategory) -> CostStatement {
    CostStatement(currency: currency, lines: lines.filter { $0.category == category })
  }

  /// The total; nil while a part of it is unknown.
  public var knownTotal: Range90<Money>? { unknownLines.isEmpty ? total : nil }

  /// Lines that are charged and whose quantity or price nobody knows: the total leaves them out.
  public var unknownLines: [CostLine] { lines.filter(\.isUnknown) }

  /// The categories in which something is charged, sorted.
  public var chargedCategories: [CostCategory] {
    CostCategory.allCases.filter { total(of: $0).mid.microUnits > 0 }
  }

  /// The sum of lines. The middles add exactly. Each driver moves all lines that share it at once; the drivers are
  /// independent of each other, so their effects on the sum add in quadrature in its logarithm. The range encloses the
  /// middle and never exceeds the sums of the lines' bounds.
  private static func sum(of lines: [CostLine], _ currency: Currency) -> Range90<Money> {
    let bounds: Range90<Money>
    do {
      bounds = try lines.compactMap(\.amount).sum(in: currency)
    } catch {
      // Lines are made by `Pricing` alone, which converts each to the statement's currency.
      preconditionFailure("\(error)")
    }
    guard !bounds.isExact, bounds.mid.microUnits > 0 else { return bounds }
    let factors = Self.spread(of: lines).factors
    // What has a range and names no driver moves with everything else.
    let unexplained = lines.compactMap { $0.spread.isNone ? $0.amount : nil }
    let low = unexplained.reduce(bounds.mid.amount * factors.low) { $0 - ($1.mid.amount - $1.low.amount) }
    let high = unexplained.reduce(bounds.mid.amount * factors.high) { $0 + ($1.high.amount - $1.mid.amount) }
    return Range90(
      low: min(bounds.mid, max(bounds.low, Money(low, currency))), mid: bounds.mid,
      high: max(bounds.mid, min(bounds.high, Money(high, currency))))
  }

  /// The spread of the sum of lines: the logarithm of the ratio that each driver alone makes of it.
  static func spread(of lines: [CostLine]) -> DriverSpread {
    var (sum, atHigh, atLow) = (0.0, SIMD16<Double>.zero, SIMD16<Double>.zero)
    for line in lines {
      guard let amount = line.amount?.mid.amount, amount > 0 else { continue }
      sum += amount
      for driver in 0..<SIMD16<Double>.scalarCount {
        atHigh[driver] += amount * exp(line.spread.atHigh[driver])
        atLow[driver] += amount * exp(line.spread.atLow[driver])
      }
    }
    guard sum > 0 else { return .none }
    var spread = DriverSpread.none
    for driver in 0..<SIMD16<Double>.scalarCount {
      spread.atHigh[driver] = log(atHigh[driver] / sum)
      spread.atLow[driver] = log(atLow[driver] / sum)
    }
    return spread
  }

  /// What moves the total, and how far.
  public var spread: DriverSpread { Self.spread(of: lines) }
}

/// The categories of cost, the textbook's four and two of ours.
public enum CostCategory: String, Sendable, CaseIterable, Codable {
  case computation, data, energy, hardware, staff, carbon
}

/// What a line charges for.
public enum CostItem: String, Sendable, CaseIterable, Codable {
  case acceleratorRental = "accelerator_rental"
  case acceleratorAmortization = "accelerator_amortization"
  case serverAmortization = "server_amortization"
  case interconnectAmortization = "interconnect_amortization"
  case maintenance, upgrade
  case energyIT = "energy_it"
  case cooling
  case demandCharge = "demand_charge"
  case dataCollection = "data_collection"
  case dataAnnotation = "data_annotation"
  case dataCleaning = "data_cleaning"
  case dataStorage = "data_storage"
  case dataTransfer = "data_transfer"
  case staff
  case carbonCharge = "carbon_charge"
  case computation, data, energy, hardware
}

extension CostItem {
  /// The name for people, such as `Accelerator rental`.
  public var title: String {
    // The four sums of a bill are the categories themselves.
    if let category = CostCategory(rawValue: rawValue), self != .staff { return category.title }
    let words = rawValue.split(separator: "_").map { $0 == "it" ? "IT" : String($0) }
    return words.enumerated().map { $0 == 0 ? $1.prefix(1).uppercased() + $1.dropFirst() : $1 }.joined(separator: " ")
  }
}

extension CostCategory {
  /// The name for people, such as `Energy cost`.
  public var title: String { "\(rawValue.prefix(1).uppercased() + rawValue.dropFirst()) cost" }
}
