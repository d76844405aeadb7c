import Documents
public import Quantities

/// A network between nodes, or the links between the accelerators of one node.
public struct NetworkProfile: HardwareProfile {
  /// What it is called; the id is `infiniband-ndr-400`, ….
  public let head: ProfileHead
  /// What it connects.
  public let scope: NetworkScope
  /// Bandwidth of one accelerator's share in each direction, with one network card for each accelerator.
  public let bandwidthPerDirection: Sourced<BytesPerSecond>
  /// Time of a small message from one accelerator's memory to another's, software and one switch included.
  public let latency: Sourced<Range90<Seconds>>
  /// Power of switches and optics for each accelerator.
  public let power: Sourced<Range90<Watts>>
  /// The files it was read from, topmost first.
  public let files: [String]
}

/// What a network connects.
public enum NetworkScope: String, Sendable, CaseIterable, Codable {
  /// Nodes.
  case nodes
  /// The accelerators of a node or rack.
  case accelerators
}

extension NetworkProfile: CatalogProfile {
  static let kind = ProfileKind.network

  init(_ section: Section, files: [String]) throws(DocumentError) {
    let sources = try SourceTable(section)
    head = try ProfileHead(section)
    scope = try section.required("scope").choice()
    bandwidthPerDirection = try sources.requiredFigure(section, "bandwidth_per_direction", in: .aboveZero)
    latency = try sources.requiredRange(section, "latency", in: 0...1)
    power = try sources.requiredRange(section, "power", in: 0...1e4)
    self.files = files
    try section.rejectUnknownKeys()
  }
}
