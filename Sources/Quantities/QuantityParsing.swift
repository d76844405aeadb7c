/// Why a text is no quantity, in words for a user.
public struct QuantityError: Error, Equatable, CustomStringConvertible {
  /// What was read.
  public let found: String
  /// What would have been accepted.
  public let expected: String
  /// The nearest accepted spelling, where one is near.
  public let nearest: String?

  /// An error that says what was found and what was expected instead.
  public init(found: String, expected: String, nearest: String? = nil) {
    self.found = found
    self.expected = expected
    self.nearest = nearest
  }

  public var description: String {
    "found '\(found)', expected \(expected)" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }
}

extension PhysicalQuantity {
  /// Reads `15.6T`, `80GB`, `1.2e9` or `700 W`: a number, then one of the type's units.
  ///
  /// - Throws: `QuantityError` for anything else, naming the nearest unit.
  public init(parsing text: String) throws(QuantityError) {
    let trimmed = text.trimmingWhitespace()
    let (number, symbol) = splitNumber(trimmed)
    let expected = "a number with \(Self.unitHint)"
    guard let magnitude = number, magnitude.isFinite else {
      throw QuantityError(found: text, expected: expected)
    }
    if let unit = Self.units.first(where: { $0.symbol == symbol }) {
      self.init(magnitude * unit.scale)
      return
    }
    let nearest = nearestMatch(to: symbol, among: Self.units.map(\.symbol).filter { !$0.isEmpty })
    throw QuantityError(
      found: text, expected: expected, nearest: nearest.map { trimmed.dropLast(symbol.count) + $0 }.map(String.init))
  }

  private static var unitHint: String {
    let symbols = units.map(\.symbol)
    let named = symbols.filter { !$0.isEmpty }.prefix(6).joined(separator: ", ")
    return symbols.contains("") ? "an optional unit (\(named), …)" : "a unit (\(named), …)"
  }
}

/// Splits `80 GB` into 80 and `GB`; the number is nil where the text does not start with one.
private func splitNumber(_ text: String) -> (number: Double?, unit: String) {
  let bytes = Array(text.utf8)
  var end = 0
  func digits() { while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: "_") { end += 1 } }
  if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
  digits()
  if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
    end += 1
    digits()
  }
  // `1e9` has an exponent, `1E` a unit: the letter is an exponent only before a digit or a sign.
  if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "e") || bytes[end] == UInt8(ascii: "E") {
    let signed = bytes[end + 1] == UInt8(ascii: "-") || bytes[end + 1] == UInt8(ascii: "+")
    let first = end + (signed ? 2 : 1)
    if first < bytes.count, isDigit(bytes[first]) {
      end = first
      digits()
    }
  }
  let number = String(decoding: bytes[..<end], as: UTF8.self).filter { $0 != "_" }
  return (Double(number), String(decoding: bytes[end...], as: UTF8.self).trimmingWhitespace())
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

extension StringProtocol {
  /// The text without white space at either end.
  public func trimmingWhitespace() -> String {
    var slice = self[...]
    while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
    while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
    return String(slice)
  }
}
