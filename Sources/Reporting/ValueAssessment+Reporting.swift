import Charts
import Quantities
public import ValueModel

extension ValueAssessment {
  /// The report of `value`.
  ///
  /// - Parameter name: the run.
  public func report(of name: String) -> Report {
    var blocks: [Report.Block] = [.heading("value of \(name)"), .table(figuresText), .table(yearsText)]
    if !breakEven.isEmpty { blocks.append(.table(breakEvenText)) }
    if !scenarios.isEmpty { blocks.append(.table(scenariosText)) }
    blocks.append(.table(tornadoText))
    if !qualitative.isEmpty { blocks.append(.table(qualitativeText)) }
    blocks += notes.map { .text($0) }
    if !qualitative.isEmpty { blocks.append(.text("social and technical benefits have no price and enter no sum")) }
    return Report(blocks: blocks, json: json(of: name), csv: monthsTable)
  }

  // MARK: For people

  private var figuresText: TextTable {
    var table = TextTable([.init("Figure"), .init("Value", .right), .init("90 % range", .right), .init("Note")])
    table.add("Cost of the run", trainingCost.mid.formatted(exact: false), trainingCost.formattedBounds ?? "", "")
    table.add(
      "Net present value", netPresentValue.mid.formatted(exact: false), netPresentValue.formattedBounds ?? "",
      "over \(months.count - 1) months")
    table.add(
      "Return on investment", returnOnInvestment.map { NumberFormat.percent($0.mid) } ?? "unknown",
      returnOnInvestment.flatMap {
        $0.isExact
          ? nil : "\(NumberFormat.significant($0.low * 100, digits: 3)) to \(NumberFormat.percent($0.high))"
      } ?? "", "nets over costs, not discounted")
    table.add(
      "Internal rate of return", central.internalRate.map { "\(NumberFormat.percent($0)) a year" } ?? "none", "",
      central.internalRateReason ?? "")
    table.add("Payback", Self.months(central.paybackMonths), "", "")
    table.add("Payback, discounted", Self.months(central.discountedPaybackMonths), "", "")
    return table
  }

  private static func months(_ months: Double?) -> String {
    months.map { "\(NumberFormat.significant($0, digits: 3)) months" } ?? "never"
  }

  /// Month 0, then years, so that a table of three years has four rows.
  private var yearsText: TextTable {
    var table = TextTable([
      .init("Months"), .init("Benefit", .right), .init("Cost", .right), .init("Net", .right), .init("Sum", .right),
      .init("Discounted sum", .right),
    ])
    func amount(_ microUnits: Int64) -> String { Money(microUnits: microUnits, currency).formatted(exact: false) }
    var start = 0
    while start < months.count {
      let end = start == 0 ? 0 : min(start + 11, months.count - 1)
      let part = months[start...end]
      let last = part[end]
      table.add(
        start == end ? "\(start)" : "\(start) to \(end)", amount(part.reduce(0) { $0 + $1.benefit.microUnits }),
        amount(part.reduce(0) { $0 + $1.cost.microUnits }), amount(part.reduce(0) { $0 + $1.net.microUnits }),
        last.cumulative.formatted(exact: false), last.discountedCumulative.formatted(exact: false))
      start = end + 1
    }
    return table
  }

  private var breakEvenText: TextTable {
    var table = TextTable([
      .init("Break-even of"), .init("Planned", .right), .init("Needed", .right), .init("Of plan", .right),
    ])
    for entry in breakEven {
      table.add(
        entry.driver.key, NumberFormat.significant(entry.driver.range.mid),
        entry.value.map { NumberFormat.significant($0) } ?? "none above zero",
        entry.value.flatMap { value in
          entry.driver.range.mid > 0 ? NumberFormat.percent(value / entry.driver.range.mid) : nil
        } ?? "")
    }
    return table
  }

  private var scenariosText: TextTable {
    var table = TextTable([
      .init("Scenario"), .init("NPV", .right), .init("ROI", .right), .init("IRR a year", .right),
      .init("Payback", .right),
    ])
    for (name, figures) in [("as planned", central)] + scenarios.map({ ($0.name, $0.figures) }) {
      table.add(
        name, figures.netPresentValue.formatted(exact: false),
        figures.returnOnInvestment.map { NumberFormat.percent($0) } ?? "unknown",
        figures.internalRate.map { NumberFormat.percent($0) } ?? "none", Self.months(figures.paybackMonths))
    }
    return table
  }

