extension BarChart {
  /// The chart drawn so wide. Where it is narrow a row's label and caption stand above its bar, else on both sides.
  func drawing(width: Double, wording: Wording) -> Drawing {
    let isNarrow = width < 480
    let rowHeight = isNarrow ? 44.0 : 28.0
    let barHeight = isNarrow ? 14.0 : 18.0
    let hasRanges = bars.contains { $0.range != nil }
    var drawing = Drawing(width: width, height: rowHeight * Double(bars.count) + (hasRanges ? 28 : 8))
    let gap = 10.0
    let labelWidth = isNarrow ? 0 : min(columnWidth(\.label), width * 0.34)
    let captionWidth = isNarrow ? 0 : min(columnWidth(\.caption), width * 0.36)
    let left = isNarrow ? 1 : labelWidth + gap
    let right = isNarrow ? width - 1 : width - captionWidth - gap
    let bounds = bounds
    let span = bounds.upperBound - bounds.lowerBound
    func x(_ value: Double) -> Double {
      span > 0 ? left + (value - bounds.lowerBound) / span * (right - left) : left
    }

    for (index, bar) in bars.enumerated() {
      let top = 4 + rowHeight * Double(index)
      let barTop = isNarrow ? top + 24 : top + (rowHeight - barHeight) / 2
      drawRow(bar, x: x, top: barTop, height: barHeight, in: &drawing)
      let isTotal = bar.tone == .total
      if isNarrow {
        let caption = Drawing.fit(bar.caption, width: width * 0.6, isBold: isTotal)
        let room = width - Drawing.textWidth(caption, isBold: isTotal) - gap
        drawing.text(Drawing.fit(bar.label, width: room, isBold: isTotal), x: 0, y: top + 17, isBold: isTotal)
        drawing.text(caption, x: width, y: top + 17, .end, isBold: isTotal)
      } else {
        let baseline = top + rowHeight / 2 + 4.5
        drawing.text(
          Drawing.fit(bar.label, width: labelWidth, isBold: isTotal), x: labelWidth, y: baseline, .end, isBold: isTotal)
        drawing.text(
          Drawing.fit(bar.caption, width: captionWidth, isBold: isTotal), x: width - captionWidth, y: baseline,
          isBold: isTotal)
      }
      // A thread from the end of a part to the beginning of the next shows that they add up.
      if !isNarrow, index + 1 < bars.count, bars[index + 1].start == bar.end, bar.end > 0, bar.tone == .plain {
        drawing.line(x(bar.end), barTop + barHeight, x(bar.end), barTop + rowHeight)
      }
      if let reference {
        // Where labels stand above the bars the line keeps to the bars.
        let (from, to) = isNarrow ? (barTop - 3, barTop + barHeight + 3) : (top - 4, top + rowHeight + 4)
        drawing.line(x(reference), from, x(reference), to, .ink, width: 1.2, dashes: "4 3")
      }
    }
    if hasRanges { drawLegend(wording("90 % range"), left: left, y: drawing.height - 6, in: &drawing) }
    return drawing
  }

  private func drawLegend(_ text: String, left: Double, y: Double, in drawing: inout Drawing) {
    drawWhisker(from: left, to: left + 22, y: y - 4, in: &drawing)
    drawing.text(text, x: left + 28, y: y, size: Drawing.smallSize, .faint)
  }

  private func drawWhisker(from start: Double, to end: Double, y: Double, in drawing: inout Drawing) {
    drawing.line(start, y, end, y, .ink, width: 1.2)
    for place in [start, end] { drawing.line(place, y - 4, place, y + 4, .ink) }
  }

  private func drawRow(
    _ bar: Bar, x: (Double) -> Double, top: Double, height: Double, in drawing: inout Drawing
  ) {
    func rectangle(_ from: Double, _ to: Double, _ mark: Drawing.Mark) {
      guard to > from else { return }
      // The least amount still shows.
      drawing.rectangle(
        x: x(from), y: top, width: max(x(to) - x(from), 1), height: height, .mark(mark),
        note: "\(bar.label): \(bar.caption)")
    }
    switch bar.tone {
    case .plain: rectangle(bar.start, bar.end, .blue)
    case .total: rectangle(bar.start, bar.end, .gray)
    case .swing:
      let middle = min(max(reference ?? bar.start, bar.start), bar.end)
      rectangle(bar.start, middle, .blue)
      rectangle(middle, bar.end, .orange)
    }
    guard let range = bar.range, range.upperBound > range.lowerBound else { return }
    drawWhisker(from: x(range.lowerBound), to: x(range.upperBound), y: top + height / 2, in: &drawing)
  }

  private func columnWidth(_ text: KeyPath<Bar, String>) -> Double {
    bars.map { Drawing.textWidth($0[keyPath: text], isBold: $0.tone == .total) }.max() ?? 0
  }
}
