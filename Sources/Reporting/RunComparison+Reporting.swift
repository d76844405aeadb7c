public import CostEstimation
import Quantities
import RunLedger

extension RunComparison {
  /// The report of `runs diff`.
  ///
  /// - Parameters:
  ///   - firstName: what the user called the first side.
  ///   - secondName: what the user called the second.
  public func report(_ firstName: String, _ secondName: String) -> Report {
    var table = TextTable([
      .init("Figure"), .init(title(firstName, first), .right), .init(title(secondName, second), .right),
      .init("Difference", .right), .init("Of the first", .right), .init("95 % interval", .right), .init("p", .right),
    ])
    for row in rows {
      table.add(
        row.figure.title, text(row.first, row.firstDeviation, row), text(row.second, row.secondDeviation, row),
        row.difference.map { signed(row.figure, $0) } ?? "unknown",
        row.relativeDifference.map { ($0 < 0 ? "" : "+") + NumberFormat.percent($0) } ?? "",
        row.interval.map { "\(signed(row.figure, $0.lowerBound)) to \(signed(row.figure, $0.upperBound))" } ?? "",
        row.pValue.map { NumberFormat.significant($0, digits: 2) } ?? "")
    }
    let json: JSONValue = [
      "schema_version": 1,
      "a": .array(first.map { .string($0.id) }), "b": .array(second.map { .string($0.id) }),
      "currency": JSONValue(currency?.code),
      "figures": .array(rows.map(\.json)), "cost_missing_reason": JSONValue(costFault),
    ]
    var blocks: [Report.Block] = [.table(table)]
    if let costFault { blocks.append(.text(costFault)) }
    if min(first.count, second.count) < 2 {
      blocks.append(.text("one run says nothing about chance; repeated runs (tag:NAME, name:NAME, --repeats) do"))
    }
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  private func title(_ name: String, _ runs: [RunRecord]) -> String {
    runs.count == 1 ? name : "\(name) (\(runs.count) runs)"
  }

  private func text(_ mean: Double?, _ deviation: Double?, _ row: Row) -> String {
    guard let mean else { return "unknown" }
    return format(row.figure, mean) + (deviation.map { " ± \(format(row.figure, $0))" } ?? "")
  }

  private func signed(_ figure: Figure, _ value: Double) -> String {
    (value < 0 ? "-" : "+") + format(figure, value.magnitude)
  }

  private func format(_ figure: Figure, _ value: Double) -> String {
    switch figure {
    case .wallTime: Seconds(value).formatted
    case .acceleratorTime: "\(NumberFormat.significant(value)) h"
    case .energy: Joules(value).formatted
    case .power: Watts(value).formatted
    case .cost: (currency?.symbol ?? "") + NumberFormat.significant(value)
    case .carbon: Kilograms(value).formatted
    }
  }
}

extension RunComparison.Figure {
  fileprivate var title: String {
    switch self {
    case .wallTime: "Time"
    case .acceleratorTime: "Accelerator-hours"
    case .energy: "Energy"
    case .power: "Mean power"
    case .cost: "Cost"
    case .carbon: "Carbon, operational"
    }
  }
}

extension RunComparison.Row {
  fileprivate var json: JSONValue {
    [
      "figure": .string(figure.rawValue),
      "a": ["mean": JSONValue(first), "standard_deviation": JSONValue(firstDeviation), "runs": .integer(firstCount)],
      "b": [
        "mean": JSONValue(second), "standard_deviation": JSONValue(secondDeviation), "runs": .integer(secondCount),
      ],
      "difference": JSONValue(difference), "relative_difference": JSONValue(relativeDifference),
      "interval_95": interval.map { ["low": .number($0.lowerBound), "high": .number($0.upperBound)] } ?? .null,
      "p_value": JSONValue(pValue),
    ]
  }
}