  private var tornadoText: TextTable {
    var table = TextTable([
      .init("Moved by"), .init("From", .right), .init("To", .right), .init("NPV from", .right), .init("NPV to", .right),
      .init("Swing"),
    ])
    let widest = tornado.map(Self.width).max() ?? 0
    for swing in tornado {
      let length = widest > 0 ? Int((20 * Self.width(swing) / widest).rounded()) : 0
      table.add(
        swing.driver.key + (swing.isGiven ? "" : " (assumed)"), NumberFormat.significant(swing.low),
        NumberFormat.significant(swing.high), swing.valueAtLow.formatted(exact: false),
        swing.valueAtHigh.formatted(exact: false), String(repeating: "─", count: length))
    }
    return table
  }

  private static func width(_ swing: Swing) -> Double { (swing.valueAtHigh.amount - swing.valueAtLow.amount).magnitude }

  private var qualitativeText: TextTable {
    var table = TextTable([
      .init("Without a price"), .init("Kind"), .init("Weight", .right), .init("Score", .right), .init("Note"),
    ])
    for benefit in qualitative {
      table.add(
        benefit.name, benefit.kind.rawValue, NumberFormat.significant(benefit.weight),
        benefit.score.map { NumberFormat.significant($0) } ?? "", benefit.note ?? "")
    }
    return table
  }

  // MARK: For programs

  private var monthsTable: TextTable {
    var table = TextTable(
      ["month", "benefit", "cost", "net", "cumulative", "discounted_cumulative"].map { TextTable.Column($0) })
    for month in months {
      table.add(
        "\(month.month)", "\(month.benefit.amount)", "\(month.cost.amount)", "\(month.net.amount)",
        "\(month.cumulative.amount)", "\(month.discountedCumulative.amount)")
    }
    return table
  }

  private func json(of name: String) -> JSONValue {
    [
      "schema_version": 1, "run": .string(name), "currency": .string(currency.code),
      "training_cost": JSONValue(trainingCost.map(\.amount)),
      "npv": JSONValue(netPresentValue.map(\.amount)), "roi": JSONValue(returnOnInvestment),
      "irr_per_year": JSONValue(central.internalRate), "irr_missing_reason": JSONValue(central.internalRateReason),
      "payback_months": JSONValue(central.paybackMonths),
      "discounted_payback_months": JSONValue(central.discountedPaybackMonths),
      "break_even": .array(
        breakEven.map { entry in
          [
            "driver": .string(entry.driver.key), "planned": .number(entry.driver.range.mid),
            "value": JSONValue(entry.value),
          ]
        }),
      "cash_flows": .array(
        months.map { month in
          [
            "month": .integer(month.month), "benefit": .number(month.benefit.amount),
            "cost": .number(month.cost.amount), "net": .number(month.net.amount),
            "cumulative": .number(month.cumulative.amount),
            "discounted_cumulative": .number(month.discountedCumulative.amount),
          ]
        }),
      "scenarios": .array(
        scenarios.map { entry in
          [
            "name": .string(entry.name), "npv": .number(entry.figures.netPresentValue.amount),
            "roi": JSONValue(entry.figures.returnOnInvestment), "irr_per_year": JSONValue(entry.figures.internalRate),
            "irr_missing_reason": JSONValue(entry.figures.internalRateReason),
            "payback_months": JSONValue(entry.figures.paybackMonths),
          ]
        }),
      "tornado": .array(
        tornado.map { swing in
          [
            "driver": .string(swing.driver.key), "low": .number(swing.low), "high": .number(swing.high),
            "bounds_given": .bool(swing.isGiven), "npv_at_low": .number(swing.valueAtLow.amount),
            "npv_at_high": .number(swing.valueAtHigh.amount),
          ]
        }),
      "qualitative": .array(
        qualitative.map { benefit in
          [
            "kind": .string(benefit.kind.rawValue), "name": .string(benefit.name), "weight": .number(benefit.weight),
            "score": JSONValue(benefit.score), "note": JSONValue(benefit.note),
          ]
        }),
      "notes": .array(notes.map(JSONValue.string)),
    ]
  }
}
