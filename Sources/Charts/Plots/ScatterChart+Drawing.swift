extension ScatterChart {
  /// The chart drawn so wide. The front is a line of steps; a point is labelled where its label covers nothing else.
  func drawing(width: Double, wording: Wording) -> Drawing {
    let height = width < 480 ? 340.0 : 400.0
    let vertical = AxisMap(y, showing: points.lazy.map(\.y), ticks: 7)
    let horizontal = AxisMap(x, showing: points.lazy.map(\.x), ticks: width < 480 ? 4 : 8)
    let left = (vertical.ticks.map { Drawing.textWidth($0.label, size: Drawing.smallSize) }.max() ?? 0) + 8
    let area = PlotArea(
      x: horizontal, y: vertical, left: left, right: width - 8, top: 24, bottom: height - 26)
    var drawing = Drawing(width: width, height: height)
    drawing.text(wording("\(y.title) against \(x.title)"), x: 0, y: 12, size: Drawing.smallSize, .faint)
    area.drawVerticalAxis(in: &drawing)
    area.drawHorizontalAxis(in: &drawing)
    let front = front
    let steps = steps(of: front, area)
    if steps.count > 1 { drawing.add(.polyline(steps, .mark(.blue), width: 1.2)) }

    var labels = LabelPlacement(
      left: left, right: width, top: 14, bottom: area.bottom - 2,
      marks: points.map { (area.point($0.x, $0.y), $0.isChosen ? 9 : 4) }, line: steps)
    // The reader's own choice and the front are labelled first.
    let order =
      points.filter(\.isChosen) + front.filter { !$0.isChosen }
      + points.filter { !$0.isChosen && !isOnFront($0) }
    for point in order {
      let isBest = isOnFront(point)
      let place = area.point(point.x, point.y)
      let note = "\(point.label): \(AxisText.number(point.x)) · \(AxisText.number(point.y))"
      if point.isChosen {
        drawing.add(.circle(x: place.x, y: place.y, radius: 8, .mark(.orange), isFilled: false, note: nil))
      }
      drawing.add(
        .circle(
          x: place.x, y: place.y, radius: isBest ? 4.5 : 4, .mark(isBest ? .blue : .gray), isFilled: isBest,
          note: note))
      let text = Drawing.fit(point.label, width: width * 0.5, size: Drawing.smallSize)
      if let label = labels.place(text, at: place, gap: point.isChosen ? 12 : 7) {
        if let end = label.leader { drawing.add(.polyline([place, end], .faint, width: 0.6)) }
        drawing.text(
          text, x: label.x, y: label.y, size: Drawing.smallSize, isBold: point.isChosen,
          isBest || point.isChosen ? .ink : .faint)
      }
    }
    return drawing
  }

  /// The corners of the line along the front.
  private func steps(of front: [Point], _ area: PlotArea) -> [Drawing.Point] {
    var steps: [Drawing.Point] = []
    for point in front {
      let place = area.point(point.x, point.y)
      if let last = steps.last { steps.append(Drawing.Point(x: place.x, y: last.y)) }
      steps.append(place)
    }
    return steps
  }
}

/// Finds places for labels beside marks, so that none covers a mark, the line or another label.
private struct LabelPlacement {
  private struct Box {
    var left, top, right, bottom: Double

    func meets(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  private let frame: Box
  private var taken: [Box]

  init(
    left: Double, right: Double, top: Double, bottom: Double, marks: [(place: Drawing.Point, radius: Double)],
    line: [Drawing.Point]
  ) {
    frame = Box(left: left, top: top, right: right, bottom: bottom)
    taken = marks.map { place, radius in
      Box(left: place.x - radius, top: place.y - radius, right: place.x + radius, bottom: place.y + radius)
    }
    taken += zip(line, line.dropFirst()).map { start, end in
      Box(
        left: min(start.x, end.x), top: min(start.y, end.y) - 1, right: max(start.x, end.x) + 1,
        bottom: max(start.y, end.y) + 1)
    }
  }

  /// Where a label's baseline begins, and where a line from the mark to a label further off ends; nil when there is no
  /// room around the mark.
  mutating func place(
    _ text: String, at mark: Drawing.Point, gap: Double
  ) -> (x: Double, y: Double, leader: Drawing.Point?)? {
    let width = Drawing.textWidth(text, size: Drawing.smallSize)
    let beside = [(mark.x + gap, mark.y + 4), (mark.x - gap - width, mark.y + 4)]
    // Above and below a label may be shifted until it is within the frame.
    let near = [(-width / 2, -gap - 1), (-width / 2, gap + 9), (gap - 2, -gap), (gap - 2, gap + 6)]
    let far = [
      (0, -gap - 8), (-width, -gap - 8), (0, -gap - 20), (-width / 2, gap + 20), (gap, gap + 20), (-width, gap + 20),
      (gap, -gap - 32), (-width, -gap - 32),
    ]
    let shifted = (near + far).map { (max(frame.left, min(mark.x + $0, frame.right - width)), mark.y + $1) }
    for (index, (x, y)) in (beside + shifted).enumerated() {
      let box = Box(left: x, top: y - 10, right: x + width, bottom: y + 2)
      let isInside =
        box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
      guard isInside, !taken.contains(where: box.meets) else { continue }
      taken.append(box)
      let isFar = index >= beside.count + near.count
      let leader = Drawing.Point(x: max(x, min(mark.x, x + width)), y: y < mark.y ? box.bottom : box.top)
      return (x, y, isFar ? leader : nil)
    }
    return nil
  }
}
