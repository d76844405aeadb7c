import Documents
import Foundation

/// JSON read into Foundation's values.
enum JSONText {
  /// The document of a text.
  ///
  /// - Throws: `DocumentError` when it is no JSON.
  static func parse(_ text: String, file: String, line: Int? = nil) throws(DocumentError) -> Any {
    do {
      return try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
    } catch {
      let reason = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "\(error)"
      throw DocumentError(.malformed, file: file, line: line, message: "is not JSON: \(reason)")
    }
  }

  /// The object of a line; nil when the bytes are no object.
  static func object(_ bytes: some Sequence<UInt8>) -> [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
  }

  /// A value as a number; nil for texts that write none, booleans and lists.
  static func number(_ value: Any?) -> Double? {
    if let number = value as? NSNumber { return number.doubleValue.isFinite ? number.doubleValue : nil }
    return (value as? String).flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
  }
}
