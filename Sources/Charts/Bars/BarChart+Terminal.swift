extension BarChart {
  /// The chart as lines of text.
  ///
  /// - Parameters:
  ///   - width: columns that lines keep to.
  ///   - ascii: draws with `#` instead of blocks of eighths.
  public func terminalLines(width: Int, ascii: Bool) -> [String] {
    let bounds = bounds
    let span = bounds.upperBound - bounds.lowerBound
    guard span > 0, bars.contains(where: { $0.end != $0.start }) else { return [] }
    let labelWidth = bars.map { displayWidth($0.label) }.max() ?? 0
    let captionWidth = bars.map { displayWidth($0.caption) }.max() ?? 0
    let beside = width - labelWidth - captionWidth - 4
    // Where a bar would have no room beside its words, they stand above it.
    let isStacked = beside < Self.leastRoom
    let row = TerminalBar(
      room: max(Self.leastRoom, isStacked ? width - 1 : beside), ascii: ascii,
      reference: reference.map { ($0 - bounds.lowerBound) / span })
    // Captions of bars that all begin at zero follow the bars; others stand in a column of their own.
    let hasColumn = reference != nil || bars.contains { $0.start != bounds.lowerBound }
    return bars.flatMap { bar in
      let label = bar.label + String(repeating: " ", count: labelWidth - displayWidth(bar.label))
      let drawn = row.draw(
        from: (bar.start - bounds.lowerBound) / span, to: (bar.end - bounds.lowerBound) / span, padded: hasColumn)
      return isStacked ? ["\(bar.label): \(bar.caption)", trimmed(drawn)] : ["\(label)  \(drawn) \(bar.caption)"]
    }
  }

  /// The fewest columns in which a bar says something.
  private static let leastRoom = 8

  /// A single bar that fills a share of some columns, 0 to 1.
  public static func bar(_ share: Double, room: Int, ascii: Bool) -> String {
    TerminalBar(room: room, ascii: ascii, reference: nil).draw(from: 0, to: share, padded: false)
  }
}

/// One row of a bar chart on a terminal.
private struct TerminalBar {
  let room: Int
  let ascii: Bool
  let reference: Double?

  /// A bar between two shares of the room; an amount above zero shows at least the thinnest mark.
  func draw(from start: Double, to end: Double, padded: Bool) -> String {
    let first = min(Int((start * Double(room)).rounded()), room - 1)
    let steps = ascii ? 1 : 8
    var units = max(0, Int((end * Double(room * steps)).rounded()) - first * steps)
    if end > start { units = max(units, 1) }
    let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    var cells = [Character](repeating: " ", count: first)
    cells += [Character](repeating: ascii ? "#" : "█", count: units / steps)
    if units % steps > 0 { cells.append(eighths[units % steps - 1]) }
    guard padded else { return String(cells) }
    cells += [Character](repeating: " ", count: max(0, room - cells.count))
    if let reference {
      // The part below the reference is lighter, so that both sides of a swing can be told apart without color.
      let middle = min(max(0, Int((reference * Double(room)).rounded(.down))), cells.count - 1)
      for index in first..<max(first, middle) where cells[index] != " " { cells[index] = ascii ? "=" : "▒" }
      cells[middle] = ascii ? "|" : "│"
    }
    return String(cells)
  }
}
