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
        let texts = row.texts
        table.add(
          row.title, texts.predicted, texts.bounds, texts.measured, NumberFormat.percent(row.relativeError),
          row.isInside ? "inside" : "outside")
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

  /// The three figures in one unit.
  fileprivate var texts: (predicted: String, bounds: String, measured: String) {
    func texts(_ predicted: Range90<some PhysicalQuantity>) -> (String, String, String) {
      let unit = predicted.mid.displayUnit
      return (
        predicted.mid.formatted, predicted.formattedBounds ?? "",
        "\(NumberFormat.significant(measured / unit.scale)) \(unit.symbol)"
      )
    }
    switch (figure, currency) {
    case ("wall_seconds", _): return texts(predicted.map { Seconds($0) })
    case ("accelerator_joules", _): return texts(predicted.map { Joules($0) })
    case (_, let currency?):
      let predicted = predicted.map { Money($0, currency) }
      return (
        predicted.mid.formatted(exact: false), predicted.formattedBounds ?? "",
        Money(measured, currency).formatted(exact: false)
      )
    default: return (NumberFormat.significant(predicted.mid), "", NumberFormat.significant(measured))
    }
  }
}
