/// One function of a PCI bus. What is nil is not known.
public struct PCIDevice: Sendable, Equatable {
  /// Where it is.
  public var address: PCIAddress
  /// Base class and subclass: `0x0302`.
  public var classCode: UInt16?
  /// The vendor's id.
  public var vendorID: UInt16?
  /// The device's id.
  public var deviceID: UInt16?
  /// The vendor of the board; nil where the board names none.
  public var subsystemVendorID: UInt16?
  /// The board; nil where it names none.
  public var subsystemDeviceID: UInt16?
  /// The revision of the chip.
  public var revision: UInt8?
  /// The kernel driver bound to it; nil when there is none.
  public var driver: String?
  /// The NUMA node it is attached to; nil when the platform does not say.
  public var numaNode: Int?
  /// The IOMMU group, by which devices are passed to virtual machines.
  public var iommuGroup: Int?
  /// The PCI Express link.
  public var link: PCILink?
  /// Whether it is a virtual function (SR-IOV).
  public var isVirtualFunction = false
  /// The physical function behind a virtual one, where it is on the same bus.
  public var physicalFunction: PCIAddress?
  /// What the kernel's power management says.
  public var runtimeStatus: PCIRuntimeStatus?
  /// The name a recording gives it; a live bus gives none.
  public var recordedName: String?
  /// Why part of it is unknown or comes from elsewhere than libpci; nil when all is well.
  public var partialReason: String?

  /// A function of which only the address is known.
  public init(address: PCIAddress) { self.address = address }

  /// A function and its identity.
  public init(address: PCIAddress, classCode: UInt16?, vendorID: UInt16?, deviceID: UInt16?) {
    self.address = address
    self.classCode = classCode
    self.vendorID = vendorID
    self.deviceID = deviceID
  }

  /// Whether it sleeps; reading its registers would wake it.
  public var isAsleep: Bool { runtimeStatus == .suspended || runtimeStatus == .suspending }

  /// Adds a reason for which the device is only partly known.
  public mutating func markPartial(_ reason: String) {
    partialReason = partialReason.map { "\($0); \(reason)" } ?? reason
  }
}

/// The states of `power/runtime_status`.
public enum PCIRuntimeStatus: String, Sendable {
  case active, suspended, suspending, resuming, error, unsupported
}
