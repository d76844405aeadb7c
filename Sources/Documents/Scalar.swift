public import Quantities

/// One value of a file, with its place.
public struct Scalar: Sendable {
  /// The text as written, without quotes.
  public let text: String
  /// The file it stands in; nil for a value of the command line.
  public let file: String?
  /// The line, counted from 1.
  public let line: Int?
  /// The dotted path of its key.
  public let key: String

  /// A value at a place of a file.
  public init(text: String, file: String, line: Int, key: String) {
    self.text = text
    self.file = file
    self.line = line
    self.key = key
  }

  /// A value of the command line, whose errors name the flag.
  public init(text: String, flag: String) {
    self.text = text
    self.file = nil
    self.line = nil
    self.key = flag
  }

  /// An error about this value.
  public func wrong(_ message: String, code: DocumentError.Code = .value, nearest: String? = nil) -> DocumentError {
    DocumentError(code, file: file, line: line, key: key, message: message, nearest: nearest)
  }

  /// A number, with the suffixes of a count allowed, within a range.
  public func number(in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
    throws(DocumentError) -> Double
  {
    try quantity(Count.self, in: range).value
  }

  /// A whole number within a range.
  public func integer(in range: ClosedRange<Int> = 1...Int.max) throws(DocumentError) -> Int {
    let bounds =
      range.upperBound == Int.max
      ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    let number = try quantity(Count.self, in: nil).value
    guard number == number.rounded(), number.magnitude < 9e18, range.contains(Int(number)) else {
      throw wrong("found '\(text)', expected a whole number \(bounds)")
    }
    return Int(number)
  }

  /// A physical quantity, in the unit of its type or with a unit, within a range of the type's unit.
  public func quantity<Quantity: PhysicalQuantity>(
    _: Quantity.Type = Quantity.self, in range: ClosedRange<Double>? = 0...Double.greatestFiniteMagnitude
  ) throws(DocumentError) -> Quantity {
    let quantity: Quantity
    do {
      quantity = try Quantity(parsing: text)
    } catch {
      throw wrong("found '\(error.found)', expected \(error.expected)", nearest: error.nearest)
    }
    if let range, !range.contains(quantity.value) {
      throw wrong("found '\(text)', expected \(Self.words(for: range))")
    }
    return quantity
  }

  private static func words(for range: ClosedRange<Double>) -> String {
    func number(_ bound: Double) -> String { NumberFormat.significant(bound, digits: 6) }
    return switch (range.lowerBound, range.upperBound) {
    case (0, Double.greatestFiniteMagnitude): "a value of at least 0"
    case (1e-9, 1e30): "a value above 0"
    case (let low, Double.greatestFiniteMagnitude): "a value of at least \(number(low))"
    case (1e-9, let high): "a value above 0 and at most \(number(high))"
    case (let low, let high): "a value from \(number(low)) to \(number(high))"
    }
  }

  /// True or false.
  public func bool() throws(DocumentError) -> Bool {
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      throw wrong("found '\(text)', expected true or false", nearest: nearestMatch(to: text, among: ["true", "false"]))
    }
  }

  /// One case of an enumeration with text as raw values.
  public func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type = Choice.self) throws(DocumentError)
    -> Choice
  where Choice.RawValue == String {
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw wrong(
      "found '\(text)', expected one of \(names.joined(separator: ", "))", code: .name,
      nearest: nearestMatch(to: text, among: names))
  }

  /// A currency's code.
  public func currency() throws(DocumentError) -> Currency {
    do {
      return try Currency(code: text)
    } catch {
      throw wrong("found '\(error.found)', expected \(error.expected)", code: .name, nearest: error.nearest)
    }
  }
}

extension ClosedRange<Double> {
  /// Every number above zero that some quantity could have; the bounds keep products of several finite.
  public static var aboveZero: Self { 1e-9...1e30 }
  /// Shares: 0 to 1.
  public static var share: Self { 0...1 }
  /// Shares above zero.
  public static var shareAboveZero: Self { 1e-9...1 }
}
