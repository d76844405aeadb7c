import Charts

extension Report {
  /// The report in GitHub's Markdown, short enough at the top for a pull request: details are folded.
  var markdown: String {
    var parts: [String] = []
    var isFolded = false
    func endDetail() {
      if isFolded { parts.append("</details>") }
      isFolded = false
    }
    for (index, block) in blocks.enumerated() {
      switch block {
      case .heading(let text): parts.append("## \(MarkdownText.escaped(text))")
      case .section(let text, let isDetail):
        endDetail()
        isFolded = isDetail
        parts.append(
          isDetail
            ? "<details><summary>\(XMLText.escaped(text))</summary>" : "### \(MarkdownText.escaped(text))")
      case .headline(let headlines): parts.append(headlines.table(language).markdownLines.joined(separator: "\n"))
      case .table(let table): parts.append(table.markdownLines.joined(separator: "\n"))
      case .figure(let figure):
        parts += markdown(figure, hasTitle: index == 0 || !blocks[index - 1].isSection(figure.chart.title))
      case .text(let text): parts.append(MarkdownText.escaped(text))
      case .code(let text): parts.append(MarkdownText.fenced(text))
      case .warning(let text): parts.append("> **\(language.warning)** \(MarkdownText.escaped(text))")
      }
    }
    endDetail()
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func markdown(_ figure: Figure, hasTitle: Bool) -> [String] {
    let title = hasTitle ? [figure.chart.title] : []
    var parts = [
      MarkdownText.fenced(title + figure.chart.terminalLines(width: 80, ascii: false, wording: language.translate))
    ]
    if !figure.note.isEmpty { parts.append(MarkdownText.escaped(figure.note)) }
    if let table = figure.table {
      let text = table.markdownLines.joined(separator: "\n")
      parts.append(
        figure.isTableFolded
          ? "<details><summary>\(language.translate("The numbers"))</summary>\n\n\(text)\n\n</details>" : text)
    }
    return parts
  }
}

/// Text as Markdown holds it.
enum MarkdownText {
  /// Text that says what it says: signs of Markdown and HTML are escaped, lines are joined.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "|", "*", "`", "[", "]", "#", "~": result += "\\\(scalar)"
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      // Neither a mention of a person nor a line of its own.
      case "@": result += "@\u{200B}"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Lines in a fence that nothing inside them can close.
  static func fenced(_ lines: [String]) -> String {
    var longest = 2
    var run = 0
    for character in lines.joined(separator: "\n") {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return ([fence + "text"] + lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") } + [fence])
      .joined(separator: "\n")
  }
}
