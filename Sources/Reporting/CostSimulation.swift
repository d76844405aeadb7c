public import CostCore
import Quantities

/// A total drawn at random many times, beside its closed form.
public struct CostSimulation: Sendable {
  let draws: Int
  let seed: UInt64
  let drawn: CostUncertainty.Distribution
  let closedForm: CostUncertainty.Distribution

  /// Draws the total of a statement.
  public init(_ statement: CostStatement, draws: Int, seed: UInt64) {
    let uncertainty = CostUncertainty(statement)
    self.draws = draws
    self.seed = seed
    drawn = uncertainty.simulate(draws: draws, seed: seed)
    closedForm = uncertainty.closedForm
  }

  var json: JSONValue {
    [
      "draws": .integer(draws), "seed": .integer(Int(truncatingIfNeeded: seed)), "simulated": Self.json(drawn),
      "closed_form": Self.json(closedForm),
    ]
  }

  private static func json(_ distribution: CostUncertainty.Distribution) -> JSONValue {
    [
      "mean": .number(distribution.mean.amount), "standard_deviation": .number(distribution.standardDeviation.amount),
      "p5": .number(distribution.low.amount), "p50": .number(distribution.median.amount),
      "p95": .number(distribution.high.amount),
    ]
  }

  /// Both, side by side.
  var table: TextTable {
    var table = TextTable([
      .init("Total"), .init("5th percentile", .right), .init("Median", .right), .init("95th percentile", .right),
      .init("Mean", .right), .init("Standard deviation", .right),
    ])
    for (name, row) in [("\(draws) draws, seed \(seed)", drawn), ("closed form", closedForm)] {
      let figures = [row.low, row.median, row.high, row.mean, row.standardDeviation].map { $0.formatted(exact: false) }
      table.rows.append([name] + figures)
    }
    return table
  }
}

extension CostStatement {
  /// What moves the total, widest first, and what would narrow it most.
  var sensitivityTable: TextTable {
    var table = TextTable([
      .init("Total moved by"), .init("Key"), .init("from", .right), .init("to", .right),
      .init("of the variance", .right),
      .init("What would narrow it"),
    ])
    for bar in sensitivities {
      table.add(
        bar.driver.title, bar.driver.key, min(bar.atLow, bar.atHigh).formatted(exact: false),
        max(bar.atLow, bar.atHigh).formatted(exact: false), NumberFormat.percent(bar.varianceShare), bar.driver.remedy)
    }
    return table
  }
}

extension CostDriver {
  /// The name for people.
  var title: String {
    switch self {
    case .acceleratorTime: "Accelerator time"
    case .energy: "Energy of the machines"
    case .rentalPrice: "Rental price"
    case .hardwarePrice: "Hardware price"
    case .serverOverhead: "Server overhead"
    case .interconnectShare: "Interconnect share"
    case .decline: "Decline of value"
    case .electricityPrice: "Electricity price"
    case .pue: "PUE"
    case .carbonIntensity: "Carbon intensity"
    case .embodiedCarbon: "Embodied carbon"
    case .waste: "Waste by pre-emption"
    case .projectFactor: "Whole development over final run"
    case .data: "Data prices"
    case .staff: "Salaries"
    case .exchangeRate: "Exchange rate"
    }
  }
}
