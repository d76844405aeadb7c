public import AcceleratorProbe
import Glibc

/// The PCI bus of a tree that stands for `/`: the live one, or a recording of sysfs.
///
/// Class and ids come from libpci, function by function, so that one that libpci refuses does not end the scan. All
/// other attributes are read from the function's folder, and only where they are asked for.
public final class LibpciSysfsBus: PCIBus {
  public let origin: PCIBusOrigin
  private let root: String
  private let folder: String
  private let access: LibpciAccess?
  /// Whether this is the bus of the machine itself.
  private let isLive: Bool

  /// The bus below `root`; `/` is the machine itself. Nothing is read before `scan()`.
  public init(root: String = "/") {
    origin = .sysfs(root: root)
    self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
    folder = "\(self.root)/sys/bus/pci/devices"
    isLive = self.root.isEmpty
    access = LibpciAccess(sysfs: "\(self.root)/sys/bus/pci")
  }

  public func scan() throws(ProbeError) -> PCIScan {
    let listing = SysfsFolder.names(in: folder)
    guard let names = listing.names else {
      try requireTree()
      if listing.error == ENOENT || listing.error == ENOTDIR {
        if let scan = scanOfComputeDriver() { return scan }
        return PCIScan(absence: "\(folder) does not exist: this machine shows no PCI bus")
      }
      throw ProbeError(
        .unreadable, message: "cannot be listed: \(String(cString: strerror(listing.error)))", file: folder)
    }
    var scan = PCIScan()
    for name in names {
      // libpci looks for the address as the kernel writes it, and would end the scan at any other name.
      guard let address = PCIAddress(bytes: name[...]), address.description.utf8.elementsEqual(name) else {
        scan.warnings.append("\(folder) holds '\(String(decoding: name, as: UTF8.self))', which is no PCI address")
        continue
      }
      let device = glance(at: address)
      if let reason = device.partialReason { scan.warnings.append("\(address): \(reason)") }
      scan.devices.append(device)
    }
    scan.devices.sort { $0.address < $1.address }
    scan.warnings.sort()
    return scan
  }

  /// Refuses a root that stands for no machine: a mistyped path must not read as a machine without a bus.
  private func requireTree() throws(ProbeError) {
    guard !isLive else { return }
    var status = stat()
    guard stat(root, &status) == 0 else {
      throw ProbeError(.missing, message: "the folder that stands for / does not exist", file: root)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw ProbeError(.notATree, message: "is a file, expected a folder that stands for / and holds sys/", file: root)
    }
    guard Glibc.access("\(root)/sys", F_OK) == 0 else {
      throw ProbeError(.notATree, message: "holds no sys/, expected a folder that stands for /", file: root)
    }
  }

  /// A container may hide the bus and show AMD's compute driver; nil where that shows nothing either.
  private func scanOfComputeDriver() -> PCIScan? {
    let nodes = KFDTopology(root: root).nodes.values
    guard !nodes.isEmpty else { return nil }
    var devices: [PCIAddress: PCIDevice] = [:]
    for node in nodes {
      var device = PCIDevice(
        address: node.address, classCode: nil, vendorID: node.vendorID, deviceID: node.deviceID)
      device.driver = "amdgpu"
      device.markPartial("there is no PCI bus; address and ids are those of /sys/class/kfd")
      devices[node.address] = device
    }
    return PCIScan(
      devices: devices.values.sorted { $0.address < $1.address },
      warnings: ["\(folder) does not exist; accelerators are those that AMD's compute driver shows"])
  }

  /// Class and ids of a function.
  private func glance(at address: PCIAddress) -> PCIDevice {
    var refusal = "libpci cannot be used: \(LibpciAccess.message)"
    let folder = sysfsFolder(address)
    let isReadable = isLive || Self.identityFiles.allSatisfy { !folder.contains($0) || folder.isFile($0) }
    if !isReadable { refusal = "class, vendor or device is no file" }
    let identity = isReadable ? access?.withFunction(at: address) { function in access?.identity(function) } : nil
    if let identity {
      let device = PCIDevice(
        address: address, classCode: identity.classCode, vendorID: identity.vendorID, deviceID: identity.deviceID)
      // Text that is no number comes as 0, which is a class of few and a vendor of none.
      if device.isPlausible && identity.classCode >> 8 != 0 { return device }
      let strict = SysfsIdentity(attributesOf: folder)
      if strict.agrees(with: device) { return device }
      return salvaged(device, identity: strict, because: "class, vendor or device holds no number")
    } else if access != nil, isReadable {
      refusal =
        Int32(exactly: address.domain) == nil
        ? "libpci knows no domain as wide as this one's" : "libpci: \(LibpciAccess.message)"
    }
    return salvaged(PCIDevice(address: address), identity: nil, because: refusal)
  }

  public func completed(_ device: PCIDevice) -> PCIDevice {
    var device = device
    let folder = sysfsFolder(device.address)
    let identity = SysfsIdentity(attributesOf: folder)
    if device.partialReason == nil, !identity.agrees(with: device) {
      device = salvaged(device, identity: identity, because: "class, vendor or device holds no number")
    }
    device.runtimeStatus = folder.text("power/runtime_status").flatMap(PCIRuntimeStatus.init(rawValue:))
    device.driver = folder.linkTarget("driver") ?? device.driver ?? driverOfProc(device)
    device.numaNode = folder.integer("numa_node").flatMap { $0 >= 0 ? $0 : nil }
    device.iommuGroup = folder.linkTarget("iommu_group").flatMap { Int($0) }
    device.physicalFunction = folder.linkTarget("physfn").flatMap(PCIAddress.init(parsing:))
    device.isVirtualFunction = device.physicalFunction != nil
    readBoard(&device, folder)
    device.link = link(of: device, folder)
    return device
  }

