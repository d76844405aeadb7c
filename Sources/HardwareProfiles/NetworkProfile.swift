public import Documents
public import Quantities

/// A network between nodes.
public struct NetworkProfile: Sendable {
  /// `infiniband-ndr-400`, …
  public let id: String
  /// The name for people.
  public let name: String
  /// Bandwidth of one accelerator's share in each direction, with one network card for each accelerator.
  public let bandwidthPerDirection: Sourced<BytesPerSecond>
  /// Power of switches and optics for each accelerator.
  public let power: Sourced<Range90<Watts>>

  static let fileName = "networks.yaml"

  /// All shipped networks in the order of their file.
  ///
  /// - Throws: `DocumentError` for a faulty file.
  public static func all() throws(DocumentError) -> [NetworkProfile] {
    guard let file = EmbeddedFile.profiles.first(where: { $0.name == fileName }) else { return [] }
    let section = try Section(parsing: file.text, file: file.displayName)
    let sources = try SourceTable(section)
    _ = try section.required("schema_version")
    let networks = try section.sections("networks").mapThrowing { entry throws(DocumentError) in
      try NetworkProfile(entry, sources)
    }
    try section.rejectUnknownKeys()
    return networks
  }

  /// The network of an id.
  ///
  /// - Throws: `DocumentError` for an unknown id, with the nearest one.
  public static func named(_ id: String) throws(DocumentError) -> NetworkProfile {
    let all = try all()
    if let match = all.first(where: { $0.id == id.lowercased() }) { return match }
    throw DocumentError(
      .name, message: "unknown network '\(id)'; known: \(all.map(\.id).joined(separator: ", "))",
      nearest: nearestMatch(to: id, among: all.map(\.id)))
  }

  private init(_ section: Section, _ sources: SourceTable) throws(DocumentError) {
    id = try section.required("id").text
    name = try section.required("name").text
    bandwidthPerDirection = try sources.requiredFigure(section, "bandwidth_per_direction", in: .aboveZero)
    guard let power: Sourced<Range90<Watts>> = try sources.range(section, "power", in: 0...1e4) else {
      throw section.missing("power")
    }
    self.power = power
    try section.rejectUnknownKeys()
  }
}
