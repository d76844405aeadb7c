/// Shapes on a plane of pixels, its origin at the top left.
struct Drawing {
  /// What a shape is painted with.
  enum Paint {
    /// The color of the text around the chart.
    case ink
    /// The same, thinner: axes, grids, notes.
    case faint
    /// A mark of one of the chart's colors.
    case mark(Mark)
  }

  /// The chart's colors. Each contrasts with white and with near-black at 3 to 1 at least, and blue and orange are told
  /// apart by all kinds of color vision.
  enum Mark: String, CaseIterable {
    case blue = "#2f7fc1"
    case orange = "#d2690f"
    case gray = "#77808a"
    case green = "#17936a"
  }

  enum Anchor: String { case start, middle, end }

  enum Shape {
    case rectangle(x: Double, y: Double, width: Double, height: Double, Paint, opacity: Double, note: String?)
    case line(x1: Double, y1: Double, x2: Double, y2: Double, Paint, width: Double, dashes: String?)
    /// Points joined by lines.
    case polyline([Point], Paint, width: Double)
    /// The surface within points.
    case polygon([Point], Paint, opacity: Double)
    case circle(x: Double, y: Double, radius: Double, Paint, isFilled: Bool, note: String?)
    case text(String, x: Double, y: Double, Anchor, size: Double, isBold: Bool, Paint)
  }

  struct Point {
    var x: Double
    var y: Double
  }

  var width: Double
  var height: Double
  private(set) var shapes: [Shape] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The height of text that labels marks.
  static let textSize = 13.0
  /// The height of text at axes and in notes.
  static let smallSize = 11.5

  mutating func add(_ shape: Shape) { shapes.append(shape) }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ paint: Paint, opacity: Double = 1, note: String? = nil
  ) {
    add(.rectangle(x: x, y: y, width: width, height: height, paint, opacity: opacity, note: note))
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint = .faint, width: Double = 1,
    dashes: String? = nil
  ) {
    add(.line(x1: x1, y1: y1, x2: x2, y2: y2, paint, width: width, dashes: dashes))
  }

  mutating func text(
    _ text: String, x: Double, y: Double, _ anchor: Anchor = .start, size: Double = textSize, isBold: Bool = false,
    _ paint: Paint = .ink
  ) {
    add(.text(text, x: x, y: y, anchor, size: size, isBold: isBold, paint))
  }

  /// About how wide a text is, by the widest of the common sans-serif typefaces (DejaVu and Verdana).
  static func textWidth(_ text: String, size: Double = textSize, isBold: Bool = false) -> Double {
    let weight = isBold ? 1.12 : 1
    return text.unicodeScalars.reduce(0) { width, scalar in
      let share =
        switch scalar {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "(", ")", " ", "t", "f", "r", "-", "/": 0.4
        case "m", "w", "M", "W", "@", "%": 0.98
        case "A"..."Z": 0.74
        default: scalar.value < 0x300 ? 0.635 : max(0.635, Double(displayWidth(String(scalar))) / 2)
        }
      return width + share * size * weight
    }
  }

  /// A text shortened so that it is at most so wide.
  static func fit(_ text: String, width: Double, size: Double = textSize, isBold: Bool = false) -> String {
    guard textWidth(text, size: size, isBold: isBold) > width else { return text }
    var result = text
    while !result.isEmpty, textWidth(result + "…", size: size, isBold: isBold) > width { result.removeLast() }
    return result.isEmpty ? "" : result + "…"
  }
}
