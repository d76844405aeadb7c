import CEmbeddedFiles
import Quantities

/// The phrases of reports in another language: whole ones, and templates with gaps.
///
/// What has no entry stays as it is: names, keys of files, titles of sources.
struct PhraseCatalogue: Sendable {
  private var phrases: [String: String] = [:]
  private var templates: [PhraseTemplate] = []

  /// Reads lines of a phrase, a tab and its translation; `#` starts a comment.
  init(_ text: String) {
    for line in text.split(separator: "\n") where line.first != "#" {
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      if parts[0].contains("{}") {
        templates.append(PhraseTemplate(parts[0], parts[1]))
      } else {
        phrases[parts[0]] = parts[1]
      }
    }
    // The most telling template is tried first.
    templates.sort { $0.literalLength > $1.literalLength }
  }

  /// Simplified Chinese.
  static let simplifiedChinese = PhraseCatalogue(
    String(
      decoding: UnsafeBufferPointer(start: embedded_phrases_zh_hans.bytes, count: embedded_phrases_zh_hans.count),
      as: UTF8.self))

  /// A text in the language: an entry, numbers with their units, a list of either, or a template that it fits, whose
  /// gaps are translated in turn.
  func translate(_ text: String) -> String {
    if let phrase = phrases[text] { return phrase }
    guard text.utf8.contains(where: { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x24 }) else { return text }
    if let number = ChineseNumber.translate(text) { return number }
    // Of the ways to take a text apart the one that leaves least of it as it was.
    let ways = [
      list(text, separatedBy: "; ", joinedBy: "；"), list(text, separatedBy: ", ", joinedBy: "，"), byTemplate(text),
    ]
    return ways.compactMap(\.self).min { Self.letterCount($0) < Self.letterCount($1) } ?? text
  }

  private func byTemplate(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    for template in templates {
      guard let gaps = template.gaps(of: bytes) else { continue }
      let translated = gaps.map(translate)
      // Points and brackets alone do not make a phrase: what they part may be a name or a title.
      if template.letterCount == 0, translated == gaps { continue }
      // A sentence that has no entry is the title of a source, which a single small word must not tear apart.
      let isTorn = template.letterCount < 6 && zip(gaps, translated).contains { $0 == $1 && Self.isSentence($0) }
      if isTorn { continue }
      return template.filled(with: translated)
    }
    return nil
  }

  /// Whether a text holds five words in small letters.
  private static func isSentence(_ text: String) -> Bool {
    text.split(separator: " ").count { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } } >= 5
  }

  private static func letterCount(_ text: String) -> Int { text.utf8.count { (0x61...0x7A).contains($0) } }

  /// A list is translated when all of its parts are.
  private func list(_ text: String, separatedBy separator: String, joinedBy joint: String) -> String? {
    let parts = text.split(separator: separator).map(String.init)
    guard parts.count > 1 else { return nil }
    let translated = parts.map(translate)
    return zip(parts, translated).allSatisfy { $0 != $1 } ? translated.joined(separator: joint) : nil
  }
}

/// A pattern of words and gaps, `{}`, and its translation, whose gaps are in the same order or numbered from 0: `{1}`.
struct PhraseTemplate: Sendable {
  private let words: [[UInt8]]
  private let translation: [Piece]

  private enum Piece: Sendable {
    case words(String)
    case gap(Int)
  }

  init(_ pattern: String, _ translation: String) {
    words = pattern.split(separator: "{}", omittingEmptySubsequences: false).map { Array($0.utf8) }
    letterCount = words.joined().count { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    var pieces: [Piece] = []
    var count = 0
    for (index, part) in translation.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      let end = index == 0 ? nil : part.firstIndex(of: "}")
      if let end {
        pieces.append(.gap(Int(part[..<end]) ?? count))
        count += 1
      }
      pieces.append(.words(String(end.map { part[part.index(after: $0)...] } ?? part)))
    }
    self.translation = pieces
  }

  /// How much of it is words.
  var literalLength: Int { words.map(\.count).reduce(0, +) }
  /// How many letters that is.
  let letterCount: Int

  /// What stands in the gaps, none of them empty; nil when the text does not fit.
  func gaps(of text: [UInt8]) -> [String]? {
    guard text.starts(with: words[0]) else { return nil }
    var start = words[0].count
    var gaps: [String] = []
    for (index, word) in words.enumerated().dropFirst() {
      let isLast = index == words.count - 1
      let end = isLast ? text.count - word.count : Self.find(word, in: text, from: start + 1)
      guard let end, end > start, !isLast || text[end...].elementsEqual(word) else { return nil }
      gaps.append(String(decoding: text[start..<end], as: UTF8.self))
      start = end + word.count
    }
    return gaps
  }

  private static func find(_ word: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard let first = word.first, start + word.count <= text.count else { return nil }
    for place in start...(text.count - word.count)
    where text[place] == first && text[place..<(place + word.count)].elementsEqual(word) { return place }
    return nil
  }

  func filled(with gaps: [String]) -> String {
    translation.map { piece in
      switch piece {
      case .words(let text): text
      case .gap(let index): gaps.indices.contains(index) ? gaps[index] : ""
      }
    }
    .joined()
  }
}
