/// Text as XML and HTML hold it, in content and in quoted attributes.
public enum XMLText {
  /// The text with the five signs of markup written as entities. What XML 1.0 does not allow at all (control characters,
  /// non-characters) becomes U+FFFD.
  public static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case _ where isForbidden(scalar.value): result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isForbidden(_ value: UInt32) -> Bool {
    // A carriage return would be read back as a newline; the rest of the range is what XML 1.0 or HTML forbids.
    value < 0x20 || (0x7F...0x9F).contains(value) || value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
  }
}
