import AcceleratorProbe

/// Class, ids and name in the title of a function, for functions whose configuration bytes do not tell.
///
/// `-nn` gives all numbers, `-n` nothing but numbers, and without either there are the names of classes, makers and
/// products, of which a few are known here.
struct LspciTitle {
  private(set) var classCode: UInt16?
  private(set) var vendorID: UInt16?
  private(set) var deviceID: UInt16?
  private(set) var revision: UInt8?
  private(set) var name: String?

  /// Reads a title without its address.
  init(_ title: ArraySlice<UInt8>) {
    guard let colon = title.firstRange(of: ": ") else { return }
    readClass(title[..<colon])
    var product = title[(colon + 2)...]
    if let end = product.firstRange(of: " (rev ") {
      revision = UInt8(String(decoding: product[(end + 6)...].prefix(2), as: UTF8.self), radix: 16)
      product = product[..<end]
    } else if let end = product.firstRange(of: " (prog-if ") {
      product = product[..<end]
    }
    readProduct(product)
  }

  /// `VGA compatible controller [0300]`, `0300`, `Class 0300` or the name alone.
  private mutating func readClass(_ text: ArraySlice<UInt8>) {
    let isNumber = text.count == 4 || text.starts(with: "Class ".utf8)
    let digits: ArraySlice<UInt8> =
      text.last == UInt8(ascii: "]") ? text.dropLast().suffix(4) : isNumber ? text.suffix(4) : []
    classCode = digits.fourHexDigits ?? Self.classes[String(decoding: text, as: UTF8.self)]
  }

  /// `NVIDIA Corporation GA102 [GeForce RTX 3090] [10de:2204]`, `10de:2204`, or `NVIDIA Corporation Device 1e04`.
  private mutating func readProduct(_ text: ArraySlice<UInt8>) {
    var named = text
    if let ids = text.trailingIdentifiers ?? text.identifiers {
      (vendorID, deviceID) = (ids.vendor, ids.device)
      named = named.dropLast(min(12, named.count))
    } else if text.count > 12, text.dropLast(4).suffix(8).elementsEqual(" Device ".utf8) {
      deviceID = text.suffix(4).fourHexDigits
    }
    let product = String(decoding: named, as: UTF8.self)
    let maker = Self.makers.first { product.hasPrefix($0.name) }
    vendorID = vendorID ?? maker?.id
    let rest = product.dropFirst(maker.map { $0.name.count + 1 } ?? 0)
    name = rest.isEmpty || rest.hasPrefix("Device") ? nil : String(rest)
    deviceID = deviceID ?? name.flatMap { Self.products[$0] }
  }

  private static let classes: [String: UInt16] = [
    "VGA compatible controller": 0x0300, "XGA compatible controller": 0x0301, "3D controller": 0x0302,
    "Display controller": 0x0380, "Processing accelerators": 0x1200, "Co-processor": 0x0b40,
    "System peripheral": 0x0880, "Unassigned class": 0xff00,
  ]

  private static let makers: [(name: String, id: UInt16)] = [
    ("NVIDIA Corporation", 0x10de), ("Advanced Micro Devices, Inc. [AMD/ATI]", 0x1002),
    ("Advanced Micro Devices, Inc. [AMD]", 0x1022), ("Intel Corporation", 0x8086),
    ("ASPEED Technology, Inc.", 0x1a03), ("Matrox Electronics Systems Ltd.", 0x102b), ("Habana Labs Ltd.", 0x1da3),
    ("Huawei Technologies Co., Ltd.", 0x19e5), ("Google, Inc.", 0x1ae0), ("Amazon.com, Inc.", 0x1d0f),
    ("NEC Corporation", 0x1bcf), ("Red Hat, Inc.", 0x1af4), ("VMware", 0x15ad),
  ]

  // Accelerators of a class that says nothing, by their names in pci.ids: Amazon's are system peripherals.
  private static let products: [String: UInt16] = [
    "NeuronDevice (Inferentia)": 0x7064, "NeuronDevice (Inferentia2)": 0x7264, "NeuronDevice (Trainium)": 0x7164,
    "NeuronDevice (Trainium2)": 0x7364,
  ]
}

extension ArraySlice<UInt8> {
  /// Where a text begins; nil when it does not occur.
  fileprivate func firstRange(of text: String) -> Int? { after(text).map { $0.startIndex - text.utf8.count } }
}
