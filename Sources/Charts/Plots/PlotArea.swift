import Quantities

/// The rectangle between two axes, and the axes themselves.
struct PlotArea {
  let x: AxisMap
  let y: AxisMap
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  func point(_ horizontal: Double, _ vertical: Double) -> Drawing.Point {
    Drawing.Point(x: left + x.position(horizontal) * (right - left), y: bottom - y.position(vertical) * (bottom - top))
  }

  /// Lines across at the ticks of the vertical axis, with their numbers.
  func drawVerticalAxis(in drawing: inout Drawing) {
    for tick in y.ticks {
      let height = bottom - y.position(tick.value) * (bottom - top)
      drawing.line(left, height, right, height)
      drawing.text(tick.label, x: left - 6, y: height + 4, .end, size: Drawing.smallSize, .faint)
    }
  }

  /// The numbers below the horizontal axis.
  func drawHorizontalAxis(in drawing: inout Drawing) {
    for tick in x.ticks {
      let place = left + x.position(tick.value) * (right - left)
      drawing.line(place, bottom, place, bottom + 4)
      let half = Drawing.textWidth(tick.label, size: Drawing.smallSize) / 2
      drawing.text(
        tick.label, x: min(max(place, left), drawing.width - half), y: bottom + 17, .middle, size: Drawing.smallSize,
        .faint)
    }
  }
}

/// Numbers of a plot, in words.
enum AxisText {
  static func number(_ value: Double?) -> String { value.map { NumberFormat.significant($0) } ?? "unknown" }
}
