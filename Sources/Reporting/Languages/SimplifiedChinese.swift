import Quantities

/// The words of reports in simplified Chinese. What has no entry stays as it is: names, sources, keys of files.
enum SimplifiedChinese {
  /// A text in Chinese: the whole of it, or a template that it fits, or its numbers and units alone.
  static func translate(_ text: String) -> String {
    if let exact = words[text] { return exact }
    // A list is translated when all of its parts are.
    let parts = text.split(separator: ",").map { $0.trimmingWhitespace() }
    if text.contains(", "), parts.count > 1 {
      let translated = parts.map(translate)
      if zip(parts, translated).allSatisfy({ $0 != $1 }) { return translated.joined(separator: "，") }
    }
    for template in templates {
      guard let parts = template.parts(of: text) else { continue }
      return template.filled(with: parts.map(translate))
    }
    return numbers(text)
  }

  /// A pattern of words and gaps, `{}`, and its translation, in which gaps stand in the same order.
  struct Template {
    let words: [String]
    let translation: [String]

    init(_ pattern: String, _ translation: String) {
      words = Self.split(pattern)
      self.translation = Self.split(translation)
    }

    private static func split(_ text: String) -> [String] {
      var parts = [""]
      var characters = Array(text)[...]
      while let character = characters.popFirst() {
        if character == "{", characters.first == "}" {
          characters.removeFirst()
          parts.append("")
        } else {
          parts[parts.count - 1].append(character)
        }
      }
      return parts
    }

    /// What stands in the gaps; nil when the text does not fit.
    func parts(of text: String) -> [String]? {
      guard let first = words.first, text.hasPrefix(first) else { return nil }
      var rest = text.dropFirst(first.count)
      var parts: [String] = []
      for (index, word) in words.enumerated().dropFirst() {
        if index == words.count - 1, word.isEmpty {
          parts.append(String(rest))
          return rest.isEmpty ? nil : parts
        }
        guard let range = Self.range(of: word, in: rest), range.lowerBound > rest.startIndex else { return nil }
        parts.append(String(rest[..<range.lowerBound]))
        rest = rest[range.upperBound...]
      }
      return rest.isEmpty && !parts.isEmpty ? parts : nil
    }

    private static func range(of word: String, in text: Substring) -> Range<Substring.Index>? {
      var start = text.startIndex
      while start < text.endIndex {
        if text[start...].hasPrefix(word) { return start..<text.index(start, offsetBy: word.count) }
        start = text.index(after: start)
      }
      return nil
    }

    func filled(with parts: [String]) -> String {
      var result = translation[0]
      for (index, part) in parts.enumerated() where index + 1 < translation.count {
        result += part + translation[index + 1]
      }
      return result
    }
  }

  /// Powers of a thousand become those of ten thousand, and units of time Chinese words.
  static func numbers(_ text: String) -> String {
    let tokens = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard tokens.count > 1 else { return text.hasPrefix("$") ? "US" + text : text }
    var result: [String] = []
    for token in tokens {
      if let (factor, suffix) = scales[token], let last = result.last, let number = scaled(last, by: factor) {
        result[result.count - 1] = number
        // A range states its unit once, at its end.
        if result.count >= 3, result[result.count - 2] == "至", let low = scaled(result[result.count - 3], by: factor) {
          result[result.count - 3] = low
        }
        result.append(suffix)
      } else {
        result.append(units[token] ?? token)
      }
    }
    let joined = result.joined(separator: " ")
    return joined.hasPrefix("$") ? "US" + joined : joined
  }

  private static func scaled(_ token: String, by factor: Double) -> String? {
    let sign = token.prefix { !$0.isNumber && $0 != "." }
    guard let number = Double(token.dropFirst(sign.count).filter { $0 != "," }) else { return nil }
    return sign + NumberFormat.significant(number * factor)
  }

  private static let scales: [String: (Double, String)] = ["M": (100, "万"), "B": (10, "亿"), "T": (1, "万亿")]

  private static let units = [
    "h": "小时", "d": "天", "min": "分钟", "s": "秒", "to": "至", "month": "月", "year": "年", "item": "条",
    "GB": "GB", "final": "次最终", "run": "训练",
  ]
}
