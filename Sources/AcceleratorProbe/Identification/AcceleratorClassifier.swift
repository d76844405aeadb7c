public import HardwareProfiles

/// Tells accelerators from everything else on a bus.
///
/// The data decide first: a profile of the catalog, then the table of known ids. Where both are silent, the maker's
/// rule decides about functions of a display or accelerator class, and last the class itself.
public struct AcceleratorClassifier: Sendable {
  private struct Match: Sendable {
    let subsystem: UInt16?
    let accelerator: IdentifiedAccelerator
  }

  private let profiles: [UInt32: [Match]]
  private let devices: DeviceTable

  /// A classifier that knows the PCI identities of profiles, and what other ids stand for.
  public init(profiles: [AcceleratorProfile], devices: DeviceTable = .shipped) {
    self.devices = devices
    var matches: [UInt32: [Match]] = [:]
    for profile in profiles {
      let accelerator = IdentifiedAccelerator(
        profileID: profile.id, role: profile.role, vendor: profile.vendor, name: profile.name,
        functionsPerBoard: profile.functionsPerBoard)
      for identity in profile.pciIdentities {
        matches[Self.key(identity.vendor, identity.device), default: []]
          .append(Match(subsystem: identity.subsystemDevice, accelerator: accelerator))
      }
    }
    self.profiles = matches
  }

  /// Whether a function is worth a closer look, by what a scan tells alone.
  public func mayBeOfInterest(_ device: PCIDevice) -> Bool {
    if PCIClassKind(device.classCode) != .other { return true }
    guard let vendor = device.vendorID, let id = device.deviceID else { return false }
    // The subsystem is not known yet, so any will do.
    return profiles[Self.key(vendor, id)] != nil || devices.find(vendor: vendor, device: id, subsystem: nil) != nil
  }

  /// What a function is.
  ///
  /// - Parameters:
  ///   - device: the function with its subsystem, if it has one.
  ///   - isPartOfProcessor: whether its slot also holds functions that only processors have; see
  ///     `Sequence.processorSlots`.
  public func identify(_ device: PCIDevice, isPartOfProcessor: Bool = false) -> AcceleratorIdentification {
    let kind = PCIClassKind(device.classCode)
    if let vendor = device.vendorID, let id = device.deviceID {
      let known = devices.find(vendor: vendor, device: id, subsystem: device.subsystemDeviceID)
      if let match = profile(vendor, id, device.subsystemDeviceID) {
        var accelerator = match
        if case .virtualFunction = known?.verdict { accelerator.isVirtualFunction = true }
        return .accelerator(accelerator)
      }
      if let known { return identification(known.verdict, device, kind, name: known.name) }
    }
    guard kind != .other else { return .notOfInterest }
    if let verdict = VendorRule.verdict(on: device, kind: kind, isPartOfProcessor: isPartOfProcessor) {
      return identification(verdict, device, kind, name: nil)
    }
    return identification(Self.verdict(onClassOf: device, kind), device, kind, name: nil)
  }

  private func profile(_ vendor: UInt16, _ device: UInt16, _ subsystem: UInt16?) -> IdentifiedAccelerator? {
    guard let matches = profiles[Self.key(vendor, device)] else { return nil }
    let exact = matches.first { $0.subsystem != nil && $0.subsystem == subsystem }
    return (exact ?? matches.first { $0.subsystem == nil })?.accelerator
  }

  // A class without a maker we know: a processing accelerator or 3D controller is one, for a missed accelerator costs
  // more than a superfluous line; a plain display or co-processor is far more often none. Where not even the maker can
  // be read, a display controller that starts no screen is one as well: most accelerators of AMD's and Intel's are such.
  private static func verdict(onClassOf device: PCIDevice, _ kind: PCIClassKind) -> KnownDevice.Verdict {
    if kind == .processingAccelerator || device.classCode == 0x0302 { return .accelerator(.training) }
    if device.vendorID == nil, device.classCode == 0x0380 { return .accelerator(.training) }
    if device.vendorID == nil { return .skipped(.unreadable) }
    return .skipped(kind == .coprocessor ? .cryptographicCoprocessor : .unknownDisplay)
  }

  private func identification(
    _ verdict: KnownDevice.Verdict, _ device: PCIDevice, _ kind: PCIClassKind, name: String?
  ) -> AcceleratorIdentification {
    let vendor = device.vendorID.flatMap { VendorRule.vendorNames[$0] }
    switch verdict {
    case .accelerator(let role):
      return .accelerator(IdentifiedAccelerator(role: role, vendor: vendor, name: name))
    case .virtualFunction(let role):
      return .accelerator(IdentifiedAccelerator(role: role, vendor: vendor, name: name, isVirtualFunction: true))
    case .skipped(.network), .skipped(.storage):
      // A network card or drive that says so by its class needs no explanation.
      let base = device.classCode.map { $0 >> 8 }
      guard base != 0x01 && base != 0x02, case .skipped(let reason) = verdict else { return .notOfInterest }
      return .skipped(reason, name: name)
    case .skipped(let reason):
      return .skipped(reason, name: name)
    }
  }

  private static func key(_ vendor: UInt16, _ device: UInt16) -> UInt32 { UInt32(vendor) << 16 | UInt32(device) }
}

extension Sequence where Element == PCIDevice {
  /// The slots that hold a function of an AMD processor (vendor 1022): its encryption unit, USB or audio. A display
  /// in such a slot is graphics inside that processor.
  public var processorSlots: Set<PCIAddress> {
    Set(lazy.filter { $0.vendorID == 0x1022 }.map(\.address.slot))
  }
}
