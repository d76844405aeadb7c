import Glibc

/// Words of a command line as text that keeps every byte.
///
/// The system's words are bytes, Swift's text is Unicode. A byte that is no part of UTF-8 stands as a character of the last
/// private plane, which no writing uses, and becomes that byte again when the job is started.
public enum CommandText {
  /// The character that stands for the byte 0.
  private static let first: UInt32 = 0x10FE00

  /// The text of a word.
  ///
  /// - Parameter word: its bytes, up to a zero byte.
  public static func text(_ word: UnsafePointer<CChar>) -> String {
    if let text = String(validatingCString: word) { return text }
    let bytes = UnsafeRawBufferPointer(start: word, count: strlen(word))
    var scalars = String.UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var place = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        scalars.append(Unicode.UTF8.decode(encoded))
        place += encoded.count
      case .error(let length):
        for byte in bytes[place..<place + length] {
          Unicode.Scalar(first + UInt32(byte)).map { scalars.append($0) }
        }
        place += length
      case .emptyInput: return String(scalars)
      }
    }
  }

  /// The bytes of a word with a zero byte behind them, which the caller frees.
  static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
    guard text.unicodeScalars.contains(where: { byte($0) != nil }) else { return strdup(text) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if let byte = byte(scalar) { bytes.append(byte) } else { bytes += Array(Unicode.UTF8.encode(scalar) ?? .init()) }
    }
    return (bytes + [0]).withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap { strdup(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
    }
  }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    (first...first + 255).contains(scalar.value) ? UInt8(scalar.value - first) : nil
  }
}
