import Quantities

/// Checks a CSV of cost and usage against FOCUS 1.2: the 21 mandatory columns, their types, and what must agree.
public struct FocusCheck: Sendable {
  /// What is wrong, each with its row and column; empty for a file that conforms.
  public let faults: [String]

  /// Checks rows of cells below a heading.
  public init(_ table: TextTable) {
    let heading = table.columns.map(\.title)
    var faults: [String] = []
    for column in FocusExport.columns where column.isMandatory && !heading.contains(column.name) {
      faults.append("the mandatory column \(column.name) is missing")
    }
    for (name, count) in Dictionary(grouping: heading, by: \.self).mapValues(\.count) where count > 1 {
      faults.append("the column \(name) is there \(count) times")
    }
    let kinds = Dictionary(FocusExport.columns.map { ($0.name, $0) }) { first, _ in first }
    for (index, row) in table.rows.enumerated() {
      let cells = Dictionary(zip(heading, row)) { first, _ in first }
      for (name, cell) in zip(heading, row) {
        guard let column = kinds[name] else {
          if !name.hasPrefix("x_") { faults.append("row \(index + 1): \(name) is no column of FOCUS and lacks 'x_'") }
          continue
        }
        if cell.isEmpty {
          if !column.mayBeNull { faults.append("row \(index + 1): \(name) is empty") }
        } else if let expected = Self.fault(cell, column.kind) {
          faults.append("row \(index + 1): \(name): found '\(cell)', expected \(expected)")
        }
      }
      faults += Self.orderFaults(cells, row: index + 1)
    }
    self.faults = faults
  }

  private static func orderFaults(_ cells: [String: String], row: Int) -> [String] {
    var faults: [String] = []
    for period in ["ChargePeriod", "BillingPeriod"] {
      if let start = cells["\(period)Start"], let end = cells["\(period)End"], start >= end {
        faults.append("row \(row): \(period)Start is not before \(period)End")
      }
    }
    if (cells["PricingQuantity"] ?? "").isEmpty != (cells["PricingUnit"] ?? "").isEmpty {
      faults.append("row \(row): PricingQuantity and PricingUnit must both be given or both be empty")
    }
    return faults
  }

  /// What was expected instead; nil when the cell is as it should be.
  private static func fault(_ cell: String, _ kind: FocusExport.Kind) -> String? {
    switch kind {
    case .decimal:
      let isPlain = cell.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
      return Double(cell) != nil && isPlain ? nil : "a decimal number"
    case .text: return nil
    case .date:
      let isWhole = cell.count == 20 && cell.hasSuffix("Z") && UTCTime.seconds(parsing: String(cell.dropLast())) != nil
      return isWhole ? nil : "a time such as 2026-11-24T00:00:00Z"
    case .currency: return (try? Currency(code: cell))?.code == cell ? nil : "a currency code of ISO 4217"
    case .choice(let choices): return choices.contains(cell) ? nil : "one of \(choices.joined(separator: ", "))"
    }
  }
}
