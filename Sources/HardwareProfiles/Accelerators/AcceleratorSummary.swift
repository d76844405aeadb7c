public import Quantities

/// What a list shows of an accelerator.
public struct AcceleratorSummary: ProfileSummary, Equatable {
  /// What it is called.
  public let head: ProfileHead
  /// The maker.
  public let vendor: String
  /// What it is made for.
  public let role: AcceleratorRole
  /// `SXM5`, `PCIe`, `OAM`, …
  public let formFactor: String
  /// The day or month of release, `2022-09-20`.
  public let released: String
  /// The PCI identities by which a probe knows it.
  public let pciIdentities: [PCIIdentity]
  /// Peak dense rate by precision.
  public let peakDense: [Precision: FLOPsPerSecond]
  /// Memory of one accelerator, and its bandwidth.
  public let memoryCapacity: Bytes
  public let memoryBandwidth: BytesPerSecond?
  /// The maker's limit (TDP, TBP).
  public let nameplate: Watts
  /// Drawn without work.
  public let idle: Watts?

  /// The summary of a profile.
  public init(_ profile: AcceleratorProfile) {
    head = profile.head
    vendor = profile.vendor
    role = profile.role
    formFactor = profile.formFactor
    released = profile.released
    pciIdentities = profile.pciIdentities
    peakDense = profile.peakDense.mapValues(\.value)
    memoryCapacity = profile.memoryCapacity.value
    memoryBandwidth = profile.memoryBandwidth?.value
    nameplate = profile.power.nameplate.value
    idle = profile.power.idle?.value
  }

  init?(_ outline: ProfileOutline) {
    guard let head = ProfileHead(outline), let vendor = outline["vendor"],
      let role = outline["role"].flatMap(AcceleratorRole.init), let formFactor = outline["form_factor"],
      let released = outline["released"], let capacity = outline.quantity("memory.capacity", Bytes.self),
      let nameplate = outline.quantity("power.nameplate", Watts.self)
    else { return nil }
    self.head = head
    self.vendor = vendor
    self.role = role
    self.formFactor = formFactor
    self.released = released
    pciIdentities = outline.list("pci").compactMap(PCIIdentity.init)
    var peaks: [Precision: FLOPsPerSecond] = [:]
    for precision in Precision.allCases { peaks[precision] = outline.quantity("peak_dense.\(precision.rawValue)") }
    peakDense = peaks
    memoryCapacity = capacity
    memoryBandwidth = outline.quantity("memory.bandwidth")
    self.nameplate = nameplate
    idle = outline.quantity("power.idle")
  }
}
