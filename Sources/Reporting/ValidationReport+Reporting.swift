import Quantities
public import WorkloadModel

extension ValidationReport {
  /// The error tables for people, and every row for programs.
  public var report: Report {
    var blocks: [Report.Block] = [.heading("Predicted against measured"), .table(Self.table(summaryRows))]
    if ranking.share != nil { blocks.append(.text(rankingText)) }
    blocks += fittingText.map { [.text($0)] } ?? []
    if !comparisons.isEmpty {
      blocks += [.heading("Times beside others"), .table(comparisonTable), .text(Self.baselineText)]
    }
    if !openLayouts.isEmpty {
      blocks += [
        .heading("The quickest step of each set, with its layout left open"), .table(Self.table(openLayoutRows)),
      ]
    }
    if !cross.isEmpty {
      blocks += [.heading("Steps of grade A and A-, on rows that the fit did not see"), .table(crossTable)]
    }
    if !skipped.isEmpty {
      let reasons = Dictionary(grouping: skipped) { $0.reason.prefix { $0 != ":" } }
      let text = reasons.map { "\($0.value.count) × \($0.key)" }.sorted().joined(separator: "; ")
      blocks.append(.text("\(skipped.count) rows are not judged: \(text). --format json names each."))
      let share = NumberFormat.percent(Double(coverage.scored) / Double(max(1, coverage.held)))
      blocks.append(
        .text(
          "Of \(coverage.held) rows that state size, work, accelerator and count, \(coverage.scored) are scored (\(share))."
        ))
    }
    return Report(blocks: blocks, json: json, csv: csv)
  }

  /// Times and power of the judged grades; memory is summed up apart, by quantity.
  private var overall: ErrorSummary? {
    summary { $0.isJudged && $0.quantity != .peakMemory }
  }

  private var summaryRows: [(String, ErrorSummary)] {
    var result: [(String, ErrorSummary)] = []
    if let overall { result.append(("all judged, memory apart", overall)) }
    result += gradeSummaries.map { ("grade \($0.key)", $0.summary) }
    result += summaries {
      "grade \($0.grade), not judged"
    } where: {
      !$0.isJudged && $0.grade != "D"
    }.map {
      ($0.key, $0.summary)
    }
    result += summaries { $0.quantity.rawValue }.map { ($0.key, $0.summary) }
    if let experts = summary(where: { $0.hasExperts && $0.grade.hasPrefix("A") && $0.quantity != .peakMemory }) {
      result.append(("grade A with routed experts", experts))
    }
    result += timeSummaries { $0.group }.map { ($0.key, $0.summary) }
    result += summaries {
      $0.group
    } where: {
      $0.quantity == .peakMemory
    }.map {
      ("peak memory of \($0.key)", $0.summary)
    }
    return result
  }

  /// Summaries of the grades' times and power: of what is judged, and of grade D, of which nothing is.
  private var gradeSummaries: [(key: String, summary: ErrorSummary)] {
    summaries(by: \.grade) { $0.quantity != .peakMemory && ($0.isJudged || $0.grade == "D") }
  }

  private var openLayoutRows: [(String, ErrorSummary)] {
    let groups = Dictionary(grouping: openLayouts, by: \.group).sorted { $0.key < $1.key }
    return ([("all", openLayouts)] + groups.map { ($0.key, $0.value) }).compactMap { name, rows in
      ErrorSummary(errors: rows.compactMap(\.relativeError), withinRange: rows.map(\.isWithinRange)).map { (name, $0) }
    }
  }

  /// Summaries of times and power by a key.
  private func timeSummaries(by key: (ScoredRow) -> String) -> [(key: String, summary: ErrorSummary)] {
    summaries(by: key) { $0.quantity != .peakMemory }
  }

  private static let baselineText =
    "Mean errors. The baseline is the work over half the peak rate, drawn out by the pipeline's bubble."

  private var comparisonTable: TextTable {
    var table = TextTable([
      .init("Group"), .init("Count", .right), .init("Here", .right), .init("Baseline", .right), .init("Peer", .right),
      .init("Which"),
    ])
    for row in comparisons {
      table.add(
        row.group, String(row.ours.count), NumberFormat.percent(row.ours.meanAbsoluteError),
        NumberFormat.percent(row.baseline.meanAbsoluteError),
        row.peer.map { NumberFormat.percent($0.meanAbsoluteError) } ?? "",
        row.peer.map { "\($0.name); \($0.source)" } ?? "")
    }
    return table
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

  /// How many layouts that ran are said to fit, and that ran out of memory are said not to; nil without any.
  private var fittingText: String? {
    let fits = rows.filter { $0.quantity == .fits }
    guard !fits.isEmpty else { return nil }
    let ran = fits.filter { $0.measured > 0.5 }
    let failed = fits.filter { $0.measured <= 0.5 }
    let (fitting, refused) = (ran.count(where: \.isWithinRange), failed.count(where: \.isWithinRange))
    return "Of \(ran.count) layouts that ran \(fitting) are said to fit, of \(failed.count) that ran out of memory "
      + "\(refused) are said not to."
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
        "by_grade": Self.object(gradeSummaries),
        "by_group": Self.object(timeSummaries(by: \.group)),
        "by_grade_and_quantity": byGradeAndQuantity,
        "by_quantity": Self.object(summaries { $0.quantity.rawValue }),
        "by_accelerator": Self.object(timeSummaries(by: \.accelerator)),
        "step_time": summary { $0.grade.hasPrefix("A") && $0.quantity != .peakMemory }.map(\.json) ?? .null,
        "step_time_experts": summary {
          $0.grade.hasPrefix("A") && $0.quantity != .peakMemory && $0.hasExperts
        }.map(\.json) ?? .null,
      ],
      "comparison": .array(comparisons.map(\.json)),
      "coverage": ["rows_holding_inputs": .integer(coverage.held), "rows_scored": .integer(coverage.scored)],
      "open_layouts": .object(openLayoutRows.map { JSONValue.Member($0.0, $0.1.json) }),
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

  private var byGradeAndQuantity: JSONValue {
    .object(
      Set(rows.map(\.grade)).sorted().map { grade in
        JSONValue.Member(grade, Self.object(summaries(by: \.quantity.rawValue) { $0.grade == grade }))
      })
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
      "judged": .bool(isJudged),
    ]
  }
}

extension GroupComparison {
  fileprivate var json: JSONValue {
    [
      "group": .string(group), "is_large": .bool(isLarge), "ours": ours.json, "baseline": baseline.json,
      "peer": peer.map {
        [
          "name": .string($0.name), "source": .string($0.source),
          "mean_absolute_error": .number($0.meanAbsoluteError),
        ]
      } ?? .null,
    ]
  }
}

extension ErrorSummary {
  fileprivate var json: JSONValue {
    [
      "count": .integer(count), "median_absolute_error": .number(medianAbsoluteError),
      "p90_absolute_error": .number(p90AbsoluteError), "mean_absolute_error": .number(meanAbsoluteError),
      "bias": .number(bias),
      "range_coverage": rangeCoverage.map(JSONValue.number) ?? .null,
    ]
  }
}
