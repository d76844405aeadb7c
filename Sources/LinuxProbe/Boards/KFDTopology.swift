import AcceleratorProbe

/// The GPUs that AMD's compute driver shows, one node each: `/sys/class/kfd/kfd/topology/nodes`.
///
/// A partitioned board has a node for every partition, which differ in the function part of their location.
struct KFDTopology {
  /// One GPU or partition.
  struct Node {
    /// The PCI function of the board.
    let address: PCIAddress
    let vendorID: UInt16
    let deviceID: UInt16
    /// The bandwidth of the links to other nodes within the package or between packages, by their index.
    let links: [Int: Int]
  }

  /// The nodes that are GPUs, by their index in the folder.
  private(set) var nodes: [Int: Node] = [:]

  /// Reads the nodes below a tree that stands for `/`.
  init(root: String) {
    let folder = "\(root)/sys/class/kfd/kfd/topology/nodes"
    for name in SysfsFolder.names(in: folder).names ?? [] {
      guard let index = Int(String(decoding: name, as: UTF8.self)) else { continue }
      if let node = Self.node(SysfsFolder(path: "\(folder)/\(index)")) { nodes[index] = node }
    }
  }

  private static func node(_ folder: SysfsFolder) -> Node? {
    let properties = properties(folder, "properties")
    guard properties["simd_count"] ?? 0 > 0, let location = properties["location_id"], location > 0,
      let vendor = properties["vendor_id"].flatMap(UInt16.init(exactly:)),
      let device = properties["device_id"].flatMap(UInt16.init(exactly:)),
      let domain = UInt32(exactly: properties["domain"] ?? 0)
    else { return nil }
    var links: [Int: Int] = [:]
    for name in SysfsFolder.names(in: "\(folder.path)/io_links").names ?? [] {
      let link = Self.properties(folder, "io_links/\(String(decoding: name, as: UTF8.self))/properties")
      // 11 is xGMI, AMD's link between dies and packages.
      guard link["type"] == 11, let target = link["node_to"] else { continue }
      links[target] = link["max_bandwidth"] ?? 0
    }
    return Node(
      address: PCIAddress(
        domain: domain, bus: UInt8(truncatingIfNeeded: location >> 8), device: UInt8(location >> 3 & 0x1f), function: 0),
      vendorID: vendor, deviceID: device, links: links)
  }

  /// `simd_count 80`, one a line. Values above `Int.max` are of no use here.
  private static func properties(_ folder: SysfsFolder, _ name: String) -> [String: Int] {
    var values: [String: Int] = [:]
    for line in (folder.text(name) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let value = Int(words[1]) { values[String(words[0])] = value }
    }
    return values
  }

  /// How many nodes each function has.
  var counts: [PCIAddress: Int] {
    nodes.values.reduce(into: [:]) { $0[$1.address, default: 0] += 1 }
  }

  /// The die to which each die has the fastest link, where one is faster than all others and the choice is mutual.
  var packageMates: [PCIAddress: PCIAddress] {
    let favourites = nodes.compactMapValues { node -> Int? in
      let sorted = node.links.filter { nodes[$0.key] != nil }.sorted { $0.value > $1.value }
      guard let best = sorted.first, sorted.count == 1 || best.value > sorted[1].value else { return nil }
      return best.key
    }
    var mates: [PCIAddress: PCIAddress] = [:]
    for (index, favourite) in favourites where favourites[favourite] == index {
      if let node = nodes[index], let mate = nodes[favourite], node.address != mate.address {
        mates[node.address] = mate.address
      }
    }
    return mates
  }
}
