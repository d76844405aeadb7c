public import CostEstimation
import HardwareProfiles
import Quantities

extension CalibrationResult {
  /// The report of `calibrate`.
  ///
  /// - Parameters:
  ///   - file: where the layer was written; nil when it was not.
  ///   - notes: what was used and left out, in words.
  public func report(file: String?, notes: [String]) -> Report {
    var table = TextTable([
      .init("What"), .init("Accelerator"), .init("Precision"), .init("Runs", .right), .init("Far off", .right),
      .init("Factor", .right), .init("9 in 10 runs", .right), .init("Error before", .right), .init("after", .right),
      .init("In range before", .right), .init("after", .right),
    ])
    for row in rows {
      table.add(
        row.quantity.rawValue, row.group?.accelerator ?? "all", row.group?.precision.rawValue ?? "",
        "\(row.before.count)", row.factor.map { "\($0.outliers)" } ?? "",
        row.factor.map { NumberFormat.significant($0.range.mid) } ?? "",
        row.factor.map { "\(NumberFormat.significant($0.range.low)) to \(NumberFormat.significant($0.range.high))" }
          ?? "",
        NumberFormat.percent(row.before.medianAbsoluteError), NumberFormat.percent(row.after.medianAbsoluteError),
        NumberFormat.percent(row.before.rangeCoverage), NumberFormat.percent(row.after.rangeCoverage))
    }
    var lines = ["errors are medians; those after are of runs that the fit did not see (five-fold cross-validation)"]
    let unused = rows.filter { !$0.isUsed }
    for (reason, rows) in [
      ("with fewer than \(Self.fewestObservations) runs", unused.filter(\.standsOnTooFew)),
      ("since the factor makes left-out runs worse", unused.filter { !$0.standsOnTooFew }),
    ] {
      let names = rows.compactMap { row in
        row.group.map { "\(row.quantity.rawValue) of \($0.accelerator) in \($0.precision.rawValue)" }
      }
      if !names.isEmpty { lines.append("left as shipped, \(reason): \(names.joined(separator: ", "))") }
    }
    lines += notes
    lines.append(
      file.map { "wrote \($0); --no-calibration leaves it out, deleting it undoes it" } ?? "nothing was written")
    let json: JSONValue = [
      "schema_version": 1, "runs": .integer(runCount), "file": JSONValue(file), "rows": .array(rows.map(\.json)),
      "notes": .array(notes.map(JSONValue.string)),
    ]
    return Report(blocks: [.table(table)] + lines.map { .text($0) }, json: json, csv: numbers)
  }
}

extension CalibrationResult {
  /// The rows as bare numbers.
  private var numbers: TextTable {
    var table = TextTable(
      [
        "quantity", "accelerator", "precision", "runs", "outliers", "factor_low", "factor_mid", "factor_high",
        "median_absolute_error_before", "median_absolute_error_after", "range_coverage_before", "range_coverage_after",
      ].map { TextTable.Column($0) })
    for row in rows {
      let factor = row.factor?.range
      table.add(
        row.quantity.rawValue, row.group?.accelerator ?? "", row.group?.precision.rawValue ?? "", "\(row.before.count)",
        row.factor.map { "\($0.outliers)" } ?? "", TextTable.bare(factor?.low), TextTable.bare(factor?.mid),
        TextTable.bare(factor?.high),
        TextTable.bare(row.before.medianAbsoluteError), TextTable.bare(row.after.medianAbsoluteError),
        TextTable.bare(row.before.rangeCoverage),
        TextTable.bare(row.after.rangeCoverage))
    }
    return table
  }
}

extension CalibrationResult.Row {
  fileprivate var json: JSONValue {
    [
      "quantity": .string(quantity.rawValue), "accelerator": JSONValue(group?.accelerator),
      "precision": JSONValue(group?.precision.rawValue), "factor": JSONValue(factor?.range), "used": .bool(isUsed),
      "outliers": JSONValue(factor?.outliers), "before": before.json, "after": after.json,
    ]
  }
}

extension CalibrationResult.Errors {
  fileprivate var json: JSONValue {
    [
      "count": .integer(count), "median_absolute_error": .number(medianAbsoluteError),
      "p90_absolute_error": .number(ninetiethAbsoluteError), "bias": .number(bias),
      "range_coverage": .number(rangeCoverage),
    ]
  }
}
