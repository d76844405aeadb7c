import Charts

extension Report {
  /// The report for a terminal.
  func terminal(_ canvas: Canvas) -> String {
    var lines: [String] = []
    func add(_ text: String) { lines.append(Self.printable(text)) }
    func addBold(_ text: String) {
      lines.append(canvas.color ? "\u{1B}[1m\(Self.printable(text))\u{1B}[0m" : Self.printable(text))
    }
    func addTable(_ table: TextTable) { table.terminalLines(width: canvas.width).forEach(add) }
    for (index, block) in blocks.enumerated() {
      // Lines of words that follow each other belong together.
      if index > 0, !(blocks[index - 1].isText && block.isText) { lines.append("") }
      switch block {
      case .heading(let text), .section(let text, _): TextTable.wrap(text, width: canvas.width).forEach(addBold)
      case .headline(let headlines): addTable(headlines.table(language))
      case .table(let table): addTable(table)
      case .figure(let figure):
        // A section's title is its figure's.
        if index == 0 || !blocks[index - 1].isSection(figure.chart.title) { add(figure.chart.title) }
        figure.chart.terminalLines(width: canvas.width, ascii: !canvas.unicode, wording: language.translate)
          .forEach(add)
        if !figure.note.isEmpty { TextTable.wrap(figure.note, width: canvas.width).forEach(add) }
        if let table = figure.table, !figure.isTableFolded {
          lines.append("")
          addTable(table)
        }
      case .text(let text): TextTable.wrap(text, width: canvas.width).forEach(add)
      case .code(let text): text.map { "    \($0)" }.forEach(add)
      case .warning(let text):
        TextTable.wrap("\(language.warning.lowercased()) \(text)", width: canvas.width).forEach(add)
      }
    }
    return lines.map { canvas.unicode ? $0 : Self.ascii($0) }.joined(separator: "\n") + "\n"
  }

  /// Names come from outside: their control characters may neither break a line nor command the terminal.
  private static func printable(_ line: String) -> String {
    guard line.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
      return line
    }
    var result = ""
    for scalar in line.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return result
  }

  /// The few signs of ours that are not ASCII, replaced for a terminal that knows no others.
  private static func ascii(_ line: String) -> String {
    line.reduce(into: "") { text, character in
      switch character {
      case "─", "–", "−": text += "-"
      case "×": text += "x"
      case "◆": text += "*"
      case "·": text += "|"
      case "±": text += "+/-"
      case "…": text += "..."
      case "µ": text += "u"
      case "²": text += "2"
      case "³": text += "3"
      default: text.append(character)
      }
    }
  }
}

extension Report.Block {
  /// Whether the block is a section of a title.
  func isSection(_ title: String) -> Bool { if case .section(title, _) = self { true } else { false } }
}
