import Charts
import Quantities

/// Figures that were predicted beside what was measured of them.
struct EstimateComparison {
  /// One figure.
  struct Row {
    var name: String
    var predicted: String
    var bounds: String
    var measured: String
    /// Predicted over measured, with its range; nil where nothing was measured.
    var ratio: Range90<Double>?

    init<Quantity: PhysicalQuantity>(name: String, predicted: Range90<Quantity>, measured: Quantity) {
      self.name = name
      self.predicted = predicted.mid.formatted
      bounds = predicted.formattedBounds ?? ""
      self.measured = measured.formatted
      ratio = measured > .zero ? predicted.map { $0 / measured } : nil
    }

    init(name: String, predicted: Range90<Money>, measured: Money) {
      self.name = name
      self.predicted = predicted.mid.formatted(exact: false)
      bounds = predicted.formattedBounds ?? ""
      self.measured = measured.formatted(exact: false)
      ratio = measured.microUnits > 0 ? predicted.map { $0.amount / measured.amount } : nil
    }
  }

  var title: String
  var rows: [Row]
  /// Who measured.
  var source: String

  var blocks: [Report.Block] {
    guard !rows.isEmpty else { return [] }
    var table = TextTable([
      .init("Figure"), .init("Estimated", .right), .init("90 % range", .right), .init("Measured", .right),
      .init("Error of the estimate", .right), .init("Measured lies"),
    ])
    for row in rows {
      table.add(
        row.name, row.predicted, row.bounds, row.measured, row.ratio.map { Self.signed($0.mid - 1) } ?? "unknown",
        row.ratio.map { $0.contains(1) ? "inside the range" : "outside the range" } ?? "")
    }
    let chart = BarChart(
      title: title,
      bars: rows.compactMap { row in
        row.ratio.map { ratio in
          BarChart.Bar(
            label: row.name, value: ratio.mid, caption: Self.signed(ratio.mid - 1),
            range: ratio.isExact ? nil : ratio.low...ratio.high)
        }
      }, reference: 1)
    let note = "Bars are the estimate as a share of what was measured (the line)."
    return [
      .section(title), .figure(Figure(.bars(chart), table: table, note: note)), .text("Measured by: \(source)"),
    ]
  }

  private static func signed(_ error: Double) -> String {
    (error > 0 ? "+" : "") + NumberFormat.percent(error, digits: 2)
  }
}
