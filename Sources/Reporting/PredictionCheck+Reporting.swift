import CostEstimation
import Quantities
import RunLedger

extension PredictionCheck {
  /// The check for people.
  var blocks: [Report.Block] {
    var blocks: [Report.Block] = []
    if !rows.isEmpty {
      var table = TextTable([
        .init("Figure"), .init("Predicted", .right), .init("90 % range", .right), .init("Measured", .right),
        .init("Error", .right), .init(""),
      ])
      for row in rows {
        table.add(
          row.title, row.text(row.predicted.mid), "\(row.text(row.predicted.low)) to \(row.text(row.predicted.high))",
          row.text(row.measured), NumberFormat.percent(row.relativeError), row.isInside ? "inside" : "outside")
      }
      blocks.append(.table(table))
    }
    if let estimate { blocks.append(.text("predicted by estimate \(estimate) of the same run file")) }
    if !measuredRuns.isEmpty {
      blocks.append(.text("measured with this run file: \(measuredRuns.joined(separator: ", "))"))
    }
    if coverage.count > 0 {
      blocks.append(
        .text("of \(coverage.count) measured runs with a prediction, \(coverage.inside) took a time inside their range")
      )
    }
    return blocks
  }

  /// The check for programs, beside the record's own members.
  var members: [JSONValue.Member] {
    let figures: [JSONValue] = rows.map { row in
      [
        "figure": .string(row.figure), "predicted": JSONValue(row.predicted), "measured": .number(row.measured),
        "relative_error": .number(row.relativeError), "within_range": .bool(row.isInside),
      ]
    }
    return [
      .init(
        "prediction",
        [
          "estimate": JSONValue(estimate), "figures": .array(figures),
          "measured_runs": .array(measuredRuns.map(JSONValue.string)),
          "coverage": ["inside": .integer(coverage.inside), "count": .integer(coverage.count)],
        ])
    ]
  }
}

extension PredictionCheck.Row {
  fileprivate var title: String {
    switch figure {
    case "wall_seconds": "Time"
    case "accelerator_joules": "Energy of accelerators"
    default: "Cost"
    }
  }

  fileprivate func text(_ value: Double) -> String {
    switch figure {
    case "wall_seconds": Seconds(value).formatted
    case "accelerator_joules": Joules(value).formatted
    default: NumberFormat.significant(value)
    }
  }
}
