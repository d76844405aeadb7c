import Foundation
import RunLedger

/// One run of an export: the figures that scripts read, the archive that a ledger reads, and the digest of both, by which
/// an import notices that somebody changed either.
struct ExportedRun {
  private let archive: RunArchive

  init(_ archive: RunArchive) { self.archive = archive }

  private var figures: JSONValue { archive.run.json }

  /// The run as an export holds it.
  var json: JSONValue {
    let content = figures.adding([.init("archive", .verbatim(archive.json))])
    let digest = Self.parsed(content).map(Self.digest)
    return content.adding([.init("digest", JSONValue(digest))])
  }

  /// What of an entry of an export is not as it was written, in words; nil when all is.
  ///
  /// Exports of early versions have no digest; their figures are held against the archive's.
  ///
  /// - Parameters:
  ///   - entry: the parsed entry that the archive is of.
  ///   - path: where it stands, `runs[0]`.
  func change(in entry: Any, at path: String) -> String? {
    guard var members = entry as? [String: Any] else { return nil }
    let digest = members.removeValue(forKey: "digest") as? String
    guard digest != Self.digest(of: members) else { return nil }
    members.removeValue(forKey: "archive")
    if let difference = Self.parsed(figures).flatMap({ Self.difference(members, $0, at: path) }) { return difference }
    return digest == nil ? nil : "\(path): a key was added or removed, or its archive was changed"
  }

  private static func parsed(_ value: JSONValue) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(value.text.utf8), options: .fragmentsAllowed)
  }

  /// SHA-256 of a value with its keys sorted and its numbers as `Double`, so that neither blanks nor order count.
  private static func digest(of value: Any) -> String {
    var text = ""
    write(value, to: &text)
    return RunInputs.fingerprint(text: text, overrides: [])
  }

  private static func write(_ value: Any, to text: inout String) {
    switch value {
    case let members as [String: Any]:
      text += "{"
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        text += "\(key.utf8.count):\(key)"
        write(value, to: &text)
      }
      text += "}"
    case let values as [Any]:
      text += "["
      for value in values { write(value, to: &text) }
      text += "]"
    case let string as String: text += "\(string.utf8.count):\(string)"
    case let number as NSNumber: text += "\(number.doubleValue),"
    default: text += "~"
    }
  }

  /// The first key whose value differs, with both; nil when there is none.
  private static func difference(_ found: Any, _ expected: Any, at path: String) -> String? {
    switch (found, expected) {
    case (let found as [String: Any], let expected as [String: Any]):
      for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
        // A key that a later version added is none that was changed.
        if let own = found[key], let difference = difference(own, value, at: "\(path).\(key)") { return difference }
      }
      return nil
    case (let found as [Any], let expected as [Any]) where found.count == expected.count:
      for (index, pair) in zip(found, expected).enumerated() {
        if let difference = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return difference }
      }
      return nil
    case (let found as NSNumber, let expected as NSNumber):
      let (own, other) = (found.doubleValue, expected.doubleValue)
      if (own - other).magnitude <= 1e-9 * max(own.magnitude, other.magnitude) { return nil }
    // Early versions wrote 0 where a category is held by another's price.
    case (_, is NSNull) where path.contains(".by_category."): return nil
    default:
      var (own, other) = ("", "")
      write(found, to: &own)
      write(expected, to: &other)
      if own == other { return nil }
    }
    return "\(path): found \(word(found)), but the run's archive says \(word(expected))"
  }

  private static func word(_ value: Any) -> String {
    switch value {
    case let text as String: "'\(text)'"
    case is NSNull: "null"
    case let list as [Any]: list.isEmpty ? "an empty list" : "a list of \(list.count)"
    case is [String: Any]: "an object"
    default: "\(value)"
    }
  }
}
