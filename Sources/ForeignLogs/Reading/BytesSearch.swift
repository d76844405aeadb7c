import Documents
import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Where a text starts within the bytes; nil when it is not among them.
  func offset(of text: StaticString) -> Int? {
    guard let base = baseAddress, text.utf8CodeUnitCount <= count else { return nil }
    let first = Int32(text.utf8Start[0])
    var place = 0
    while let hit = memchr(base + place, first, count - place) {
      let start = hit.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(mutating: base)
      guard start + text.utf8CodeUnitCount <= count else { return nil }
      if memcmp(hit, text.utf8Start, text.utf8CodeUnitCount) == 0 { return start }
      place = start + 1
    }
    return nil
  }

  /// Whether a text is among the bytes.
  func contains(_ text: StaticString) -> Bool { offset(of: text) != nil }
}
