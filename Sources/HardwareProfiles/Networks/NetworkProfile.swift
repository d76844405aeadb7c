import Documents
public import Quantities

/// A network between nodes, or the links between the accelerators of one node.
public struct NetworkProfile: Sendable {
  /// `infiniband-ndr-400`, …; unique in a catalog.
  public let id: String
  /// The name for people.
  public let name: String
  /// Other names by which users call it.
  public let aliases: [String]
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
    try section.requireSchemaVersion()
    id = try section.required("id").text
    name = try section.required("name").text
    aliases = try section.scalars("aliases").map(\.text)
    scope = try section.required("scope").choice()
    bandwidthPerDirection = try sources.requiredFigure(section, "bandwidth_per_direction", in: .aboveZero)
    latency = try sources.requiredRange(section, "latency", in: 0...1)
    power = try sources.requiredRange(section, "power", in: 0...1e4)
    self.files = files
    try section.rejectUnknownKeys()
  }
}

extension Section {
  /// Refuses every version of the format but the first.
  func requireSchemaVersion() throws(DocumentError) {
    let version = try required("schema_version")
    guard version.text == "1" else { throw version.wrong("found '\(version.text)', expected 1") }
  }
}
