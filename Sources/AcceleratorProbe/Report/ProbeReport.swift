public import HardwareProfiles

/// Every accelerator on a bus, and what looks like one and is none.
public struct ProbeReport: Sendable, Equatable {
  /// The accelerators in order of address.
  public var accelerators: [ProbedAccelerator]
  /// Devices of a display or accelerator class that are no accelerator, in order of address.
  public var skipped: [SkippedDevice]
  /// How many functions the bus has.
  public var functionCount: Int
  /// Where the bus was read from.
  public var origin: PCIBusOrigin
  /// Why there is no bus; nil when there is one.
  public var busMissingReason: String?
  /// Oddities that cost nothing but are worth knowing.
  public var warnings: [String]
  /// Accelerators that a management library shows and the bus does not, as in a container.
  public var offBus: [ProbedAccelerator] = []
  /// Those on the bus, and those that a management library alone shows.
  public var allAccelerators: [ProbedAccelerator] { accelerators + offBus }
  /// How boards are built and split, beyond what the bus tells.
  public var topology = BoardTopology()

  /// A report of given content.
  public init(
    accelerators: [ProbedAccelerator] = [], skipped: [SkippedDevice] = [], functionCount: Int = 0,
    origin: PCIBusOrigin, busMissingReason: String? = nil, warnings: [String] = []
  ) {
    self.accelerators = accelerators
    self.skipped = skipped
    self.functionCount = functionCount
    self.origin = origin
    self.busMissingReason = busMissingReason
    self.warnings = warnings
  }

  /// Looks over a bus once. Only functions that may be accelerators cost more than a glance.
  ///
  /// - Throws: `ProbeError` when the bus exists and cannot be read.
  public init(scanning bus: some PCIBus, with classifier: AcceleratorClassifier) throws(ProbeError) {
    self.init(try bus.scan(), of: bus, with: classifier)
  }

  /// Looks over a bus once, with those profiles of a catalog that name a device on it.
  ///
  /// - Throws: `ProbeError` when the bus exists and cannot be read, `DocumentError` for a faulty profile.
  public init(scanning bus: some PCIBus, catalog: ProfileCatalog) throws {
    let scan = try bus.scan()
    func look(for identities: Set<PCIIdentity>) throws -> ProbeReport {
      ProbeReport(
        scan, of: bus,
        with: AcceleratorClassifier(
          profiles: try catalog.profiles(of: identities),
          devices: try catalog.devices(of: Set(identities.map(\.vendor)))))
    }
    let identities = Set(scan.devices.compactMap(\.identity))
    self = try look(for: identities)
    // A closer look may have told other ids, where a broken attribute reads as a number.
    let looked = accelerators.map(\.device) + skipped.map(\.device)
    let late = Set(looked.compactMap(\.identity)).subtracting(identities)
    if !late.isEmpty { self = try look(for: identities.union(late)) }
  }

  private init(_ scan: PCIScan, of bus: some PCIBus, with classifier: AcceleratorClassifier) {
    self.init(
      functionCount: scan.devices.count, origin: bus.origin, busMissingReason: scan.absence, warnings: scan.warnings)
    let processorSlots = scan.devices.processorSlots
    for candidate in scan.devices where classifier.mayBeOfInterest(candidate) {
      var device = bus.completed(candidate)
      switch classifier.identify(device, isPartOfProcessor: processorSlots.contains(device.address.slot)) {
      case .accelerator(let identity):
        if identity.isVirtualFunction { device.isVirtualFunction = true }
        accelerators.append(
          ProbedAccelerator(
            device: device, profileID: identity.profileID, role: identity.role,
            vendor: identity.vendor ?? bus.vendorName(of: device),
            name: identity.name ?? bus.deviceName(of: device), functionsPerBoard: identity.functionsPerBoard))
      case .skipped(let reason, let name):
        skipped.append(
          SkippedDevice(
            device: device, reason: reason,
            vendor: device.vendorID.flatMap { VendorRule.vendorNames[$0] } ?? bus.vendorName(of: device),
            name: name ?? bus.deviceName(of: device)))
      case .notOfInterest: break
      }
    }
  }
}

extension PCIDevice {
  fileprivate var identity: PCIIdentity? {
    vendorID.flatMap { vendor in deviceID.map { PCIIdentity(vendor: vendor, device: $0) } }
  }
}

extension PCIBus {
  fileprivate func vendorName(of device: PCIDevice) -> String? { device.vendorID.flatMap(vendorName) }

  fileprivate func deviceName(of device: PCIDevice) -> String? {
    guard let vendor = device.vendorID, let id = device.deviceID else { return device.recordedName }
    return deviceName(id, of: vendor) ?? device.recordedName
  }
}

/// An accelerator on a bus.
public struct ProbedAccelerator: Sendable, Equatable {
  /// The PCI function.
  public var device: PCIDevice
  /// The id of the matching hardware profile; nil when none matches.
  public var profileID: String?
  /// What it is made for.
  public var role: AcceleratorRole
  /// The maker's name; nil when nobody knows it.
  public var vendor: String?
  /// The name of the kind; nil when nobody knows it.
  public var name: String?
  /// How many PCI functions one board of this kind shows.
  public var functionsPerBoard: Int
  /// What its sensors tell; nil with a reason in `powerMissingReason`.
  public var power: DevicePower?
  /// Why there is no power figure, in words that a user can act on.
  public var powerMissingReason: String?

  /// An accelerator without a power figure.
  public init(
    device: PCIDevice, profileID: String?, role: AcceleratorRole, vendor: String?, name: String?,
    functionsPerBoard: Int = 1
  ) {
    self.device = device
    self.profileID = profileID
    self.role = role
    self.vendor = vendor
    self.name = name
    self.functionsPerBoard = functionsPerBoard
  }
}

/// A device that looks like an accelerator and is none.
public struct SkippedDevice: Sendable, Equatable {
  /// The PCI function.
  public var device: PCIDevice
  /// Why it is none.
  public var reason: SkipReason
  /// The maker's name; nil when nobody knows it.
  public var vendor: String?
  /// The name of the kind; nil when nobody knows it.
  public var name: String?

  /// A device and why it is skipped.
  public init(device: PCIDevice, reason: SkipReason, vendor: String?, name: String?) {
    self.device = device
    self.reason = reason
    self.vendor = vendor
    self.name = name
  }
}
