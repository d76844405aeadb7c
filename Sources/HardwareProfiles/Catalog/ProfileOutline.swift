import Quantities

/// The keys and values of a shipped profile up to its sources, read line by line.
///
/// A list shows a few figures of every profile, and reading YAML for them takes ten times as long as all else that it
/// does. Shipped files keep to one form, and a test compares what is read here with their full reading: a key a line, one
/// level of indentation, and `{ … }` or `[ … ]` within a line.
struct ProfileOutline {
  /// The values of each dotted path; a list has several.
  private var values: [String: [String]] = [:]

  /// Reads the text of a shipped profile.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var above = ""
    for line in text.split(separator: UInt8(ascii: "\n")) {
      var reader = LineScanner(rest: line)
      let isIndented = line.first == UInt8(ascii: " ")
      reader.skipSpaces()
      if reader.take("#") { continue }
      if reader.take("-") {
        values[above, default: []].append(reader.scalar(endingAt: []))
        continue
      }
      let key = reader.key()
      // What comes behind is read with the whole profile alone.
      if key == "sources", !isIndented { return }
      if !isIndented { above = key }
      read(&reader, at: isIndented ? "\(above).\(key)" : key, endingAt: [])
    }
  }

  private mutating func read(_ reader: inout LineScanner, at path: String, endingAt ends: [UInt8]) {
    reader.skipSpaces()
    if reader.take("{") {
      repeat {
        let key = reader.key()
        read(&reader, at: "\(path).\(key)", endingAt: LineScanner.endsWithin)
      } while reader.take(",")
      _ = reader.take("}")
    } else if reader.take("[") {
      repeat {
        values[path, default: []].append(reader.scalar(endingAt: LineScanner.endsWithin))
      } while reader.take(",")
      _ = reader.take("]")
    } else if !reader.isAtEnd {
      values[path, default: []].append(reader.scalar(endingAt: ends))
    }
  }

  /// The value of a dotted path; nil when it is absent.
  subscript(path: String) -> String? { values[path]?.first }

  /// The values of a list; empty when it is absent.
  func list(_ path: String) -> [String] { values[path] ?? [] }

  /// The value of a figure, `{ value: 700 W, … }`.
  func quantity<Quantity: PhysicalQuantity>(_ path: String, _: Quantity.Type = Quantity.self) -> Quantity? {
    number("\(path).value")
  }

  /// The value of a figure with its bounds; without bounds it is exact.
  func range<Quantity: PhysicalQuantity>(_ path: String, _: Quantity.Type = Quantity.self) -> Range90<Quantity>? {
    guard let mid: Quantity = number("\(path).value") else { return nil }
    let low: Quantity = number("\(path).low") ?? mid
    let high: Quantity = number("\(path).high") ?? mid
    return low <= mid && mid <= high ? Range90(low: low, mid: mid, high: high) : nil
  }

  /// A whole number.
  func integer(_ path: String) -> Int? { self[path].flatMap(Int.init) }

  /// `{ value: 31904.63, currency: USD, … }`.
  func price(_ path: String) -> Money? {
    guard let amount: Count = number("\(path).value"), let code = self["\(path).currency"] else { return nil }
    return (try? Currency(code: code)).map { Money(amount.value, $0) }
  }

  private func number<Quantity: PhysicalQuantity>(_ path: String) -> Quantity? {
    self[path].flatMap { try? Quantity(parsing: $0) }
  }
}

/// The rest of a line that is being read.
private struct LineScanner {
  var rest: Slice<UnsafeBufferPointer<UInt8>>

  /// What ends a value between braces or brackets.
  static let endsWithin = [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")]

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skipSpaces() { rest = rest.drop { $0 == UInt8(ascii: " ") } }

  /// Takes a character where it is the next one.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  /// Takes a key and its colon.
  mutating func key() -> String {
    skipSpaces()
    let key = rest.prefix { $0 != UInt8(ascii: ":") }
    rest = rest.dropFirst(key.count + 1)
    return String(decoding: key, as: UTF8.self)
  }

  /// Takes a value: between quotes, or up to one of some characters or the end of the line.
  mutating func scalar(endingAt ends: [UInt8]) -> String {
    let quote = UInt8(ascii: "\"")
    let isQuoted = take("\"")
    let value = rest.prefix { isQuoted ? $0 != quote : !ends.contains($0) }
    rest = rest.dropFirst(value.count + (isQuoted ? 1 : 0))
    let text = String(decoding: value, as: UTF8.self)
    return isQuoted ? text : text.trimmingWhitespace()
  }
}
