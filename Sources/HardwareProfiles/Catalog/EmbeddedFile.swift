import CEmbeddedFiles
import Glibc

/// A file that travels inside the program.
struct EmbeddedFile: Sendable {
  /// Its name below `hardware-profiles/`.
  let name: String
  // Constant data of the program.
  private nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

  private init(_ file: embedded_file) {
    name = String(cString: file.name)
    bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
  }

  /// The YAML files of `hardware-profiles/`.
  static let profiles: [EmbeddedFile] = (0..<embedded_profile_count).map { EmbeddedFile(embedded_profiles[$0]) }

  /// `devices.tsv`.
  static let devices = EmbeddedFile(embedded_devices)

  /// Its whole text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The keys and values of a profile, as far as a list needs them.
  var outline: ProfileOutline { ProfileOutline(bytes) }

  /// Whether the text holds a word of ASCII in lower case, whatever its own case.
  func contains(_ word: String) -> Bool {
    let wanted = Array(word.utf8)
    guard let first = wanted.first, wanted.count <= bytes.count else { return false }
    func lowered(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
    return (0...(bytes.count - wanted.count)).contains { start in
      lowered(bytes[start]) == first && wanted.indices.allSatisfy { lowered(bytes[start + $0]) == wanted[$0] }
    }
  }

  /// Whether the text holds one of some devices as `10de:2330`. All of the catalog is searched at every start.
  func names(anyOf devices: Set<PCIIdentity>) -> Bool {
    guard let start = bytes.baseAddress, bytes.count >= 9 else { return false }
    var next = 4
    while next < bytes.count - 4, let found = memchr(start + next, Int32(UInt8(ascii: ":")), bytes.count - 4 - next) {
      let colon = UnsafeRawPointer(start).distance(to: found)
      next = colon + 1
      // After a key stands a space.
      if let device = hexadecimal(at: colon + 1), let vendor = hexadecimal(at: colon - 4),
        devices.contains(PCIIdentity(vendor: vendor, device: device))
      {
        return true
      }
    }
    return false
  }

  /// The number of four hexadecimal digits.
  private func hexadecimal(at start: Int) -> UInt16? {
    var number: UInt16 = 0
    for byte in bytes[start..<start + 4] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt16(byte & 0xF)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        number = number << 4 | UInt16(byte & 0xF + 9)
      default: return nil
      }
    }
    return number
  }

  /// What errors call it.
  var displayName: String { "(shipped) hardware-profiles/\(name)" }
}
