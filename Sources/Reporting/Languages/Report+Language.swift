import Charts

/// A language that reports for people are written in.
public enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case simplifiedChinese = "zh-Hans"

  /// What stands before a warning.
  var warning: String {
    switch self {
    case .english: "Warning:"
    case .simplifiedChinese: "警告："
    }
  }

  /// A phrase of a report in the language; names stay as they are.
  func translate(_ text: String) -> String {
    switch self {
    case .english: text
    case .simplifiedChinese: PhraseCatalogue.simplifiedChinese.translate(text)
    }
  }
}

extension Report {
  /// The report in a language: words of tables, headings and notes. JSON, CSV, names and sources stay as they are.
  public func translated(to language: Language) -> Report {
    guard language != .english else { return self }
    var report = self
    report.language = language
    report.blocks = blocks.map { $0.mapTexts(language.translate) }
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
    case .code: self
    case .warning(let text): .warning(translate(text))
    }
  }
}

extension TextTable {
  fileprivate func mapTexts(_ translate: (String) -> String) -> TextTable {
    var table = TextTable(columns.map { Column(translate($0.title), $0.alignment, isVerbatim: $0.isVerbatim) })
    table.rows = rows.map { row in zip(columns, row).map { $0.isVerbatim ? $1 : translate($1) } }
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
      chart.time.title = translate(chart.time.title)
      chart.quantity.title = translate(chart.quantity.title)
      for index in chart.series.indices { chart.series[index].name = translate(chart.series[index].name) }
      for index in chart.gaps.indices { chart.gaps[index].name = translate(chart.gaps[index].name) }
      return .timeline(chart)
    case .scatter(var chart):
      chart.title = translate(chart.title)
      chart.x.title = translate(chart.x.title)
      chart.y.title = translate(chart.y.title)
      return .scatter(chart)
    }
  }
}
