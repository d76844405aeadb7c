import Documents
import Quantities

/// What a profile says of itself before anything else.
public struct ProfileHead: Sendable, Equatable {
  /// Unique in a catalog, kebab case.
  public let id: String
  /// The name for people.
  public let name: String
  /// Other names by which users and data files call it.
  public let aliases: [String]

  /// Reads the head of a document of any kind, and refuses every version of the format but the first.
  init(_ section: Section) throws(DocumentError) {
    try section.requireSchemaVersion()
    id = try section.required("id").text
    name = try section.required("name").text
    aliases = try section.scalars("aliases").map(\.text)
  }

  /// The head of a shipped document; nil where a key is missing.
  init?(_ outline: ProfileOutline) {
    guard let id = outline["id"], let name = outline["name"] else { return nil }
    self.id = id
    self.name = name
    aliases = outline.list("aliases")
  }
}

/// A profile of whatever kind.
public protocol HardwareProfile: Sendable {
  /// What it is called.
  var head: ProfileHead { get }
  /// The files it was read from, topmost first.
  var files: [String] { get }
}

extension HardwareProfile {
  /// Unique in a catalog, kebab case.
  public var id: String { head.id }
  /// The name for people.
  public var name: String { head.name }
  /// Other names by which users and data files call it.
  public var aliases: [String] { head.aliases }
}

/// A profile that a catalog can read.
protocol CatalogProfile: HardwareProfile {
  static var kind: ProfileKind { get }
  /// Decodes a profile; every key that it does not know is refused.
  init(_ section: Section, files: [String]) throws(DocumentError)
}

/// What a list shows of a profile.
protocol ProfileSummary: Sendable {
  associatedtype Profile: CatalogProfile
  var head: ProfileHead { get }
  init(_ profile: Profile)
  /// The summary of a shipped document, read without the rest of it; nil where a key that it needs is missing.
  init?(_ outline: ProfileOutline)
}

extension Section {
  /// Refuses every version of the format but the first.
  func requireSchemaVersion() throws(DocumentError) {
    let version = try required("schema_version")
    guard version.text == "1" else { throw version.wrong("found '\(version.text)', expected 1") }
  }
}
