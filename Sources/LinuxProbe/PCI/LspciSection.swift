import AcceleratorProbe

/// What the text of `lspci -vvvxxx` says about one function.
struct LspciSection {
  /// Where the function is.
  let address: PCIAddress
  /// The line of its title, counted from 1.
  let line: Int
  /// The title behind the address.
  let title: ArraySlice<UInt8>
  /// The lines of configuration bytes that are well formed.
  var configuration: [ArraySlice<UInt8>] = []
  /// The first line of configuration bytes that is not.
  var malformedLine: Int?
  private(set) var driver: String?
  private(set) var numaNode: Int?
  private(set) var iommuGroup: Int?
  private(set) var subsystem: (vendor: UInt16, device: UInt16)?
  private var capableLink: (speed: Double?, width: Int?)
  private var currentLink: (speed: Double?, width: Int?)
  private var virtualFunctionCount = 0
  private var virtualFunctionSpacing: (offset: Int, stride: Int)?

  /// A section with its title line alone.
  init(address: PCIAddress, line: Int, title: ArraySlice<UInt8>) {
    self.address = address
    self.line = line
    self.title = title
  }

  /// The PCI Express link of the text.
  var link: PCILink? {
    PCILink(
      speed: currentLink.speed, width: currentLink.width, maximumSpeed: capableLink.speed,
      maximumWidth: capableLink.width)
  }

  /// The addresses of the virtual functions that a physical one has enabled, by the rule of SR-IOV: bus, device and
  /// function count as one number.
  var virtualFunctions: [PCIAddress] {
    guard let (offset, stride) = virtualFunctionSpacing else { return [] }
    let own = Int(address.bus) << 8 | Int(address.device) << 3 | Int(address.function)
    return (0..<virtualFunctionCount).compactMap { index in
      let number = own + offset + index * stride
      guard number <= 0xffff else { return nil }
      return PCIAddress(
        domain: address.domain, bus: UInt8(number >> 8), device: UInt8(number >> 3 & 0x1f),
        function: UInt8(number & 7))
    }
  }

  /// Takes in a line of text below the title.
  mutating func read(_ line: ArraySlice<UInt8>) {
    let text = line.drop { $0 == 0x20 || $0 == 0x09 }
    // Most lines are none of these; a look at the first letter spares the rest.
    switch text.first {
    case UInt8(ascii: "K"): text.behind("Kernel driver in use: ").map { driver = String(decoding: $0, as: UTF8.self) }
    case UInt8(ascii: "N"): text.behind("NUMA node: ").map { numaNode = $0.integer }
    case UInt8(ascii: "L"):
      if let capability = text.behind("LnkCap:") { capableLink = capability.linkFigures }
      if let status = text.behind("LnkSta:") { currentLink = status.linkFigures }
    case UInt8(ascii: "S"): text.behind("Subsystem: ").map { subsystem = $0.trailingIdentifiers }
    case UInt8(ascii: "V"): readVirtualFunctionSpacing(text)
    case UInt8(ascii: "I"):
      text.behind("IOMMU group: ").map { iommuGroup = $0.integer }
      if text.starts(with: "Initial VFs:".utf8), let count = text.number(after: "Number of VFs: ") {
        virtualFunctionCount = min(count, 0xffff)
      }
    default: break
    }
  }

  private mutating func readVirtualFunctionSpacing(_ text: ArraySlice<UInt8>) {
    guard let offset = text.number(after: "VF offset: "), let stride = text.number(after: "stride: ") else { return }
    virtualFunctionSpacing = (min(offset, 0xffff), min(stride, 0xffff))
  }
}

extension ArraySlice<UInt8> {
  /// What follows a beginning; nil when the bytes begin otherwise.
  func behind(_ beginning: String) -> ArraySlice<UInt8>? {
    starts(with: beginning.utf8) ? dropFirst(beginning.utf8.count) : nil
  }

  /// The bytes behind the first occurrence of a text.
  func after(_ text: String) -> ArraySlice<UInt8>? {
    let wanted = Array(text.utf8)
    var rest = self
    while let start = rest.firstIndex(of: wanted[0]) {
      rest = rest[start...]
      if rest.starts(with: wanted) { return rest.dropFirst(wanted.count) }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// The decimal number at the beginning.
  var integer: Int? { Int(String(decoding: prefix { (0x30...0x39).contains($0) }, as: UTF8.self)) }

  /// The decimal number behind a text.
  func number(after text: String) -> Int? { after(text)?.integer }

  /// `… Speed 16GT/s (ok), Width x8 (downgraded)`
  var linkFigures: (speed: Double?, width: Int?) {
    let speed = after("Speed ").flatMap { PCILink.speed(parsing: String(decoding: $0.prefix(16), as: UTF8.self)) }
    let width = number(after: "Width x").flatMap { UInt32(exactly: $0) }.flatMap(PCILink.width)
    return (speed, width)
  }

  /// The ids in a last bracket: `… [10de:2204]`.
  var trailingIdentifiers: (vendor: UInt16, device: UInt16)? {
    guard count >= 11, last == UInt8(ascii: "]"), self[endIndex - 11] == UInt8(ascii: "[") else { return nil }
    return self[(endIndex - 10)..<(endIndex - 1)].identifiers
  }

  /// `10de:2204`
  var identifiers: (vendor: UInt16, device: UInt16)? {
    guard count == 9, self[startIndex + 4] == UInt8(ascii: ":"), let vendor = prefix(4).fourHexDigits,
      let device = suffix(4).fourHexDigits
    else { return nil }
    return (vendor, device)
  }

  /// Exactly four hexadecimal digits.
  var fourHexDigits: UInt16? {
    guard count == 4, allSatisfy(\.isHexDigit) else { return nil }
    return UInt16(String(decoding: self, as: UTF8.self), radix: 16)
  }
}

extension UInt8 {
  var isHexDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x66).contains(self) || (0x41...0x46).contains(self)
  }

  /// The value of a hexadecimal digit.
  var hexDigitValue: Int { Int(self & 0x0f) + (self > 0x39 ? 9 : 0) }
}
