extension ScatterChart {
  /// A plot with a letter for each choice, and below it what the letters stand for: those on the front first.
  func terminalLines(width: Int, ascii: Bool, wording: Wording = { $0 }) -> [String] {
    guard !points.isEmpty else { return [] }
    let order =
      front + points.filter { !isOnFront($0) }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let letters: [Character] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    var plot = TerminalPlot(
      x: AxisMap(x, showing: points.map(\.x), ticks: max(2, width / 14)),
      y: AxisMap(y, showing: points.map(\.y), ticks: 6), width: width, rows: 16, ascii: ascii)
    for (start, end) in zip(front, front.dropFirst()) {
      let steps = plot.canvas.width * 2
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        plot.canvas.set(
          plot.x.position(start.x) + share * (plot.x.position(end.x) - plot.x.position(start.x)),
          plot.y.position(start.y))
        plot.canvas.set(
          plot.x.position(end.x), plot.y.position(start.y) + share * (plot.y.position(end.y) - plot.y.position(start.y))
        )
      }
    }
    // The first ones are put last, so that they stay on top.
    for (index, point) in order.enumerated().reversed() {
      plot.put(index < letters.count ? letters[index] : "+", point.x, point.y)
    }
    let names = order.prefix(letters.count).enumerated().map { index, point in
      "\(letters[index]) \(point.label)\(point.isChosen ? " (\(wording("this run")))" : "")"
    }
    let frontCount = front.count
    return [wording("\(y.title) against \(x.title)")] + plot.lines
      + Self.wrapped(wording("on the front: "), names.prefix(frontCount), width: width)
      + Self.wrapped(wording("others: "), names.dropFirst(frontCount), width: width)
  }

  private static func wrapped(_ lead: String, _ names: some Collection<String>, width: Int) -> [String] {
    guard !names.isEmpty else { return [] }
    var lines: [String] = []
    var line = lead
    for (index, name) in names.enumerated() {
      let text = name + (index + 1 < names.count ? ", " : "")
      if displayWidth(line) + displayWidth(text) > width, line != lead {
        lines.append(line)
        line = "  "
      }
      line += text
    }
    return lines + [line]
  }
}
