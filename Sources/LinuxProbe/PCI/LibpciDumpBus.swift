public import AcceleratorProbe
import CPCI
import Glibc

/// The PCI bus of a recording made with `lspci -vvvxxx`, or `-nn` and more `x`.
///
/// Class, ids, board and link come from the configuration bytes through libpci; driver, NUMA node, IOMMU group and
/// virtual functions, which they do not hold, from the text around them.
public final class LibpciDumpBus: PCIBus {
  public let origin: PCIBusOrigin
  private let file: String
  private let text: LspciText
  private let access: LibpciAccess
  /// libpci's functions by their index in the text.
  private let functions: [Int: LibpciAccess.Function]
  private let physicalFunctions: [PCIAddress: PCIAddress]
  private let sectionOfAddress: [PCIAddress: Int]

  /// Reads a recording whole.
  ///
  /// - Throws: `ProbeError` when the file cannot be read or holds no function at all.
  public init(file: String) throws(ProbeError) {
    origin = .dump(file: file)
    self.file = file
    let bytes = try Self.read(file)
    text = LspciText(bytes)
    guard !text.sections.isEmpty else {
      throw ProbeError(
        .notADump,
        message: bytes.isEmpty
          ? "the file is empty; expected the output of lspci -vvvxxx"
          : "found no PCI function; expected the output of lspci -vvvxxx, such as '17:00.0 3D controller: …'",
        file: file, line: 1)
    }
    guard let access = LibpciAccess(dump: text.configurationText) else {
      throw ProbeError(.library, message: "libpci: \(LibpciAccess.message)", file: file)
    }
    self.access = access
    var functions: [Int: LibpciAccess.Function] = [:]
    for function in access.functions {
      let found = function.pointee
      functions[LspciText.index(domain: found.domain, bus: found.bus, device: found.dev, function: found.func)] =
        function
    }
    self.functions = functions
    var physicalFunctions: [PCIAddress: PCIAddress] = [:]
    var sectionOfAddress: [PCIAddress: Int] = [:]
    for (index, section) in text.sections.enumerated() {
      for virtual in section.virtualFunctions { physicalFunctions[virtual] = section.address }
      if sectionOfAddress[section.address] == nil { sectionOfAddress[section.address] = index }
    }
    self.physicalFunctions = physicalFunctions
    self.sectionOfAddress = sectionOfAddress
  }

  public func scan() throws(ProbeError) -> PCIScan {
    var scan = PCIScan(warnings: text.warnings.map { "\(file): \($0)" })
    for (index, section) in text.sections.enumerated() {
      guard sectionOfAddress[section.address] == index else {
        scan.warnings.append(
          "\(file): line \(section.line): \(section.address) is listed a second time; it is left out")
        continue
      }
      scan.devices.append(glance(at: section, index))
    }
    guard scan.devices.contains(where: { $0.classCode != nil || $0.vendorID != nil }) else {
      throw ProbeError(
        .notADump, message: "no function tells what it is; record it again with lspci -vvvxxx", file: file,
        line: text.sections[0].line)
    }
    scan.devices.sort { $0.address < $1.address }
    return scan
  }

  private func glance(at section: LspciSection, _ index: Int) -> PCIDevice {
    var device = PCIDevice(address: section.address)
    if let line = section.malformedLine { device.markPartial("line \(line) holds malformed configuration bytes") }
    // A virtual function has no ids of its own in its registers, and one that sleeps or is gone reads all ones.
    if let function = functions[index], let identity = access.identity(function), identity.vendorID != .max {
      device.classCode = identity.classCode
      device.vendorID = identity.vendorID
      device.deviceID = identity.deviceID
      return device
    }
    let title = LspciTitle(section.title)
    device.classCode = title.classCode
    device.vendorID = title.vendorID ?? section.driver.flatMap(DriverVendors.vendor)
    device.deviceID = title.deviceID
    device.revision = title.revision
    device.recordedName = title.name
    if physicalFunctions[section.address] == nil {
      let what = section.configuration.isEmpty ? "there are no configuration bytes" : "the device does not answer"
      device.markPartial("line \(section.line): \(what); class and ids are those of the text")
    }
    return device
  }

  public func completed(_ device: PCIDevice) -> PCIDevice {
    guard let index = sectionOfAddress[device.address] else { return device }
    let section = text.sections[index]
    var device = device
    device.driver = section.driver
    device.numaNode = section.numaNode.flatMap { $0 >= 0 ? $0 : nil }
    device.iommuGroup = section.iommuGroup
    device.physicalFunction = physicalFunctions[device.address]
    device.isVirtualFunction = device.physicalFunction != nil
    let header = functions[index].flatMap(access.header)
    device.revision = header?.revision ?? device.revision
    device.subsystemVendorID = header?.subsystem?.vendor ?? section.subsystem?.vendor
    device.subsystemDeviceID = header?.subsystem?.device ?? section.subsystem?.device
    device.link = functions[index].flatMap(access.link) ?? section.link
    device.recordedName = device.recordedName ?? LspciTitle(section.title).name
    return device
  }

  public func vendorName(_ vendor: UInt16) -> String? { access.vendorName(vendor) }

  public func deviceName(_ device: UInt16, of vendor: UInt16) -> String? { access.deviceName(device, of: vendor) }

  /// The bytes of a file, whatever they are: a recording may be damaged.
  private static func read(_ file: String) throws(ProbeError) -> [UInt8] {
    let limit = 64 << 20
    guard let stream = fopen(file, "re") else {
      throw ProbeError(
        errno == ENOENT ? .missing : .unreadable, message: "cannot be opened: \(String(cString: strerror(errno)))",
        file: file)
    }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw ProbeError(.unreadable, message: "is larger than \(limit >> 20) MiB", file: file)
      }
      guard count < buffer.count else { continue }
      guard ferror(stream) == 0 else {
        throw ProbeError(.unreadable, message: "cannot be read: \(String(cString: strerror(errno)))", file: file)
      }
      return bytes
    }
  }
}
