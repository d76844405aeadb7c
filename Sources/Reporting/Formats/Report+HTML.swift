import Charts

extension Report {
  /// The report as one HTML file that loads nothing and runs nothing.
  ///
  /// It reads without its style too, where a policy forbids that: charts carry their looks in attributes, numbers lie
  /// in tables, and the narrow twin of each chart is hidden unless the style shows it. It is also well-formed XML.
  var html: String {
    var body = ""
    var title = "traincost"
    var isOpen = false
    for (index, block) in blocks.enumerated() {
      switch block {
      case .heading(let text):
        if index == 0 { title = text }
        body += "<h1>\(XMLText.escaped(text))</h1>\n"
      case .section(let text, _):
        body += (isOpen ? "</section>\n" : "") + "<section>\n<h2>\(XMLText.escaped(text))</h2>\n"
        isOpen = true
      case .headline(let headlines): write(headlines, to: &body)
      case .table(let table): table.writeHTML(to: &body)
      case .figure(let figure):
        let hasTitle = index == 0 || !blocks[index - 1].isSection(figure.chart.title)
        write(figure, hasTitle: hasTitle, identifier: "chart-\(index)", to: &body)
      case .text(let text): body += "<p>\(XMLText.escaped(text))</p>\n"
      case .code(let text): body += "<pre>\(XMLText.escaped(text.joined(separator: "\n")))</pre>\n"
      case .warning(let text):
        body += "<p class=\"warning\"><strong>\(language.warning)</strong> \(XMLText.escaped(text))</p>\n"
      }
    }
    if isOpen { body += "</section>\n" }
    return """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(XMLText.escaped(title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private func write(_ headlines: [Headline], to body: inout String) {
    body += "<dl class=\"headline\">\n"
    for headline in headlines {
      body += "<div><dt>\(XMLText.escaped(headline.name))</dt>"
      body += "<dd><strong>\(XMLText.escaped(headline.value))</strong></dd>"
      if !headline.range.isEmpty {
        body += "<dd>\(language.translate("90 % range")): \(XMLText.escaped(headline.range))</dd>"
      }
      body += "<dd class=\"note\">\(XMLText.escaped(headline.provenance))</dd></div>\n"
    }
    body += "</dl>\n"
  }

  private func write(_ figure: Figure, hasTitle: Bool, identifier: String, to body: inout String) {
    body += "<figure>\n"
    if hasTitle || !figure.note.isEmpty {
      let title = hasTitle ? "<strong>\(XMLText.escaped(figure.chart.title))</strong> " : ""
      body += "<figcaption>\(title)\(XMLText.escaped(figure.note))</figcaption>\n"
    }
    if !figure.chart.isEmpty {
      body +=
        "<div class=\"wide\">\n\(figure.chart.svg(width: 720, identifier: identifier, wording: language.translate))\n</div>\n"
      body += "<div class=\"narrow\" hidden=\"\">\n"
      body +=
        "\(figure.chart.svg(width: 340, identifier: identifier + "-narrow", wording: language.translate))\n</div>\n"
    }
    if let table = figure.table {
      if figure.isTableFolded { body += "<details>\n<summary>\(language.translate("The numbers"))</summary>\n" }
      table.writeHTML(to: &body)
      if figure.isTableFolded { body += "</details>\n" }
    }
    body += "</figure>\n"
  }
}

extension TextTable {
  /// The table in HTML; `border` and `align` are for readers whose policy forbids styles.
  func writeHTML(to body: inout String) {
    func write(_ name: String, _ attributes: String, _ cells: [String]) {
      body += "<tr>"
      for (column, cell) in zip(columns, cells) {
        let side = column.alignment == .right ? " class=\"number\" align=\"right\"" : ""
        body += "<\(name)\(attributes)\(side)>\(Self.breakable(cell))</\(name)>"
      }
      body += "</tr>\n"
    }
    // Wide tables scroll, by the keyboard too.
    let name = XMLText.escaped(columns.first?.title ?? "")
    body += "<div class=\"scroll\" role=\"region\" aria-label=\"\(name)\" tabindex=\"0\">\n<table border=\"1\">\n"
    if columns.contains(where: { !$0.title.isEmpty }) {
      body += "<thead>\n"
      write("th", " scope=\"col\"", columns.map(\.title))
      body += "</thead>\n"
    }
    body += "<tbody>\n"
    for row in rows { write("td", "", row) }
    body += "</tbody>\n</table>\n</div>\n"
  }

  /// A cell whose long names, keys of run files and addresses, may break after a dot, a slash or an underscore, so that
  /// words need not break within.
  private static func breakable(_ cell: String) -> String {
    cell.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.utf8.count > 16 else { return XMLText.escaped(String(word)) }
      return word.map { XMLText.escaped(String($0)) + ("._/".contains($0) ? "<wbr/>" : "") }.joined()
    }
    .joined(separator: " ")
  }
}

/// The one style of HTML reports.
enum HTMLStyle {
  static let text = """
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --soft: #f3f5f7; --line: #d5dae0; --note: #57606a }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #14171b; --ink: #e4e8ec; --soft: #1e2329; --line: #3a424b; --note: #a3acb6 }
    }
    * { box-sizing: border-box }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
    main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere }
    h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line) }
    p { margin: .4rem 0; overflow-wrap: anywhere }
    section > p { color: var(--note); font-size: .85rem }
    .warning { border-left: 4px solid #d2690f; background: var(--soft); padding: .4rem .8rem; color: var(--ink) }
    .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.6rem, 1fr)); gap: .8rem; margin: 1rem 0 }
    .headline > div { background: var(--soft); border-radius: 8px; padding: .8rem 1rem }
    .headline dt { color: var(--note); font-size: .85rem }
    .headline dd { margin: 0; font-size: .85rem }
    .headline strong { font-size: 1.55rem; line-height: 1.3; font-weight: 600 }
    .note, figcaption { color: var(--note); font-size: .85rem }
    figure { margin: 0 0 1rem }
    figcaption { margin-bottom: .5rem }
    svg { display: block; width: 100%; height: auto }
    .scroll { overflow-x: auto; margin: .6rem 0 }
    table { border-collapse: collapse; border: 0; width: 100%; font-size: .85rem }
    th, td { overflow-wrap: break-word; border: 0; border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top }
    th { color: var(--note); font-weight: 600 }
    td:first-child, th:first-child { padding-left: 0 }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
    summary { cursor: pointer; color: var(--note); font-size: .85rem }
    @media (max-width: 600px) {
      .wide { display: none }
      .narrow[hidden] { display: block }
      td { min-width: 8rem }
      td:last-child { min-width: 14rem }
      td.number { min-width: 0 }
    }
    @media print {
      :root { --paper: #ffffff; --ink: #000000; --soft: #f3f5f7; --line: #bfc5cc; --note: #444c55 }
      @page { margin: 14mm }
      body { font-size: 10.5pt }
      main { max-width: none; padding: 0 }
      .wide { display: block }
      .narrow[hidden] { display: none }
      .headline { grid-template-columns: repeat(4, 1fr) }
      .headline > div { border: 1px solid var(--line); padding: .5rem .6rem }
      .headline strong { font-size: 1.2rem }
      h2, figcaption { break-after: avoid }
      table { font-size: .7rem }
      th, td { overflow-wrap: anywhere }
      .wide, tr, .headline { break-inside: avoid }
      .scroll { overflow: visible }
    }
    """
}
