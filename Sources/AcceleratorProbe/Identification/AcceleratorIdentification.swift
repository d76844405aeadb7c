public import HardwareProfiles

/// What a PCI function turns out to be.
public enum AcceleratorIdentification: Sendable, Equatable {
  /// An accelerator.
  case accelerator(IdentifiedAccelerator)
  /// A device of a display or accelerator class, or one easily taken for an accelerator, that is none.
  case skipped(SkipReason, name: String?)
  /// Anything else.
  case notOfInterest
}

/// An accelerator and what is known about its kind.
public struct IdentifiedAccelerator: Sendable, Equatable {
  /// The id of the matching profile; nil when none matches.
  public var profileID: String?
  /// What it is made for.
  public var role: AcceleratorRole
  /// The maker's name; nil when only the host's list of PCI ids may tell.
  public var vendor: String?
  /// The name of the kind; nil when only the host's list of PCI ids may tell.
  public var name: String?
  /// Whether its id is that of a virtual function, which a guest cannot see otherwise.
  public var isVirtualFunction: Bool

  /// An accelerator of a kind.
  public init(
    profileID: String? = nil, role: AcceleratorRole, vendor: String? = nil, name: String? = nil,
    isVirtualFunction: Bool = false
  ) {
    self.profileID = profileID
    self.role = role
    self.vendor = vendor
    self.name = name
    self.isVirtualFunction = isVirtualFunction
  }
}

/// Why a device that looks like an accelerator is none.
public enum SkipReason: String, Sendable, CaseIterable, Codable {
  /// The screen of a server's management processor.
  case bmcDisplay = "bmc_display"
  /// Graphics inside a processor or chipset: its power and memory are the processor's.
  case integratedDisplay = "integrated_display"
  /// A screen that a hypervisor simulates.
  case virtualDisplay = "virtual_display"
  /// A small neural unit inside a client processor.
  case clientNPU = "client_npu"
  /// A switch between accelerators.
  case nvswitch = "nvswitch"
  /// A function of a chipset.
  case chipset
  /// A device that a hypervisor simulates for tests.
  case testDevice = "test_device"
  /// A network card whose class does not say so.
  case network
  /// A drive whose class does not say so.
  case storage
  /// A co-processor for encryption or compression.
  case cryptographicCoprocessor = "cryptographic_coprocessor"
  /// Programmable logic (FPGA), whatever it is loaded with.
  case programmableLogic = "programmable_logic"
  /// A display of a maker that makes no accelerator.
  case unknownDisplay = "unknown_display"
  /// A device of a display or accelerator class that does not tell who made it.
  case unreadable
}
