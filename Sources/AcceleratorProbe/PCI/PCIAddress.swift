/// The place of a function on a PCI bus: `0000:17:00.0`.
///
/// Domains are wider than 16 bits where the kernel invents them, as for Intel's Volume Management Device
/// (`10000:01:00.0`).
public struct PCIAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The domain (segment).
  public let domain: UInt32
  /// The bus, 0 to 255.
  public let bus: UInt8
  /// The device on the bus, 0 to 31.
  public let device: UInt8
  /// The function of the device, 0 to 7.
  public let function: UInt8

  /// An address; device is at most 31 and function at most 7.
  public init(domain: UInt32 = 0, bus: UInt8, device: UInt8, function: UInt8) {
    precondition(device < 32 && function < 8, "no PCI address: device \(device), function \(function)")
    self.domain = domain
    self.bus = bus
    self.device = device
    self.function = function
  }

  /// Reads an address with or without its domain, in any case and with any number of leading zeros in the domain:
  /// `0000:17:00.0`, `17:00.0`, NVML's `00000000:17:00.0`. Nil for anything else.
  public init?(parsing text: some StringProtocol) {
    self.init(bytes: Array(text.utf8)[...])
  }

  /// Reads an address out of bytes that hold nothing else.
  public init?(bytes: ArraySlice<UInt8>) {
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let last = parts.last, last.count == 4 else { return nil }
    let dot = last.startIndex + 2
    guard last[dot] == UInt8(ascii: ".") else { return nil }
    guard let bus = Self.number(parts[parts.count - 2], digits: 2...2),
      let device = Self.number(last[..<dot], digits: 2...2), device < 32,
      let function = Self.number(last[(dot + 1)...], digits: 1...1), function < 8
    else { return nil }
    var domain: UInt32 = 0
    if parts.count == 3 {
      guard let written = Self.number(parts[0], digits: 4...8) else { return nil }
      domain = written
    }
    self.init(domain: domain, bus: UInt8(bus), device: UInt8(device), function: UInt8(function))
  }

  private static func number(_ digits: ArraySlice<UInt8>, digits count: ClosedRange<Int>) -> UInt32? {
    guard count.contains(digits.count) else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      guard let nibble = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(nibble)
    }
    return value
  }

  /// The same slot with another function number.
  public var slot: PCIAddress { PCIAddress(domain: domain, bus: bus, device: device, function: 0) }

  /// As the kernel writes it: at least four digits of domain, lower case.
  public var description: String {
    let place = [(domain, 4), (UInt32(bus), 2), (UInt32(device), 2)].map { hexadecimal($0.0, digits: $0.1) }
    return "\(place.joined(separator: ":")).\(function)"
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.domain, left.bus, left.device, left.function) < (right.domain, right.bus, right.device, right.function)
  }
}

/// A number in lower-case hexadecimal digits, at least so many.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

extension UInt8 {
  /// Two lower-case hexadecimal digits, as revisions are written.
  public var twoHexDigits: String { hexadecimal(UInt32(self), digits: 2) }
}

extension UInt16 {
  /// Four lower-case hexadecimal digits, as PCI ids are written.
  public var fourHexDigits: String { hexadecimal(UInt32(self), digits: 4) }
}
