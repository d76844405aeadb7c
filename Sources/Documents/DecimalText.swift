import Glibc

/// Numbers in the bytes of a text.
public enum DecimalText {
  private static let powers: [Double] = (0...22).map { pow(10, Double($0)) }

  /// The number that some bytes write in full, such as `-12.5` or `1e3`; nil when they write none or one that is not
  /// finite.
  public static func number(_ bytes: TextBytes) -> Double? {
    var digits: UInt64 = 0
    var count = 0
    var decimals = 0
    var index = 0
    let end = bytes.count
    var isNegative = false
    if end > 0, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = bytes[0] == UInt8(ascii: "-")
      index = 1
    }
    var isFraction = false
    while index < end {
      let byte = bytes[index]
      if byte &- 48 < 10 {
        digits = digits &* 10 &+ UInt64(byte &- 48)
        count += 1
        if isFraction { decimals += 1 }
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      index += 1
    }
    // Up to 2^53 and 10^22 both are exact, so that their quotient is the nearest number there is.
    if index == end, count > 0, count <= 15, decimals <= 22 {
      let value = Double(digits) / powers[decimals]
      return isNegative ? -value : value
    }
    return count > 0 ? slow(bytes) : nil
  }

  private static func slow(_ bytes: TextBytes) -> Double? {
    // Swift's own reader takes hexadecimal digits too.
    guard bytes.count < 64, !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }),
      let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
    else {
      return nil
    }
    return value
  }
}
