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
  /// How many PCI functions one board of this kind shows.
  public var functionsPerBoard: Int

  /// An accelerator of a kind.
  public init(
    profileID: String? = nil, role: AcceleratorRole, vendor: String? = nil, name: String? = nil,
    isVirtualFunction: Bool = false, functionsPerBoard: Int = 1
  ) {
    self.profileID = profileID
    self.role = role
    self.vendor = vendor
    self.name = name
    self.isVirtualFunction = isVirtualFunction
    self.functionsPerBoard = functionsPerBoard
  }
}
