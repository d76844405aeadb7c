import Quantities

/// Numbers with units as China writes them: powers of ten thousand for those of a thousand, words for units of time.
enum ChineseNumber {
  /// The text with its numbers and units translated; nil when it holds anything else.
  static func translate(_ text: String) -> String? {
    let tokens = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard tokens.contains(where: isNumber) else { return nil }
    var result: [String] = []
    for token in tokens {
      // A sign that closes a bracket stays behind the unit.
      let bare = token.hasSuffix(")") ? String(token.dropLast()) : token
      let closing = token.hasSuffix(")") ? ")" : ""
      if let suffix = scale(bare, below: &result) {
        result.append(suffix + closing)
      } else if isNumber(token) {
        result.append(token.hasPrefix("$") ? "US" + token : token.replacing("($", with: "(US$"))
      } else if let unit = units[bare] ?? (symbols.contains(bare) ? bare : nil) {
        result.append(unit + closing)
      } else {
        return nil
      }
    }
    return result.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Whether a token is a number with its signs, such as `($1,234.5`, `12.5%`, `±3` or `2026-11-24`.
  private static func isNumber(_ token: String) -> Bool {
    var hasDigit = false
    for scalar in token.unicodeScalars {
      switch scalar {
      case "0"..."9": hasDigit = true
      case ".", ",", "+", "-", "–", "±", "(", ")", "%", "$", "€", "£", "¥", "₹", "₩", ":", "·", "×", "~", "<": break
      default: return token.hasPrefix("JP¥") || token.hasPrefix("US$")
      }
    }
    return hasDigit || ["·", "%", "±", "<"].contains(token)
  }

  /// The suffix of a power of a thousand, after the numbers it belongs to are brought to its scale; nil for none.
  private static func scale(_ token: String, below result: inout [String]) -> String? {
    guard let (factor, suffix) = scales[token], let last = result.last, let number = scaled(last, by: factor) else {
      return nil
    }
    // Thousands below ten thousand need no suffix.
    let isPlain = token == "K" && abs(plain(last) ?? 0) < 10
    func put(_ place: Int) {
      result[place] = (isPlain ? scaled(result[place], by: 1000) : scaled(result[place], by: factor)) ?? result[place]
    }
    result[result.count - 1] = isPlain ? scaled(last, by: 1000) ?? number : number
    // A range states its unit once, at its end.
    if result.count >= 3, result[result.count - 2] == "至" { put(result.count - 3) }
    return isPlain ? "" : suffix
  }

  private static func plain(_ token: String) -> Double? {
    Double(token.filter { $0.isNumber || $0 == "." || $0 == "-" })
  }

  private static func scaled(_ token: String, by factor: Double) -> String? {
    let sign = token.prefix { !$0.isNumber && $0 != "." }
    guard let number = Double(token.dropFirst(sign.count).filter { $0 != "," }) else { return nil }
    return sign + NumberFormat.significant(number * factor)
  }

  private static let scales: [String: (Double, String)] = [
    "K": (0.1, "万"), "M": (100, "万"), "B": (10, "亿"), "T": (1, "万亿"),
  ]

  private static let units = [
    "h": "小时", "d": "天", "min": "分钟", "ms": "毫秒", "s": "秒", "µs": "微秒", "to": "至", "month": "月",
    "months": "个月", "year": "年", "years": "年", "item": "条", "items": "条", "UTC": "UTC",
  ]

  /// Units that are written alike.
  private static let symbols: Set<String> = [
    "GB", "TB", "MB", "KB", "kB", "PB", "B/s", "KB/s", "GB/s", "TB/s", "MB/s", "GiB", "MiB", "TiB", "KiB", "W", "kW",
    "MW",
    "mW", "J", "kJ", "MJ", "GJ", "Wh", "kWh", "MWh", "GWh", "TWh", "g", "kg", "t", "kt", "Mt", "g/kWh", "m³", "L",
    "FLOP", "KFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP", "ZFLOP", "YFLOP", "GFLOP/s", "TFLOP/s", "PFLOP/s", "",
  ]
}
