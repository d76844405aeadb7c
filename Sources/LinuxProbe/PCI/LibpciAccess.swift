import AcceleratorProbe
import CPCI
import CPCIGuard

/// An open libpci, every call of which is guarded: what it refuses is a nil here, with a message.
final class LibpciAccess {
  /// What libpci keeps of one function.
  typealias Function = UnsafeMutablePointer<pci_dev>

  private let access: UnsafeMutablePointer<pci_access>

  /// libpci over a tree that holds `devices/`; nil when it refuses.
  init?(sysfs path: String) {
    guard let access = pci_guard_open(PCI_ACCESS_SYS_BUS_PCI.rawValue, "sysfs.path", path) else { return nil }
    self.access = access
  }

  /// libpci over a dump in memory; nil when it refuses.
  init?(dump text: [UInt8]) {
    guard let access = text.withUnsafeBytes({ pci_guard_open_dump($0.baseAddress, $0.count) }) else { return nil }
    self.access = access
  }

  deinit { pci_guard_close(access) }

  /// Why libpci refused the last call.
  static var message: String { String(cString: pci_guard_message()) }

  /// The functions that libpci found by itself, the last one first.
  var functions: some Sequence<Function> {
    sequence(first: access.pointee.devices) { $0?.pointee.next }.lazy.compactMap(\.self)
  }

  /// Does something with the function of an address, whether it exists or not; nil for domains beyond libpci's reach.
  func withFunction<Result>(at address: PCIAddress, _ body: (Function) -> Result?) -> Result? {
    guard let domain = Int32(exactly: address.domain),
      let function = pci_guard_device(
        access, domain, Int32(address.bus), Int32(address.device), Int32(address.function))
    else { return nil }
    defer { pci_guard_free(function) }
    return body(function)
  }

  /// Class and ids; nil when libpci refuses.
  func identity(_ function: Function) -> (classCode: UInt16, vendorID: UInt16, deviceID: UInt16)? {
    guard pci_guard_fill(function, PCI_FILL_IDENT | PCI_FILL_CLASS) else { return nil }
    return (function.pointee.device_class, function.pointee.vendor_id, function.pointee.device_id)
  }

  /// The first bytes of the configuration space; nil when they cannot be read or the device does not answer.
  func header(_ function: Function) -> ConfigurationHeader? {
    var bytes = [UInt8](repeating: 0, count: ConfigurationHeader.byteCount)
    return pci_guard_read(function, 0, &bytes, Int32(bytes.count)) ? ConfigurationHeader(bytes) : nil
  }

  /// The PCI Express link as the configuration space tells it; nil when it has none or only its first bytes are there.
  func link(_ function: Function) -> PCILink? {
    let start = Int32(pci_guard_capability(function, UInt32(PCI_CAP_ID_EXP), UInt32(PCI_CAP_NORMAL)))
    var bytes = [UInt8](repeating: 0, count: Int(PCI_EXP_LNKSTA) + 2)
    guard start > 0, pci_guard_read(function, start, &bytes, Int32(bytes.count)) else { return nil }
    // Devices inside a root complex have the registers and no link.
    let kind = Int32(bytes.littleEndian(at: Int(PCI_EXP_FLAGS)) & UInt32(PCI_EXP_FLAGS_TYPE)) >> 4
    guard kind != PCI_EXP_TYPE_ROOT_INT_EP, kind != PCI_EXP_TYPE_ROOT_EC else { return nil }
    let low = bytes.littleEndian(at: Int(PCI_EXP_LNKCAP))
    let high = bytes.littleEndian(at: Int(PCI_EXP_LNKCAP) + 2)
    return PCILink(capabilities: high << 16 | low, status: UInt16(bytes.littleEndian(at: Int(PCI_EXP_LNKSTA))))
  }

  /// The name of a vendor in pci.ids.
  func vendorName(_ vendor: UInt16) -> String? {
    name { pci_guard_vendor_name(access, $0, $1, Int32(vendor)) }
  }

  /// The name of a device in pci.ids.
  func deviceName(_ device: UInt16, of vendor: UInt16) -> String? {
    name { pci_guard_device_name(access, $0, $1, Int32(vendor), Int32(device)) }
  }

  private func name(_ look: (UnsafeMutablePointer<CChar>, Int32) -> Bool) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      guard let start = buffer.baseAddress, look(start, Int32(buffer.count)) else { return nil }
      return String(cString: start)
    }
  }
}

extension [UInt8] {
  /// Two bytes, the lower first.
  func littleEndian(at index: Int) -> UInt32 { UInt32(self[index]) | UInt32(self[index + 1]) << 8 }
}
