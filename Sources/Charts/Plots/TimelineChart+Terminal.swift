extension TimelineChart {
  /// One series as a plot, several as a sparkline each; below them the phases as a strip.
  func terminalLines(width: Int, ascii: Bool, wording: Wording = { $0 }) -> [String] {
    guard !isEmpty else { return [] }
    return series.count == 1
      ? plot(series[0], width: width, ascii: ascii, wording) : strips(width: width, ascii: ascii, wording)
  }

  private func plot(_ series: Series, width: Int, ascii: Bool, _ wording: Wording) -> [String] {
    var plot = TerminalPlot(
      x: AxisMap(time, showing: [0, duration], ticks: max(2, width / 12), isTight: true),
      y: AxisMap(quantity, showing: series.points.map(\.high), ticks: 5), width: width, rows: 12, ascii: ascii)
    let columns = plot.canvas.width
    for (column, value) in means(series, buckets: columns).enumerated() {
      guard let value else { continue }
      plot.canvas.set((Double(column) + 0.5) / Double(columns), plot.y.position(value))
    }
    let indent = (plot.y.ticks.map { displayWidth($0.label) }.max() ?? 0) + 1
    return [wording("\(quantity.title) over \(time.title)")] + plot.lines
      + phaseStrip(columns: plot.canvas.columns, indent: indent, ascii: ascii)
  }

  private func strips(width: Int, ascii: Bool, _ wording: Wording) -> [String] {
    let ellipsis = ascii ? "..." : "…"
    let names = series.map { shortened($0.name, to: 24, ellipsis: ellipsis) }
    let captions = series.map { series in
      let mean = series.points.map(\.mean).reduce(0, +) / Double(max(series.points.count, 1))
      return wording(
        "mean \(AxisText.number(mean)), largest \(AxisText.number(series.points.map(\.high).max()))")
    }
    let nameWidth = names.map(displayWidth).max() ?? 0
    let captionWidth = captions.map(displayWidth).max() ?? 0
    // Where the line would have no room beside its figures, they stand below it.
    let isStacked = width - nameWidth - captionWidth - 4 < 20
    let columns = max(10, width - nameWidth - 2 - (isStacked ? 0 : captionWidth + 2))
    let top = series.lazy.flatMap(\.points).map(\.high).max()
    var lines = [wording("\(quantity.title) over \(time.title), 0 to \(AxisText.number(duration))")]
    for (index, series) in series.enumerated() {
      let line = Sparkline.text(means(series, buckets: columns), largest: top, ascii: ascii)
      let start = "\(padded(names[index], to: nameWidth))  \(line)"
      let indent = String(repeating: " ", count: nameWidth + 2)
      lines += isStacked ? [trimmed(start), indent + captions[index]] : ["\(start)  \(captions[index])"]
    }
    return lines + phaseStrip(columns: columns, indent: nameWidth + 2, ascii: ascii)
  }

  /// The mean of a series in equal parts of the time; nil where it has no points.
  private func means(_ series: Series, buckets: Int) -> [Double?] {
    var sums = [Double](repeating: 0, count: buckets)
    var counts = [Int](repeating: 0, count: buckets)
    for point in series.points {
      // A point that is wider than a bucket fills all that it covers.
      let first = min(max(Int(point.time / duration * Double(buckets)), 0), buckets - 1)
      let end = (point.time + series.width) / duration * Double(buckets)
      let last = min(max(Int(end - 1e-9), first), buckets - 1)
      for bucket in first...last {
        sums[bucket] += point.mean
        counts[bucket] += 1
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
  }

  private func phaseStrip(columns: Int, indent: Int, ascii: Bool) -> [String] {
    guard !phases.isEmpty else { return [] }
    var cells = [Character](repeating: " ", count: columns)
    for phase in phases {
      let start = min(max(Int(phase.start / duration * Double(columns)), 0), columns - 1)
      let end = min(max(Int(phase.end / duration * Double(columns)), start + 1), columns)
      cells[start] = ascii ? "|" : "│"
      for (offset, character) in shortened(phase.name, to: end - start - 1, ellipsis: "").enumerated()
      where start + 1 + offset < end { cells[start + 1 + offset] = character }
    }
    return [trimmed(String(repeating: " ", count: indent) + String(cells))]
  }
}
