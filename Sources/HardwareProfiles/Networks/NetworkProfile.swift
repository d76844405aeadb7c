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
  /// The torus that its links form from node to node; nil where switches join all alike.
  public let torus: Torus?
  /// The files it was read from, topmost first.
  public let files: [String]
}

extension NetworkProfile {
  /// Accelerators that links join to their neighbours, and what joins those to others of their kind.
  public struct Torus: Sendable {
    /// How many it joins at most: those of a pod.
    public let accelerators: Int
    /// In how many dimensions: 2 or 3.
    public let dimensions: Int
    /// Bandwidth between pods of one accelerator's share, in each direction.
    public let bandwidthBeyond: Sourced<BytesPerSecond>
  }
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
    torus = try section.section("torus").map { section throws(DocumentError) in try Torus(section, sources) }
    self.files = files
    try section.rejectUnknownKeys()
  }
}

extension NetworkProfile.Torus {
  init(_ section: Section, _ sources: SourceTable) throws(DocumentError) {
    accelerators = try section.required("accelerators").integer(in: 2...1_000_000)
    dimensions = try section.required("dimensions").integer(in: 1...6)
    bandwidthBeyond = try sources.requiredFigure(section, "bandwidth_beyond", in: .aboveZero)
    try section.rejectUnknownKeys()
  }
}
