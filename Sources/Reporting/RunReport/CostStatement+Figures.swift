import Charts
import CostCore
import Quantities

extension CostStatement {
  /// How the bill adds up, and what moves its total most.
  var figureBlocks: [Report.Block] { waterfallBlocks + tornadoBlocks }

  /// Prices that were old when the run was priced, each said once.
  var ageWarnings: [Report.Block] {
    var said: Set<String> = []
    return lines.filter { $0.confidence == .stale && said.insert($0.source).inserted }.map {
      .warning("the price of \($0.item.title) was old when the run was priced: it is of \($0.asOf)")
    }
  }

  private var waterfallBlocks: [Report.Block] {
    let title = "Where the money goes"
    let charged = lines.compactMap { line in line.amount.map { (line, $0) } }.filter { $0.1.mid.amount > 0 }
    func range(_ amount: Range90<Money>) -> ClosedRange<Double>? {
      amount.isExact ? nil : amount.low.amount...amount.high.amount
    }
    func caption(_ amount: Range90<Money>) -> String {
      let share = total.mid.amount > 0 ? amount.mid.amount / total.mid.amount : 0
      return "\(amount.mid.formatted(exact: amount.isExact)) · \(NumberFormat.percent(share, digits: 2))"
    }
    let chart = BarChart.waterfall(
      title: title,
      parts: charged.map { line, amount in
        BarChart.Bar(
          label: line.title, value: amount.mid.amount, caption: caption(amount), range: range(amount))
      },
      total: BarChart.Bar(label: "Total", value: total.mid.amount, caption: totalText, range: range(total)))
    let (table, notes) = lineTable
    return [.section(title), .figure(Figure(.bars(chart), table: table))] + notes
  }

  private var tornadoBlocks: [Report.Block] {
    let swings = sensitivities
    guard !swings.isEmpty else { return [] }
    let title = "What moves the cost most"
    var table = TextTable([
      .init("Input"), .init("Key"), .init("Cost at its low end", .right), .init("Cost at its high end", .right),
      .init("Swing", .right), .init("What would narrow it"),
    ])
    for swing in swings {
      let width = Money(swing.swing, currency)
      table.add(
        swing.driver.title, swing.driver.key, swing.atLow.formatted(exact: false), swing.atHigh.formatted(exact: false),
        width.formatted(exact: false), swing.driver.remedy)
    }
    let chart = BarChart.tornado(
      title: title, center: total.mid.amount,
      swings: swings.map { swing in
        (
          swing.driver.title, swing.atLow.amount, swing.atHigh.amount,
          "\(swing.atLow.formatted(exact: false)) to \(swing.atHigh.formatted(exact: false))"
        )
      })
    let note =
      "The total when one input alone goes from its 5th to its 95th percentile; the line is the total at central inputs."
    return [.section(title, isDetail: true), .figure(Figure(.bars(chart), table: table, note: note))]
  }
}
