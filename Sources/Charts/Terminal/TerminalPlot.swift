/// Lines of a plot with its axes around it.
struct TerminalPlot {
  let x: AxisMap
  let y: AxisMap
  var canvas: BrailleCanvas
  private let gutter: Int

  init(x: AxisMap, y: AxisMap, width: Int, rows: Int, ascii: Bool) {
    self.x = x
    self.y = y
    gutter = y.ticks.map { displayWidth($0.label) }.max() ?? 0
    canvas = BrailleCanvas(columns: max(10, width - gutter - 2), rows: rows, ascii: ascii)
  }

  mutating func set(_ horizontal: Double, _ vertical: Double) {
    canvas.set(x.position(horizontal), y.position(vertical))
  }

  mutating func put(_ sign: Character, _ horizontal: Double, _ vertical: Double) {
    canvas.put(sign, x.position(horizontal), y.position(vertical))
  }

  /// The plot between its axes.
  var lines: [String] {
    let (side, corner, line, tick) = canvas.ascii ? ("|", "+", "-", "+") : ("│", "└", "─", "┴")
    var labels = [String](repeating: "", count: canvas.rows)
    for tick in y.ticks {
      let row = Int((1 - y.position(tick.value)) * Double(canvas.rows))
      labels[min(max(row, 0), canvas.rows - 1)] = tick.label
    }
    var result = canvas.lines.enumerated().map { row, text in
      padded(labels[row], to: gutter, right: true) + side + trimmed(text)
    }
    var rule = [String](repeating: line, count: canvas.columns)
    var numbers = [Character](repeating: " ", count: canvas.columns)
    var free = 0
    for mark in x.ticks {
      let column = min(max(Int(x.position(mark.value) * Double(canvas.columns)), 0), canvas.columns - 1)
      rule[column] = tick
      let start = max(0, column - mark.label.count / 2)
      guard start >= free, start + mark.label.count <= numbers.count else { continue }
      for (offset, character) in mark.label.enumerated() { numbers[start + offset] = character }
      free = start + mark.label.count + 1
    }
    let indent = String(repeating: " ", count: gutter + 1)
    result.append(String(repeating: " ", count: gutter) + corner + rule.joined())
    result.append(trimmed(indent + String(numbers)))
    return result
  }
}
