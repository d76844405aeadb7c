import Glibc
import Testing

@testable import PowerMeter

@Suite struct CommandTextTests {
  @Test(
    arguments: [
      [], Array("train.py".utf8), Array("caf\u{E9} 训练".utf8), [0x63, 0xE9], [0xFF, 0xFE, 0x20, 0xC3],
      [0xE8, 0xAE, 0x41],
      [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80],
    ] as [[UInt8]])
  func `a word of a command line comes back byte by byte`(word: [UInt8]) throws {
    let text = (word + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map(CommandText.text) ?? "" }
    }
    let copy = try #require(CommandText.copy(text))
    defer { free(copy) }
    #expect((0..<strlen(copy)).map { UInt8(bitPattern: copy[$0]) } == word)
    if let valid = String(validating: word, as: UTF8.self) { #expect(text == valid) }
  }
}
