public import CostEstimation
import Quantities

extension ForecastResult {
  /// The report of `forecast`.
  ///
  /// - Parameters:
  ///   - name: the run; nil for the back-tests alone.
  ///   - notes: what was used and left out, in words.
  ///   - showsRows: whether each back-tested run is listed.
  public func report(of name: String?, notes: [String], showsRows: Bool) -> Report {
    var blocks: [Report.Block] = [.heading(name.map { "cost of \($0)" } ?? "back-tests of the estimating methods")]
    if name != nil { blocks.append(.table(forecastTable)) }
    if !errorTable.rows.isEmpty { blocks.append(.table(errorTable)) }
    if showsRows { blocks += all.compactMap(Self.rowTable) }
    blocks += basisTexts
    blocks += notes.map { .text($0) }
    let json: JSONValue = [
      "schema_version": 1, "run": JSONValue(name), "history_runs": .integer(historyCount),
      "currency": JSONValue(currency),
      "methods": .array(methods.map(\.json)), "combined": combined?.json ?? .null,
      "notes": .array(notes.map(JSONValue.string)),
    ]
    return Report(blocks: blocks, json: json, csv: csvTable)
  }

  /// What each method rests on or why it has no forecast; methods refused alike share a line.
  private var basisTexts: [Report.Block] {
    var told: Set<String> = []
    return known.compactMap { entry in
      if let refusal = entry.refusal {
        guard told.insert(refusal).inserted else { return nil }
        let alike = all.filter { $0.refusal == refusal }.map(\.title).joined(separator: ", ")
        return .text("\(alike): no forecast: \(refusal)")
      }
      return entry.basis.map { .text("\(entry.title): \($0)") }
    }
  }

  /// Without a history those that learn from one have nothing to say.
  private var known: [MethodForecast] { historyCount == 0 ? all.filter { $0.range != nil } : all }

  private var all: [MethodForecast] { methods + (combined.map { [$0] } ?? []) }

  private var currency: String? {
    all.lazy.compactMap { $0.range?.mid.currency.code ?? $0.leaveOneOut?.rows.first?.actual.currency.code }.first
  }

  private var forecastTable: TextTable {
    var table = TextTable([
      .init("Method"), .init("Forecast", .right), .init("90 % range", .right), .init("Runs", .right),
      .init("Weight", .right),
    ])
    for entry in known {
      table.add(
        entry.title, entry.range?.mid.formatted(exact: false) ?? "none", entry.range?.formattedBounds ?? "",
        "\(entry.runs)", entry.weight.map { NumberFormat.percent($0) } ?? "")
    }
    return table
  }

  private var errorTable: TextTable {
    var table = TextTable([
      .init("Method"), .init("Back-test"), .init("Tested", .right), .init("Median error", .right),
      .init("9 in 10 within", .right), .init("Bias", .right), .init("In range", .right),
    ])
    for entry in all {
      for (name, test) in [("leave one out", entry.leaveOneOut), ("rolling origin", entry.rollingOrigin)] {
        guard let test else { continue }
        table.add(
          entry.title, name, "\(test.rows.count)", NumberFormat.percent(test.medianAbsoluteError),
          NumberFormat.percent(test.ninetiethAbsoluteError), NumberFormat.percent(test.bias),
          NumberFormat.percent(test.rangeCoverage))
      }
    }
    return table
  }

  private static func rowTable(_ entry: MethodForecast) -> Report.Block? {
    guard let test = entry.leaveOneOut else { return nil }
    var table = TextTable([
      .init("\(entry.title), leave one out"), .init("Cost", .right), .init("Forecast", .right),
      .init("90 % range", .right),
      .init("Error", .right), .init("In range"),
    ])
    for row in test.rows {
      table.add(
        row.name, row.actual.formatted(exact: false), row.predicted.mid.formatted(exact: false),
        row.predicted.formattedBounds ?? "", NumberFormat.percent(row.relativeError), row.isInside ? "yes" : "no")
    }
    return .table(table)
  }

  private var csvTable: TextTable {
    var table = TextTable(
      ["method", "backtest", "run", "actual", "low", "mid", "high", "relative_error", "within_range"].map {
        TextTable.Column($0)
      })
    for entry in all {
      if let range = entry.range {
        table.add(
          entry.key, "forecast", "", "", TextTable.bare(range.low.amount), TextTable.bare(range.mid.amount),
          TextTable.bare(range.high.amount), "", "")
      }
      for (name, test) in [("leave_one_out", entry.leaveOneOut), ("rolling_origin", entry.rollingOrigin)] {
        for row in test?.rows ?? [] {
          table.add(
            entry.key, name, row.name, TextTable.bare(row.actual.amount), TextTable.bare(row.predicted.low.amount),
            TextTable.bare(row.predicted.mid.amount), TextTable.bare(row.predicted.high.amount),
            TextTable.bare(row.relativeError), "\(row.isInside)")
        }
      }
    }
    return table
  }
}

extension MethodForecast {
  fileprivate var key: String { method?.rawValue ?? "combined" }
  fileprivate var title: String { key.prefix(1).uppercased() + key.dropFirst() }

  fileprivate var json: JSONValue {
    [
      "method": .string(key), "forecast": JSONValue(range.map { $0.map(\.amount) }), "refusal": JSONValue(refusal),
      "basis": JSONValue(basis), "runs": .integer(runs), "weight": JSONValue(weight),
      "leave_one_out": leaveOneOut?.json ?? .null, "rolling_origin": rollingOrigin?.json ?? .null,
    ]
  }
}

extension Backtest {
  fileprivate var json: JSONValue {
    [
      "count": .integer(rows.count), "median_absolute_error": .number(medianAbsoluteError),
      "p90_absolute_error": .number(ninetiethAbsoluteError), "bias": .number(bias),
      "range_coverage": .number(rangeCoverage),
      "rows": .array(
        rows.map { row in
          [
            "run": .string(row.name), "actual": .number(row.actual.amount),
            "predicted": JSONValue(row.predicted.map(\.amount)), "relative_error": .number(row.relativeError),
            "within_range": .bool(row.isInside),
          ]
        }),
    ]
  }
}
