import AcceleratorProbe

/// The output of `lspci` with configuration bytes, taken apart into functions.
///
/// libpci reads such a file itself, but gives up the whole of it, without a line number, at the first over-long or
/// malformed line, and cannot tell functions of wide domains. So the text is read here, and libpci gets a copy of the
/// configuration bytes alone.
struct LspciText {
  /// The functions in the order of the file.
  private(set) var sections: [LspciSection] = []
  /// Oddities, with their lines.
  private(set) var warnings: [String] = []

  /// Reads a text; anything that belongs to no function is passed over.
  init(_ bytes: [UInt8]) {
    var current: LspciSection?
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.isEmpty {
        close(&current)
      } else if let section = Self.title(line, number: number) {
        close(&current)
        current = section
      } else if current != nil {
        if line.first?.isHexDigit == true, let colon = line.prefix(9).firstIndex(of: UInt8(ascii: ":")),
          line[..<colon].allSatisfy(\.isHexDigit)
        {
          if Self.isConfiguration(line, colon: colon) {
            current?.configuration.append(line)
          } else if current?.malformedLine == nil {
            current?.malformedLine = number
          }
        } else {
          current?.read(line)
        }
      }
    }
    close(&current)
  }

  private mutating func close(_ section: inout LspciSection?) {
    guard let closed = section else { return }
    section = nil
    if let line = closed.malformedLine { warnings.append("line \(line): malformed configuration bytes") }
    sections.append(closed)
  }

  /// `0000:17:00.0 3D controller …` at the very start of a line.
  private static func title(_ line: ArraySlice<UInt8>, number: Int) -> LspciSection? {
    guard line.first?.isHexDigit == true, let blank = line.prefix(17).firstIndex(of: UInt8(ascii: " ")),
      blank - line.startIndex >= "17:00.0".utf8.count, let address = PCIAddress(bytes: line[..<blank])
    else { return nil }
    return LspciSection(address: address, line: number, title: line[(blank + 1)...])
  }

  /// `40: 10 00 80 14 …`: an offset within the 4096 bytes there are, and at most 16 bytes of two digits.
  ///
  /// A dump is little else than such lines, so they are checked in one pass and without allocating.
  private static func isConfiguration(_ line: ArraySlice<UInt8>, colon: Int) -> Bool {
    guard (2...3).contains(colon - line.startIndex) else { return false }
    var offset = 0
    for digit in line[..<colon] { offset = offset << 4 | digit.hexDigitValue }
    // libpci gives up the whole file at a second blank.
    guard line.dropFirst(colon + 1 - line.startIndex).first == UInt8(ascii: " ") else { return false }
    var count = 0
    var digits = 0
    for byte in line[(colon + 2)...] {
      if byte.isHexDigit {
        digits += 1
        if digits == 1 { count += 1 }
      } else if byte == UInt8(ascii: " "), digits == 2 {
        digits = 0
      } else {
        return false
      }
      if digits > 2 { return false }
    }
    return digits != 1 && (1...16).contains(count) && offset + count <= 4096
  }

  // MARK: The copy for libpci

  /// The configuration bytes of all functions as libpci reads them. Each function stands under its index in `sections`
  /// in place of its address, so that wide domains pass and a function that is listed twice stays two.
  var configurationText: [UInt8] {
    var text: [UInt8] = []
    for (index, section) in sections.enumerated() where !section.configuration.isEmpty {
      text += Array("\(Self.stand(for: index)) \n".utf8)
      for line in section.configuration {
        text += line
        text.append(UInt8(ascii: "\n"))
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// The address under which libpci knows a section.
  static func stand(for index: Int) -> PCIAddress {
    PCIAddress(
      domain: UInt32(index >> 16), bus: UInt8(index >> 8 & 0xff), device: UInt8(index >> 3 & 0x1f),
      function: UInt8(index & 7))
  }

  /// The index of the section that libpci knows under an address.
  static func index(domain: Int32, bus: UInt8, device: UInt8, function: UInt8) -> Int {
    Int(domain) << 16 | Int(bus) << 8 | Int(device) << 3 | Int(function)
  }
}
