import AcceleratorProbe

/// Class and ids of a function from whatever its folder holds, for functions that libpci refuses or misreads.
///
/// libpci takes the leading digits of an attribute and makes 0 of any other text, so a broken file looks like an id.
/// Here an attribute counts only when all of it is a number; behind it come the kernel's other accounts of the same:
/// `uevent`, `modalias`, the configuration space, and last the driver, which tells at least the maker.
struct SysfsIdentity {
  var classCode: UInt16?
  var vendorID: UInt16?
  var deviceID: UInt16?
  var subsystemVendorID: UInt16?
  var subsystemDeviceID: UInt16?
  /// The files beside the attributes that had to help.
  private(set) var sources: [String] = []

  /// Whether class and ids are all there.
  var isComplete: Bool { classCode != nil && vendorID != nil && deviceID != nil }

  /// The attributes alone, read strictly.
  init(attributesOf folder: SysfsFolder) {
    classCode = folder.text("class").flatMap { Self.number($0, digits: 6) }.map { UInt16($0 >> 8) }
    vendorID = folder.text("vendor").flatMap(Self.identifier)
    deviceID = folder.text("device").flatMap { Self.number($0, digits: 4) }.map(UInt16.init)
    if vendorID == 0 || vendorID == .max { vendorID = nil }
  }

  /// Fills what the attributes leave open from the rest of the folder.
  mutating func fill(from folder: SysfsFolder, root: String, address: PCIAddress, configuration: ConfigurationHeader?) {
    adopt("uevent", Self.uevent(folder.text("uevent") ?? ""))
    adopt("modalias", Self.modalias(folder.text("modalias") ?? ""))
    if let header = configuration, header.vendorID != .max, header.vendorID != 0 {
      adopt("config", [header.classCode, header.vendorID, header.deviceID, nil, nil])
    }
    if vendorID == nil, SysfsFolder(path: "\(root)/proc/driver/nvidia/gpus").contains(address.description) {
      adopt("/proc/driver/nvidia", [nil, 0x10de, nil, nil, nil])
    }
    if let driver = folder.linkTarget("driver"), let vendor = DriverVendors.vendor(of: driver) {
      adopt("driver", [nil, vendor, nil, nil, nil])
    }
  }

  /// Takes class, vendor, device, subsystem vendor and subsystem device where they are open.
  private mutating func adopt(_ source: String, _ values: [UInt16?]) {
    guard !isComplete else { return }
    var helped = false
    func take(_ field: inout UInt16?, _ value: UInt16?) {
      guard field == nil, let value else { return }
      field = value
      helped = true
    }
    take(&classCode, values[0])
    take(&vendorID, values[1])
    take(&deviceID, values[2])
    take(&subsystemVendorID, values[3])
    take(&subsystemDeviceID, values[4])
    if helped { sources.append(source) }
  }

  // MARK: The kernel's accounts

  /// `PCI_CLASS=30000`, `PCI_ID=10DE:2204`, `PCI_SUBSYS_ID=1462:3881`, one a line.
  private static func uevent(_ text: String) -> [UInt16?] {
    var values: [UInt16?] = [nil, nil, nil, nil, nil]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let ids = parts[1].split(separator: ":").map { UInt32($0, radix: 16).flatMap(UInt16.init(exactly:)) }
      switch parts[0] {
      case "PCI_CLASS": values[0] = UInt32(parts[1], radix: 16).flatMap { UInt16(exactly: $0 >> 8) }
      case "PCI_ID" where ids.count == 2: (values[1], values[2]) = (ids[0], ids[1])
      case "PCI_SUBSYS_ID" where ids.count == 2: (values[3], values[4]) = (ids[0], ids[1])
      default: break
      }
    }
    return values
  }

  /// `pci:v000010DEd00002204sv00001462sd00003881bc03sc00i00`
  private static func modalias(_ text: String) -> [UInt16?] {
    guard text.hasPrefix("pci:v"), text.utf8.count == 53 else { return [nil, nil, nil, nil, nil] }
    let digits = Array(text.utf8)
    func field(_ start: Int, _ count: Int) -> UInt16? {
      UInt32(String(decoding: digits[start..<(start + count)], as: UTF8.self), radix: 16).flatMap(UInt16.init(exactly:))
    }
    let base = field(44, 2)
    let sub = field(48, 2)
    return [
      base.flatMap { base in sub.map { base << 8 | $0 } }, field(5, 8), field(14, 8), field(24, 8), field(34, 8),
    ]
  }

  private static func identifier(_ text: String) -> UInt16? { number(text, digits: 4).map(UInt16.init) }

  /// `0x` and exactly so many digits.
  static func number(_ text: String, digits: Int) -> UInt32? {
    guard text.hasPrefix("0x"), text.utf8.count == digits + 2 else { return nil }
    return UInt32(text.dropFirst(2), radix: 16)
  }
}

/// The makers that some drivers betray.
enum DriverVendors {
  static func vendor(of driver: String) -> UInt16? { makers[driver] }

  private static let makers: [String: UInt16] = [
    "nvidia": 0x10de, "nouveau": 0x10de, "amdgpu": 0x1002, "radeon": 0x1002, "i915": 0x8086, "xe": 0x8086,
    "mic": 0x8086, "habanalabs": 0x1da3, "apex": 0x1ac1, "neuron": 0x1d0f, "tenstorrent": 0x1e52, "qaic": 0x17cb,
    "ve_drv": 0x1bcf, "ast": 0x1a03, "mgag200": 0x102b,
  ]
}
