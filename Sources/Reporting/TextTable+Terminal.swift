import Charts

extension TextTable {
  /// The table as aligned lines.
  ///
  /// Where it is too wide, its texts wrap, or its last columns go below its first ones, indented, whichever takes fewer
  /// lines: a number is never broken where the second can help it.
  func terminalLines(width: Int) -> [String] {
    let whole = lines(of: [Array(columns.indices)], within: width)
    let isWide = Self.total(naturalWidths(Array(columns.indices))) > width
    guard isWide, columns.count > 1 else { return whole.lines }
    let stacked = lines(of: decks(within: width), within: width)
    return whole.fits && whole.lines.count <= stacked.lines.count ? whole.lines : stacked.lines
  }

  /// How far all columns of a deck but the first stand in.
  private static let indent = 2

  /// Splits the columns so that each part fits the width with its numbers whole; a text may be narrowed to half of it.
  private func decks(within width: Int) -> [[Int]] {
    var decks: [[Int]] = [[]]
    var used = 0
    for (column, natural) in zip(columns.indices, naturalWidths(Array(columns.indices))) {
      let needed = columns[column].alignment == .left ? min(natural, width / 2) : leastWidth(column)
      if let last = decks.last, !last.isEmpty, used + 2 + needed > width {
        decks.append([])
        used = Self.indent - 2
      } else if decks == [[]] {
        used = -2
      }
      decks[decks.count - 1].append(column)
      used += 2 + needed
    }
    return decks
  }

  /// The heading, a rule and the rows, each row one part of its columns below the other; and whether all words fit.
  private func lines(of decks: [[Int]], within width: Int) -> (lines: [String], fits: Bool) {
    let layouts = decks.enumerated().map { index, deck in
      let indent = index == 0 ? 0 : Self.indent
      let (widths, fits) = widths(of: deck, within: width - indent)
      return (deck: deck, indent: String(repeating: " ", count: indent), widths: widths, fits: fits)
    }
    var lines: [String] = []
    func add(_ row: [String]) {
      for layout in layouts where layouts.count == 1 || layout.deck.contains(where: { !row[$0].isEmpty }) {
        let cells = zip(layout.deck, layout.widths).map { Self.wrap(row[$0], width: $1) }
        for line in 0..<(cells.map(\.count).max() ?? 1) {
          let parts = zip(layout.deck, layout.widths).enumerated().map { index, column in
            pad(line < cells[index].count ? cells[index][line] : "", column.0, column.1)
          }
          lines.append(Self.trimEnd(layout.indent + parts.joined(separator: "  ")))
        }
      }
    }
    if columns.contains(where: { !$0.title.isEmpty }) {
      add(columns.map(\.title))
      let widest = layouts.map { $0.indent.count + Self.total($0.widths) }.max() ?? 0
      let rule = layouts.count == 1 ? layouts[0].widths : [widest]
      lines.append(rule.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    }
    rows.forEach(add)
    return (lines, layouts.allSatisfy(\.fits))
  }

  /// Narrows the widest columns until all of them and the gaps between them fit: first headings and texts, as far as
  /// their words stay whole, then all, though none below eleven.
  private func widths(of deck: [Int], within width: Int) -> (widths: [Int], fits: Bool) {
    var widths = naturalWidths(deck)
    let whole = deck.map(leastWidth)
    for least in [whole, whole.map { min($0, 11) }] {
      while Self.total(widths) > width {
        let narrowed = widths.indices.filter { widths[$0] > least[$0] }.max { widths[$0] < widths[$1] }
        guard let narrowed else { break }
        widths[narrowed] -= 1
      }
    }
    return (widths, zip(widths, whole).allSatisfy { $0 >= $1 })
  }

  /// The widths of the widest cells.
  private func naturalWidths(_ deck: [Int]) -> [Int] {
    deck.map { column in
      rows.reduce(displayWidth(columns[column].title)) { max($0, displayWidth($1[column])) }
    }
  }

  /// The width in which no word, and of numbers no cell, breaks.
  private func leastWidth(_ column: Int) -> Int {
    let isText = columns[column].alignment == .left
    let cells = rows.flatMap { Self.words(of: $0[column], apart: isText) }
    return (cells + Self.words(of: columns[column].title, apart: true)).map { displayWidth($0) }.max() ?? 0
  }

  private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) }

  /// The parts of a text that a line should not break, and for numbers the text as a whole.
  private static func words(of text: String, apart: Bool) -> [String] {
    apart ? text.split(separator: " ").flatMap { parts(of: $0) } : [text]
  }

  /// The parts of a word between which it may break: names of keys, files and profiles break after a sign.
  private static func parts(of word: Substring) -> [String] {
    var parts = [""]
    for character in word {
      parts[parts.count - 1].append(character)
      if "._/-=，；：、".contains(character) { parts.append("") }
    }
    return parts.filter { !$0.isEmpty }
  }

  private func pad(_ text: String, _ column: Int, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return columns[column].alignment == .left ? text + space : space + text
  }

  /// Breaks a text between words, words that are wider than the column between their parts, and parts anywhere.
  static func wrap(_ text: String, width: Int) -> [String] {
    guard displayWidth(text) > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, displayWidth(line) + 1 + displayWidth(String(word)) > width {
        lines.append(line)
        line = ""
      }
      if !line.isEmpty { line += " " }
      for part in parts(of: word) {
        if !line.isEmpty, displayWidth(line) + displayWidth(part) > width {
          lines.append(line)
          line = ""
        }
        for character in part {
          if displayWidth(line) + displayWidth(String(character)) > width {
            lines.append(line)
            line = ""
          }
          line.append(character)
        }
      }
    }
    return lines + [line]
  }

  private static func trimEnd(_ text: String) -> String {
    var slice = text[...]
    while slice.last == " " { slice = slice.dropLast() }
    return String(slice)
  }
}
