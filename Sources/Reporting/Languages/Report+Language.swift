import Charts

/// A language that reports for people are written in.
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case simplifiedChinese = "zh-Hans"

  /// What stands before a warning.
  var warning: String {
    switch self {
    case .english: "warning: "
    case .simplifiedChinese: "警告："
    }
  }
}

extension Report {
  /// The report in a language: words of tables, headings and notes. JSON, CSV, names and sources stay as they are.
  public func translated(to language: Language) -> Report {
    guard language == .simplifiedChinese else { return self }
    var report = self
    report.language = language
    report.blocks = blocks.map { $0.mapTexts(SimplifiedChinese.translate) }
    return report
  }
}

extension Report.Block {
  fileprivate func mapTexts(_ translate: (String) -> String) -> Report.Block {
    switch self {
    case .heading(let text): .heading(translate(text))
    case .section(let text, let isDetail): .section(translate(text), isDetail: isDetail)
    case .headline(let headlines):
      .headline(
        headlines.map {
          Headline(
            translate($0.name), translate($0.value), range: translate($0.range), provenance: translate($0.provenance))
        })
    case .table(let table): .table(table.mapTexts(translate))
    case .figure(let figure):
      .figure(
        Figure(
          figure.chart.mapTexts(translate), table: figure.table?.mapTexts(translate),
          isTableFolded: figure.isTableFolded, note: translate(figure.note)))
    case .text(let text): .text(translate(text))
    case .warning(let text): .warning(translate(text))
    }
  }
}

extension TextTable {
  fileprivate func mapTexts(_ translate: (String) -> String) -> TextTable {
    var table = TextTable(columns.map { Column(translate($0.title), $0.alignment) })
    table.rows = rows.map { $0.map(translate) }
    return table
  }
}

extension Chart {
  fileprivate func mapTexts(_ translate: (String) -> String) -> Chart {
    switch self {
    case .bars(var chart):
      chart.title = translate(chart.title)
      chart.bars = chart.bars.map { bar in
        var bar = bar
        bar.label = translate(bar.label)
        bar.caption = translate(bar.caption)
        return bar
      }
      return .bars(chart)
    case .timeline(var chart):
      chart.title = translate(chart.title)
      return .timeline(chart)
    case .scatter(var chart):
      chart.title = translate(chart.title)
      return .scatter(chart)
    }
  }
}
