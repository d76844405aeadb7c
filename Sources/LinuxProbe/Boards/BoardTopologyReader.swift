public import AcceleratorProbe

/// Reads how the boards of a machine are built and split.
public struct BoardTopologyReader: Sendable {
  private let root: String

  /// A reader of a tree that stands for `/`.
  public init(root: String = "/") { self.root = root.hasSuffix("/") ? String(root.dropLast()) : root }

  /// The topology of some devices. Only what their drivers may tell is read.
  public func topology(of devices: [PCIDevice]) -> BoardTopology {
    var topology = BoardTopology()
    if devices.contains(where: { $0.vendorID == 0x1002 }) { readAMD(devices, into: &topology) }
    if devices.contains(where: { $0.vendorID == 0x10de }) { readNVIDIA(devices, into: &topology) }
    return topology
  }

  private func readAMD(_ devices: [PCIDevice], into topology: inout BoardTopology) {
    let driver = KFDTopology(root: root)
    topology.packageMates = driver.packageMates
    let counts = driver.counts
    for device in devices where device.vendorID == 0x1002 {
      let count = counts[device.address] ?? 1
      let folder = SysfsFolder(path: "\(root)/sys/bus/pci/devices/\(device.address)")
      let mode = device.isAsleep ? nil : folder.text("current_compute_partition").flatMap { $0.isEmpty ? nil : $0 }
      if mode != nil || count > 1 { topology.partitions[device.address] = .init(mode: mode, count: count) }
    }
  }

  // NVIDIA's driver shows the instances of a split GPU as folders below the number of its device file.
  private func readNVIDIA(_ devices: [PCIDevice], into topology: inout BoardTopology) {
    let driver = "\(root)/proc/driver/nvidia"
    guard SysfsFolder(path: driver).contains("capabilities") else { return }
    for device in devices where device.vendorID == 0x10de {
      let information = SysfsFolder(path: "\(driver)/gpus/\(device.address)").text("information") ?? ""
      let minor = information.split(separator: "\n").first { $0.hasPrefix("Device Minor:") }?
        .split(whereSeparator: { $0 == " " || $0 == "\t" }).last.flatMap { Int($0) }
      guard let minor else { continue }
      let instances = SysfsFolder.names(in: "\(driver)/capabilities/gpu\(minor)/mig").names ?? []
      let count = instances.count { $0.starts(with: Array("gi".utf8)) }
      if count > 0 { topology.partitions[device.address] = .init(mode: "MIG", count: count) }
    }
  }
}
