import Glibc

/// How numbers are written for people, without regard to the process's locale.
public enum NumberFormat {
  /// A number with a fixed count of decimal places and, if asked for, thousands separators: `15,712.00`.
  public static func fixed(_ number: Double, places: Int, grouped: Bool = false) -> String {
    guard number.isFinite else { return "\(number)" }
    let scale = powerOfTen(places)
    let scaled = (number.magnitude * scale).rounded()
    guard scaled < 9e18 else { return "\(number)" }
    let units = UInt64(scaled)
    let divisor = UInt64(scale)
    let whole = String(units / divisor)
    var text = grouped ? group(whole) : whole
    if places > 0 {
      let fraction = String(units % divisor)
      text += "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
    return number < 0 && units > 0 ? "-" + text : text
  }

  /// A number rounded to so many significant digits, at most 15, written without an exponent between 1e-4 and 1e15.
  public static func significant(_ number: Double, digits: Int = 4, grouped: Bool = true) -> String {
    guard number.isFinite, number != 0 else { return number == 0 ? "0" : "\(number)" }
    var exponent = decimalExponent(number)
    let rounded = roundTo(number, places: digits - 1 - exponent)
    exponent = decimalExponent(rounded)
    guard exponent >= -4, exponent < 15 else { return "\(rounded)" }
    let text = fixed(rounded, places: max(0, digits - 1 - exponent), grouped: grouped)
    guard text.contains(".") else { return text }
    var trimmed = text[...]
    while trimmed.last == "0" { trimmed = trimmed.dropLast() }
    if trimmed.last == "." { trimmed = trimmed.dropLast() }
    return String(trimmed)
  }

  /// A share of one as a percentage: `40.4 %`.
  public static func percent(_ share: Double, digits: Int = 3) -> String {
    significant(share * 100, digits: digits) + " %"
  }

  /// A grouped number with its groups above the thousands two digits wide: `1,234,567.8` becomes `12,34,567.8`.
  static func groupedInLakhs(_ text: String) -> String {
    let whole = text.prefix { $0 != "." }.filter { $0 != "," }
    let fraction = text.drop { $0 != "." }
    guard whole.count > 3 else { return text }
    var result = "," + whole.suffix(3)
    var rest = whole.dropLast(3)
    while rest.count > 2 {
      result = "," + rest.suffix(2) + result
      rest = rest.dropLast(2)
    }
    return rest + result + fraction
  }

  private static func group(_ digits: String) -> String {
    var result: [Character] = []
    for (index, digit) in digits.reversed().enumerated() {
      if index > 0, index % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }

  private static func decimalExponent(_ number: Double) -> Int { Int(log10(number.magnitude).rounded(.down)) }

  private static func roundTo(_ number: Double, places: Int) -> Double {
    guard places.magnitude < 300 else { return number }
    let scale = powerOfTen(Int(places.magnitude))
    return places >= 0 ? (number * scale).rounded() / scale : (number / scale).rounded() * scale
  }

  static func powerOfTen(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}

extension PhysicalQuantity {
  /// The quantity in the largest displayed unit that leaves at least one: `30.84 M`, `1.25 kWh`.
  public var formatted: String {
    let unit = displayUnit
    return Self.join(NumberFormat.significant(value / unit.scale), unit)
  }

  /// The unit in which a table would print this quantity.
  public var displayUnit: UnitOfMeasure {
    let displayed = Self.units.filter(\.isDisplayed).sorted { $0.scale < $1.scale }
    let base = displayed.first { $0.scale >= 1 } ?? displayed[0]
    guard value != 0, value.isFinite else { return base }
    return displayed.last { value.magnitude >= $0.scale * 0.99995 } ?? displayed[0]
  }

  /// The bare number in a given unit, for a range whose bounds share one unit.
  public func formatted(in unit: UnitOfMeasure) -> String { NumberFormat.significant(value / unit.scale) }

  static func join(_ number: String, _ unit: UnitOfMeasure) -> String {
    unit.symbol.isEmpty ? number : "\(number) \(unit.symbol)"
  }
}

extension Bytes {
  /// The amount in binary units, in which memory is made: `80 GiB`.
  public var formattedBinary: String {
    guard let (symbol, scale) = binaryUnit else { return formatted }
    return "\(NumberFormat.significant(value / scale)) \(symbol)"
  }

  /// The amount in binary units, with as many digits as tell it from another.
  ///
  /// - Parameter other: what stands beside it.
  public func formattedBinary(besides other: Bytes) -> String {
    guard self != other, formattedBinary == other.formattedBinary, let (symbol, scale) = binaryUnit else {
      return formattedBinary
    }
    func text(_ bytes: Bytes, _ digits: Int) -> String { NumberFormat.significant(bytes.value / scale, digits: digits) }
    let digits = (5...15).first { text(self, $0) != text(other, $0) } ?? 15
    return "\(text(self, digits)) \(symbol)"
  }

  fileprivate var binaryUnit: (symbol: String, scale: Double)? {
    let units = [("TiB", 0x1p40), ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10)]
    return units.first { value.magnitude >= $0.1 }
  }
}

extension Range90<Bytes> {
  /// The bounds in binary units: `70 to 85.6 GiB`.
  public var formattedBinaryBounds: String? {
    guard !isExact, let (symbol, scale) = mid.binaryUnit else { return formattedBounds }
    return "\(NumberFormat.significant(low.value / scale)) to \(NumberFormat.significant(high.value / scale)) \(symbol)"
  }
}

extension Range90 where Value: PhysicalQuantity {
  /// The central value and its bounds: `30.8 M (25.1 to 38.2 M)`; the value alone where it is exact.
  public var formattedWithBounds: String { mid.formatted + (formattedBounds.map { " (\($0))" } ?? "") }

  /// The bounds alone, in the unit of the central value: `25.1 to 38.2 M`; nil where the value is exact.
  public var formattedBounds: String? {
    guard !isExact else { return nil }
    let unit = mid.displayUnit
    return Value.join("\(low.formatted(in: unit)) to \(high.formatted(in: unit))", unit)
  }
}