  public func vendorName(_ vendor: UInt16) -> String? { access?.vendorName(vendor) }

  public func deviceName(_ device: UInt16, of vendor: UInt16) -> String? { access?.deviceName(device, of: vendor) }

  // MARK: Parts of a function

  /// NVIDIA's driver lists its cards below /proc too, which a recording may hold without the links of the bus.
  private func driverOfProc(_ device: PCIDevice) -> String? {
    guard device.vendorID == 0x10de else { return nil }
    return SysfsFolder(path: "\(root)/proc/driver/nvidia/gpus").contains(device.address.description) ? "nvidia" : nil
  }

  private func readBoard(_ device: inout PCIDevice, _ folder: SysfsFolder) {
    let identifier = { (name: String) in
      folder.text(name).flatMap { SysfsIdentity.number($0, digits: 4) }.map(UInt16.init)
    }
    device.revision = folder.text("revision").flatMap { SysfsIdentity.number($0, digits: 2) }.map(UInt8.init)
    if let vendor = identifier("subsystem_vendor"), let board = identifier("subsystem_device") {
      if (vendor, board) != (0, 0) { (device.subsystemVendorID, device.subsystemDeviceID) = (vendor, board) }
      if device.revision != nil { return }
    }
    guard let header = configuration(of: device) else { return }
    device.revision = device.revision ?? header.revision
    device.subsystemVendorID = device.subsystemVendorID ?? header.subsystem?.vendor
    device.subsystemDeviceID = device.subsystemDeviceID ?? header.subsystem?.device
  }

  // Old kernels and recordings made without root lack the attributes; the registers tell the same.
  private func link(of device: PCIDevice, _ folder: SysfsFolder) -> PCILink? {
    guard !device.isAsleep else { return nil }
    let width = { (name: String) in folder.text(name).flatMap { UInt32($0) }.flatMap(PCILink.width) }
    if let link = PCILink(
      speed: folder.text("current_link_speed").flatMap(PCILink.speed(parsing:)), width: width("current_link_width"),
      maximumSpeed: folder.text("max_link_speed").flatMap(PCILink.speed(parsing:)),
      maximumWidth: width("max_link_width"))
    {
      return link
    }
    return configurationIsReadable(folder) ? access?.withFunction(at: device.address) { access?.link($0) } : nil
  }

  // Reading the registers of a device that sleeps would wake it.
  private func configuration(of device: PCIDevice) -> ConfigurationHeader? {
    guard !device.isAsleep, configurationIsReadable(sysfsFolder(device.address)) else { return nil }
    return access?.withFunction(at: device.address) { access?.header($0) }
  }

  // libpci waits for ever at a pipe, which a recording may hold and the kernel never does.
  private static let identityFiles = ["vendor", "device", "class"]

  private func configurationIsReadable(_ folder: SysfsFolder) -> Bool { isLive || folder.isFile("config") }

  private func salvaged(_ device: PCIDevice, identity: SysfsIdentity?, because reason: String) -> PCIDevice {
    var device = device
    let folder = sysfsFolder(device.address)
    var identity = identity ?? SysfsIdentity(attributesOf: folder)
    device.runtimeStatus = folder.text("power/runtime_status").flatMap(PCIRuntimeStatus.init(rawValue:))
    if !identity.isComplete {
      identity.fill(
        from: folder, root: root, address: device.address, configuration: configuration(of: device))
    }
    device.classCode = identity.classCode
    device.vendorID = identity.vendorID
    device.deviceID = identity.deviceID
    device.subsystemVendorID = identity.subsystemVendorID
    device.subsystemDeviceID = identity.subsystemDeviceID
    let helpers = identity.sources.isEmpty ? "" : "; read from \(identity.sources.joined(separator: ", "))"
    device.markPartial(reason + helpers)
    return device
  }

  private func sysfsFolder(_ address: PCIAddress) -> SysfsFolder { SysfsFolder(path: "\(folder)/\(address)") }
}

extension SysfsIdentity {
  /// Whether strict reading gives what libpci read.
  fileprivate func agrees(with device: PCIDevice) -> Bool {
    classCode == device.classCode && vendorID == device.vendorID && deviceID == device.deviceID
  }
}

extension PCIDevice {
  /// Whether class and vendor may be those of a device; libpci gives 0 for text that is no number.
  fileprivate var isPlausible: Bool {
    guard let vendorID, let classCode else { return false }
    let base = classCode >> 8
    return vendorID != 0 && vendorID != .max && (base <= 0x14 || base == 0x40 || base == 0xff)
  }
}

extension PCILink {
  /// Reads `16.0 GT/s PCIe`, `8 GT/s` or lspci's `2.5GT/s`; nil for `Unknown`.
  static func speed(parsing text: String) -> Double? {
    guard let speed = Double(text.prefix { $0.isNumber || $0 == "." }), speed > 0, text.contains("GT/s") else {
      return nil
    }
    return speed
  }
}
