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
    if let scope { blocks.append(.text(scope)) }
    if let obstacle { blocks.append(.text(obstacle)) }
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

  /// What is compared, where it is not the whole run.
  var scope: String? {
    guard let time, time.unit != .run else { return nil }
    guard let share = time.share.map({ NumberFormat.percent($0, digits: 2) }) else {
      return "what part of the run the log covers is unknown, so its speed alone is compared"
    }
    return rows.count > 1
      ? "the log covers \(share) of the run; all but the time is held against that share of the prediction"
      : "the log covers \(share) of the run, so its speed alone is compared"
  }

  /// The check for programs, beside the record's own members.
  var members: [JSONValue.Member] {
    let figures: [JSONValue] = rows.map { row in
      [
        "figure": .string(row.figure.rawValue), "predicted": JSONValue(row.predicted),
        "measured": .number(row.measured),
        "relative_error": .number(row.relativeError), "within_range": .bool(row.isInside),
      ]
    }
    return [
      .init(
        "prediction",
        [
          "estimate": JSONValue(estimate), "basis": JSONValue(time?.unit.rawValue),
          "share_of_run": JSONValue(time?.share), "reason": JSONValue(obstacle), "figures": .array(figures),
          "measured_runs": .array(measuredRuns.map(JSONValue.string)),
          "coverage": ["inside": .integer(coverage.inside), "count": .integer(coverage.count)],
        ])
    ]
  }
}

extension PredictionCheck.Row {
  /// The figure, for people.
  var title: String {
    switch figure {
    case .stepTime: "Time of a step"
    case .tokenTime: "Time of a token"
    case .sampleTime: "Time of a sample"
    case .wallTime: "Time"
    case .acceleratorEnergy: "Energy of accelerators"
    case .cost: "Cost"
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
    case (.stepTime, _), (.tokenTime, _), (.sampleTime, _), (.wallTime, _): return texts(predicted.map { Seconds($0) })
    case (.acceleratorEnergy, _): return texts(predicted.map { Joules($0) })
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
