/// A PCI bus, live or recorded.
public protocol PCIBus: AnyObject {
  /// Where it is read from.
  var origin: PCIBusOrigin { get }

  /// Every function, in order of address, with class and ids alone.
  ///
  /// - Throws: `ProbeError` when the bus exists and cannot be read.
  func scan() throws(ProbeError) -> PCIScan

  /// The function with all else that the bus tells about it. It costs a dozen reads, so ask for what you need.
  func completed(_ device: PCIDevice) -> PCIDevice

  /// The name of a vendor in the host's list of PCI ids; nil when it is not there.
  func vendorName(_ vendor: UInt16) -> String?

  /// The name of a device in the host's list of PCI ids; nil when it is not there.
  func deviceName(_ device: UInt16, of vendor: UInt16) -> String?
}

/// Where a bus is read from.
public enum PCIBusOrigin: Sendable, Equatable {
  /// A tree that stands for `/`.
  case sysfs(root: String)
  /// The output of `lspci -vvvxxx`.
  case dump(file: String)
}

/// What a look over a bus finds.
public struct PCIScan: Sendable, Equatable {
  /// The functions in order of address.
  public var devices: [PCIDevice]
  /// Oddities that cost nothing but are worth knowing.
  public var warnings: [String]
  /// Why there is no bus at all; nil when there is one, be it empty.
  public var absence: String?

  /// The outcome of a scan.
  public init(devices: [PCIDevice] = [], warnings: [String] = [], absence: String? = nil) {
    self.devices = devices
    self.warnings = warnings
    self.absence = absence
  }
}
