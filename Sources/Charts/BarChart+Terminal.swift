extension BarChart {
  /// The chart as lines of text.
  ///
  /// - Parameters:
  ///   - width: columns that lines keep to where labels and captions leave room for bars.
  ///   - ascii: draws with `#` instead of blocks of eighths.
  public func terminalLines(width: Int, ascii: Bool) -> [String] {
    guard let longest = bars.map(\.value).max(), longest > 0 else { return [] }
    let labelWidth = bars.map { displayWidth($0.label) }.max() ?? 0
    let captionWidth = bars.map { displayWidth($0.caption) }.max() ?? 0
    let room = max(8, width - labelWidth - captionWidth - 4)
    return bars.map { bar in
      let label = bar.label + String(repeating: " ", count: labelWidth - displayWidth(bar.label))
      let drawn = Self.draw(bar.value / longest, room: room, ascii: ascii)
      return "\(label)  \(drawn) \(bar.caption)"
    }
  }

  /// A bar that fills a share of the room; an amount above zero shows at least the thinnest mark.
  private static func draw(_ share: Double, room: Int, ascii: Bool) -> String {
    let steps = ascii ? 1 : 8
    var units = Int((share * Double(room * steps)).rounded())
    if share > 0 { units = max(units, 1) }
    let whole = String(repeating: ascii ? "#" : "█", count: units / steps)
    let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let rest = units % steps
    return rest == 0 ? whole : whole + String(eighths[rest - 1])
  }
}

/// Columns that a text takes on a terminal: two for each character of East Asian scripts, none for a combining mark.
public func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      width + 2
    default: width + 1
    }
  }
}
