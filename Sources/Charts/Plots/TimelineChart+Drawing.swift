extension TimelineChart {
  /// The chart drawn so wide: one tall panel, or up to `largestPanelCount` low ones.
  func drawing(width: Double, wording: Wording) -> Drawing {
    let shown = series.prefix(Self.largestPanelCount)
    let panelHeight = shown.count <= 1 ? 190.0 : shown.count <= 4 ? 90.0 : 54.0
    let hasNames = shown.count > 1
    let panelGap = hasNames ? 24.0 : 8
    let tickCount = panelHeight > 150 ? 5 : 2
    let vertical = AxisMap(
      quantity, showing: series.lazy.flatMap(\.points).map(\.high), ticks: tickCount, isTight: hasNames)
    let left = (vertical.ticks.map { Drawing.textWidth($0.label, size: Drawing.smallSize) }.max() ?? 0) + 8
    let horizontal = AxisMap(time, showing: [0, duration], ticks: width < 480 ? 4 : 8, isTight: true)
    let head = 20.0 + (phases.isEmpty ? 0 : 18)
    let panels = Double(max(shown.count, 1)) * (panelHeight + panelGap)
    let unshown = series.count - shown.count
    var drawing = Drawing(width: width, height: head + panels + 52 + (unshown > 0 ? 16 : 0))
    drawing.text(
      wording("\(quantity.title) over \(time.title)"), x: 0, y: 12, size: Drawing.smallSize, .faint)

    func area(_ index: Int) -> PlotArea {
      let top = head + Double(index) * (panelHeight + panelGap) + (hasNames ? panelGap - 6 : 0)
      return PlotArea(
        x: horizontal, y: vertical, left: left, right: width - 2, top: top, bottom: top + panelHeight)
    }
    drawPhases(area(0), to: area(max(shown.count - 1, 0)).bottom, in: &drawing)
    for (index, series) in shown.enumerated() {
      let area = area(index)
      if hasNames {
        drawing.text(
          Drawing.fit(series.name, width: width - left), x: left, y: area.top - 6, size: Drawing.smallSize)
      }
      area.drawVerticalAxis(in: &drawing)
      drawGaps(area, in: &drawing)
      draw(series, area, in: &drawing)
    }
    let last = area(max(shown.count - 1, 0))
    last.drawHorizontalAxis(in: &drawing)
    drawLegend(left: left, y: last.bottom + 40, in: &drawing, wording: wording)
    if unshown > 0 {
      drawing.text(
        wording("\(unshown) more series are in the table"), x: left, y: last.bottom + 58, size: Drawing.smallSize,
        .faint)
    }
    return drawing
  }

  /// More panels than these would be read by nobody; the table has all of them.
  private static let largestPanelCount = 16

  /// A band between the least and the largest value, and the mean as a line.
  private func draw(_ series: Series, _ area: PlotArea, in drawing: inout Drawing) {
    // Where points lie closer than pixels, a line through their middles looks the same and is half as long.
    let isDense = Double(series.points.count) > (area.right - area.left) / 4
    for stretch in series.stretches {
      let ends = stretch.dropFirst().map(\.time) + [duration]
      let steps = zip(stretch, ends).flatMap { point, end in
        [(point, point.time), (point, min(point.time + series.width, end))]
      }
      if stretch.contains(where: { $0.low < $0.high }) {
        let upper = steps.map { area.point($1, $0.high) }
        let lower = steps.reversed().map { area.point($1, $0.low) }
        drawing.add(.polygon(upper + lower, .mark(.blue), opacity: 0.3))
      }
      let mean =
        isDense && stretch.count > 1
        ? stretch.map { area.point(min($0.time + series.width / 2, duration), $0.mean) }
        : steps.map { area.point($1, $0.mean) }
      drawing.add(.polyline(mean, .mark(.blue), width: 1.4))
    }
  }

  /// Every other phase is shaded; those with room for it carry their name.
  private func drawPhases(_ area: PlotArea, to bottom: Double, in drawing: inout Drawing) {
    for (index, phase) in phases.enumerated() {
      let start = area.point(phase.start, 0).x
      let end = area.point(min(phase.end, duration), 0).x
      if index % 2 == 0 {
        drawing.rectangle(
          x: start, y: 20, width: end - start, height: bottom - 20, .ink, opacity: 0.07, note: phase.name)
      }
      drawing.line(start, 20, start, bottom)
      let name = Drawing.fit(phase.name, width: end - start - 6, size: Drawing.smallSize)
      if name.count > 2 || name == phase.name {
        drawing.text(name, x: start + 4, y: 33, size: Drawing.smallSize)
      }
    }
  }

  private func drawGaps(_ area: PlotArea, in drawing: inout Drawing) {
    for gap in gaps {
      let start = area.point(gap.start, 0).x
      let end = area.point(min(gap.end, duration), 0).x
      drawing.rectangle(
        x: start, y: area.top, width: max(end - start, 2), height: area.bottom - area.top, .mark(.orange),
        opacity: 0.28, note: gap.name)
    }
  }

  private func drawLegend(left: Double, y: Double, in drawing: inout Drawing, wording: Wording) {
    var x = left
    func add(_ phrase: String, opacity: Double, _ mark: Drawing.Mark) {
      let text = wording(phrase)
      drawing.rectangle(x: x, y: y - 9, width: 12, height: 10, .mark(mark), opacity: opacity)
      drawing.text(text, x: x + 17, y: y, size: Drawing.smallSize, .faint)
      x += 17 + Drawing.textWidth(text, size: Drawing.smallSize) + 14
    }
    let hasBand = series.contains { $0.points.contains { $0.low < $0.high } }
    add("mean", opacity: 1, .blue)
    if hasBand { add("least to largest", opacity: 0.3, .blue) }
    if !gaps.isEmpty { add("no readings", opacity: 0.28, .orange) }
  }
}
