import Quantities
public import WorkloadModel

extension ValidationReport {
  /// The error tables for people, and every row for programs.
  public var report: Report {
    var blocks: [Report.Block] = [.heading("Predicted against measured"), .table(Self.table(summaryRows))]
    if ranking.share != nil { blocks.append(.text(rankingText)) }
    if !cross.isEmpty {
      blocks += [.heading("Steps of grade A and A-, on rows that the fit did not see"), .table(crossTable)]
    }
    if !skipped.isEmpty {
      let reasons = Dictionary(grouping: skipped) { $0.reason.prefix { $0 != ":" } }
      let text = reasons.map { "\($0.value.count) × \($0.key)" }.sorted().joined(separator: "; ")
      blocks.append(.text("\(skipped.count) rows are not judged: \(text). --format json names each."))
    }
    return Report(blocks: blocks, json: json, csv: csv)
  }

  private var overall: ErrorSummary? { summary { !Self.unjudgedGrades.contains($0.grade) } }

  private var summaryRows: [(String, ErrorSummary)] {
    var result: [(String, ErrorSummary)] = []
    if let overall { result.append(("all judged", overall)) }
    result += summaries { "grade \($0.grade)" }.map { ($0.key, $0.summary) }
    result += summaries { $0.quantity.rawValue }.map { ($0.key, $0.summary) }
    if let experts = summary(where: { $0.hasExperts && $0.grade.hasPrefix("A") }) {
      result.append(("grade A with routed experts", experts))
    }
    result += summaries { $0.group }.map { ($0.key, $0.summary) }
    return result
  }

  private static func table(_ rows: [(String, ErrorSummary)]) -> TextTable {
    var table = TextTable([
      .init("Rows"), .init("Count", .right), .init("Median error", .right), .init("90th percentile", .right),
      .init("Bias", .right), .init("In range", .right),
    ])
    for (name, summary) in rows {
      table.add(
        name, String(summary.count), NumberFormat.percent(summary.medianAbsoluteError),
        NumberFormat.percent(summary.p90AbsoluteError), NumberFormat.percent(summary.bias),
        summary.rangeCoverage.map { NumberFormat.percent($0) } ?? "")
    }
    return table
  }

  private var crossTable: TextTable {
    var rows: [(String, ErrorSummary)] = []
    for table in cross {
      let name = table.name.replacing("_", with: "-")
      rows.append((name, table.overall))
      if let experts = table.withExperts { rows.append(("\(name), routed experts", experts)) }
      if table.byFile.count > 1 {
        rows += table.byFile.sorted { $0.key < $1.key }.map { ("\(name), \($0.key)", $0.value) }
      }
      rows += table.byGroup.sorted { $0.key < $1.key }.map { ("\(name), \($0.key)", $0.value) }
    }
    return Self.table(rows)
  }

  private var rankingText: String {
    let share = ranking.share.map { NumberFormat.percent($0) } ?? ""
    let regret = ranking.medianRegret.map { median in
      "; the layout predicted fastest costs \(NumberFormat.percent(median)) over the best measured in the median, "
        + "\(NumberFormat.percent(ranking.worstRegret ?? median)) at worst"
    }
    return "Of \(ranking.pairs) pairs of layouts measured more than 2 % apart, \(share) are put in the right order"
      + (regret ?? "") + "."
  }

  // MARK: JSON and CSV

  private var json: JSONValue {
    [
      "schema_version": 1,
      "rows": .array(rows.map(\.json)),
      "summary": [
        "overall": overall.map(\.json) ?? .null,
        "by_grade": Self.object(summaries(by: \.grade)),
        "by_group": Self.object(summaries(by: \.group)),
        "by_quantity": Self.object(summaries { $0.quantity.rawValue }),
        "by_accelerator": Self.object(summaries(by: \.accelerator)),
        "step_time": summary { $0.grade.hasPrefix("A") && $0.quantity != .peakMemory }.map(\.json) ?? .null,
        "step_time_experts": summary {
          $0.grade.hasPrefix("A") && $0.quantity != .peakMemory && $0.hasExperts
        }.map(\.json) ?? .null,
      ],
      "ranking": [
        "pairs": .integer(ranking.pairs), "right": .integer(ranking.right),
        "share_right": ranking.share.map(JSONValue.number) ?? .null,
        "median_regret": ranking.medianRegret.map(JSONValue.number) ?? .null,
        "worst_regret": ranking.worstRegret.map(JSONValue.number) ?? .null,
      ],
      "cross": .object(
        cross.map { table in
          JSONValue.Member(
            table.name,
            [
              "overall": table.overall.json, "experts": table.withExperts.map(\.json) ?? .null,
              "by_file": .object(
                table.byFile.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) }),
              "by_group": .object(
                table.byGroup.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) }),
            ])
        }),
      "skipped": .array(skipped.map { ["id": .string($0.id), "reason": .string($0.reason)] }),
    ]
  }

  private static func object(_ summaries: [(key: String, summary: ErrorSummary)]) -> JSONValue {
    .object(summaries.map { JSONValue.Member($0.key, $0.summary.json) })
  }

  private var csv: TextTable {
    var table = TextTable(
      [
        "id", "group", "grade", "quantity", "predicted", "low", "high", "measured", "relative_error", "within_range",
      ].map { .init($0) })
    for row in rows {
      let numbers: [String] =
        switch row.predicted {
        case .range(let range): [range.mid, range.low, range.high].map { "\($0)" }
        case .fits(let fits): ["\(fits)", "", ""]
        }
      table.add(
        row.id, row.group, row.grade, row.quantity.rawValue, numbers[0], numbers[1], numbers[2], "\(row.measured)",
        row.relativeError.map { "\($0)" } ?? "", "\(row.isWithinRange)")
    }
    return table
  }
}

extension ScoredRow {
  fileprivate var json: JSONValue {
    let predicted: JSONValue
    let measured: JSONValue
    switch self.predicted {
    case .range(let range):
      predicted = ["low": .number(range.low), "mid": .number(range.mid), "high": .number(range.high)]
      measured = .number(self.measured)
    case .fits(let fits):
      predicted = .bool(fits)
      measured = .bool(self.measured > 0.5)
    }
    return [
      "id": .string(id), "group": .string(group), "grade": .string(grade), "quantity": .string(quantity.rawValue),
      "predicted": predicted, "measured": measured,
      "relative_error": relativeError.map(JSONValue.number) ?? .null, "within_range": .bool(isWithinRange),
    ]
  }
}

extension ErrorSummary {
  fileprivate var json: JSONValue {
    [
      "count": .integer(count), "median_absolute_error": .number(medianAbsoluteError),
      "p90_absolute_error": .number(p90AbsoluteError), "bias": .number(bias),
      "range_coverage": rangeCoverage.map(JSONValue.number) ?? .null,
    ]
  }
}
