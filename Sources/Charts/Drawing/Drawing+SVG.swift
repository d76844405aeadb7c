import Quantities

extension Drawing {
  /// The drawing as an SVG element. Everything is said in presentation attributes, which need no style to be allowed.
  func svg(title: String, summary: String, identifier: String) -> String {
    let id = XMLText.escaped(identifier)
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
      viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="img" aria-labelledby="\(id)-t \(id)-d" \
      font-family="system-ui, sans-serif" fill="currentColor">
      <title id="\(id)-t">\(XMLText.escaped(title))</title>
      <desc id="\(id)-d">\(XMLText.escaped(summary))</desc>

      """
    for shape in shapes { Self.write(shape, to: &text) }
    return text + "</svg>"
  }

  private static func write(_ shape: Shape, to text: inout String) {
    switch shape {
    case .rectangle(let x, let y, let width, let height, let paint, let opacity, let note):
      text += "<rect\(attributes([("x", x), ("y", y), ("width", max(0, width)), ("height", max(0, height))]))"
      text += fill(paint, opacity: opacity)
      close("rect", note, &text)
    case .line(let x1, let y1, let x2, let y2, let paint, let width, let dashes):
      text += "<line\(attributes([("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)]))\(stroke(paint, width: width))"
      if let dashes { text += " stroke-dasharray=\"\(dashes)\"" }
      close("line", nil, &text)
    case .polyline(let points, let paint, let width):
      text += "<polyline fill=\"none\"\(stroke(paint, width: width)) stroke-linejoin=\"round\""
      text += " points=\"\(list(points))\""
      close("polyline", nil, &text)
    case .polygon(let points, let paint, let opacity):
      text += "<polygon\(fill(paint, opacity: opacity)) points=\"\(list(points))\""
      close("polygon", nil, &text)
    case .circle(let x, let y, let radius, let paint, let isFilled, let note):
      text += "<circle\(attributes([("cx", x), ("cy", y), ("r", radius)]))"
      text += isFilled ? fill(paint, opacity: 1) : " fill=\"none\"" + stroke(paint, width: 1.5)
      close("circle", note, &text)
    case .text(let content, let x, let y, let anchor, let size, let isBold, let paint):
      text += "<text\(attributes([("x", x), ("y", y), ("font-size", size)]))"
      if anchor != .start { text += " text-anchor=\"\(anchor.rawValue)\"" }
      if isBold { text += " font-weight=\"600\"" }
      if case .ink = paint {} else { text += fill(paint, opacity: 1) }
      text += ">\(XMLText.escaped(content))</text>\n"
    }
  }

  /// Ends an element; a note is what a pointer that rests on the shape is told.
  private static func close(_ name: String, _ note: String?, _ text: inout String) {
    text += note.map { "><title>\(XMLText.escaped($0))</title></\(name)>\n" } ?? "/>\n"
  }

  private static func fill(_ paint: Paint, opacity: Double) -> String { color("fill", paint, opacity) }

  private static func stroke(_ paint: Paint, width: Double) -> String {
    color("stroke", paint, 1) + " stroke-width=\"\(number(width))\""
  }

  private static func color(_ attribute: String, _ paint: Paint, _ opacity: Double) -> String {
    let (color, own) =
      switch paint {
      case .ink: ("currentColor", 1.0)
      case .faint: ("currentColor", attribute == "fill" ? 0.7 : 0.25)
      case .mark(let mark): (mark.rawValue, 1.0)
      }
    let total = own * opacity
    return " \(attribute)=\"\(color)\"" + (total < 1 ? " \(attribute)-opacity=\"\(number(total, places: 2))\"" : "")
  }

  private static func attributes(_ values: [(String, Double)]) -> String {
    values.map { " \($0)=\"\(number($1))\"" }.joined()
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A tenth of a pixel is as fine as anybody sees.
  static func number(_ value: Double, places: Int = 1) -> String {
    var text = NumberFormat.fixed(value, places: places)[...]
    guard text.contains(".") else { return String(text) }
    while text.last == "0" { text = text.dropLast() }
    if text.last == "." { text = text.dropLast() }
    return String(text)
  }
}
