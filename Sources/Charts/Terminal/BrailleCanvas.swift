/// A grid of dots on a terminal: two across and four down in each character, or one in each where braille is not known.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  let ascii: Bool
  private var dots: [Bool]
  private var signs: [Int: Character] = [:]

  init(columns: Int, rows: Int, ascii: Bool) {
    self.columns = columns
    self.rows = rows
    self.ascii = ascii
    let count = ascii ? columns * rows : columns * rows * 8
    dots = [Bool](repeating: false, count: count)
  }

  /// Dots across and down.
  var width: Int { ascii ? columns : columns * 2 }
  var height: Int { ascii ? rows : rows * 4 }

  /// Sets the dot at shares of the canvas, from its left and its bottom.
  mutating func set(_ x: Double, _ y: Double) {
    guard let (column, row) = cell(x, y, width, height) else { return }
    dots[row * width + column] = true
  }

  /// Puts a sign over the dots of a character.
  mutating func put(_ sign: Character, _ x: Double, _ y: Double) {
    guard let (column, row) = cell(x, y, columns, rows) else { return }
    signs[row * columns + column] = sign
  }

  private func cell(_ x: Double, _ y: Double, _ width: Int, _ height: Int) -> (Int, Int)? {
    guard x.isFinite, y.isFinite, (-1e-9...1 + 1e-9).contains(x), (-1e-9...1 + 1e-9).contains(y) else { return nil }
    return (
      min(max(Int(x * Double(width)), 0), width - 1), min(max(Int((1 - y) * Double(height)), 0), height - 1)
    )
  }

  /// The canvas, row by row.
  var lines: [String] {
    (0..<rows).map { row in
      String((0..<columns).map { column in signs[row * columns + column] ?? character(column, row) })
    }
  }

  private func character(_ column: Int, _ row: Int) -> Character {
    if ascii { return dots[row * width + column] ? "*" : " " }
    // The order of dots in a braille character: down the left, down the right, then the last row.
    let order = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    var pattern: UInt32 = 0
    for (bit, (across, down)) in order.enumerated() where dots[(row * 4 + down) * width + column * 2 + across] {
      pattern |= 1 << UInt32(bit)
    }
    return pattern == 0 ? " " : Character(Unicode.Scalar(0x2800 + pattern) ?? " ")
  }
}
