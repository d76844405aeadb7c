public import Documents
import Quantities
import Synchronization

/// All hardware profiles: those inside the program, and over them those of the user's folders.
///
/// A user's file with the id of a shipped profile is laid over it, so that it need only name the figures it changes.
/// Only the profiles that are asked for are parsed.
public struct ProfileCatalog: Sendable {
  private let entries: [String: ProfileFiles]
  /// The users' tables of devices, the topmost first.
  private let deviceTables: [String]
  private let parsed = ParsedProfiles()
  /// What the user's own measured runs say of the models' figures; laid over every accelerator.
  public var corrections = CorrectionLayer()

  /// The shipped catalog with the YAML files of folders laid over it, later folders over earlier ones.
  ///
  /// A new id is of the kind of its folder (`nodes/`, `networks/`, else an accelerator), a shipped id of its own.
  ///
  /// - Throws: `DocumentError` for a folder that cannot be read.
  public init(folders: [String] = []) throws(DocumentError) {
    var entries = ProfileFiles.shipped
    for folder in folders {
      for file in try ProfileFiles.inFolder(folder) {
        entries[file.id, default: ProfileFiles(kind: file.kind)].path = file.path
      }
    }
    self.entries = entries
    deviceTables = folders.reversed().map { "\($0)/\(DeviceTable.fileName)" }.filter(TextFile.exists)
  }

  /// What PCI ids stand for: the users' `devices.tsv` over the one inside the program.
  ///
  /// - Parameter vendors: the makers whose lines of the latter are needed; nil for all.
  /// - Throws: `DocumentError` for a user's table that is faulty.
  public func devices(of vendors: Set<UInt16>? = nil) throws(DocumentError) -> DeviceTable {
    let texts = try deviceTables.mapThrowing { path throws(DocumentError) in
      (text: try TextFile.read(path), file: path)
    }
    return try DeviceTable(texts: texts).over(.shipped(of: vendors))
  }

  // MARK: Accelerators

  /// The ids of all accelerators, sorted.
  public var ids: [String] { ids(of: .accelerator) }

  /// The accelerator of an id.
  ///
  /// - Throws: `DocumentError` for an unknown id or a faulty file.
  public func profile(id: String) throws(DocumentError) -> AcceleratorProfile {
    if let known = parsed[id] { return corrected(known) }
    let profile: AcceleratorProfile = try load(id)
    parsed[id] = profile
    return corrected(profile)
  }

  /// The accelerator of an id, an alias or a unique prefix of an id; case is ignored.
  ///
  /// - Throws: `DocumentError` for an unknown or ambiguous name, with the nearest ones.
  public func profile(named name: String) throws(DocumentError) -> AcceleratorProfile { try corrected(find(name)) }

  /// All accelerators in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file.
  public func profiles() throws(DocumentError) -> [AcceleratorProfile] {
    let all: [AcceleratorProfile] = try all()
    return all.map(corrected)
  }

  private func corrected(_ profile: AcceleratorProfile) -> AcceleratorProfile {
    var profile = profile
    profile.corrections = corrections.corrections[profile.id] ?? [:]
    return profile
  }

  /// The accelerators that name one of some PCI devices, whatever the subsystem.
  ///
  /// - Throws: `DocumentError` of the first faulty file among them.
  public func profiles(of devices: Set<PCIIdentity>) throws(DocumentError) -> [AcceleratorProfile] {
    let candidates = ids.filter { id in
      // A user's file may name devices in any way, so it is read; the shipped files are only searched.
      guard let entry = entries[id], entry.path == nil, let shipped = entry.shipped else { return true }
      return shipped.names(anyOf: devices)
    }
    return try candidates.mapThrowing { id throws(DocumentError) in try profile(id: id) }
  }

  // MARK: Nodes and networks

  /// The node of an id, an alias or a unique prefix of an id; case is ignored.
  ///
  /// - Throws: `DocumentError` for an unknown or ambiguous name, with the nearest ones.
  public func node(named name: String) throws(DocumentError) -> NodeProfile { try find(name) }

  /// All nodes in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file.
  public func nodes() throws(DocumentError) -> [NodeProfile] { try all() }

  /// The network of an id, an alias or a unique prefix of an id; case is ignored.
  ///
  /// - Throws: `DocumentError` for an unknown or ambiguous name, with the nearest ones.
  public func network(named name: String) throws(DocumentError) -> NetworkProfile { try find(name) }

  /// All networks in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file.
  public func networks() throws(DocumentError) -> [NetworkProfile] { try all() }

  // MARK: Any kind

  /// The ids of all profiles of a kind, sorted.
  public func ids(of kind: ProfileKind) -> [String] {
    entries.lazy.filter { $0.value.kind == kind }.map(\.key).sorted()
  }

  /// The kind of the profile of an id, an alias or a unique prefix; case is ignored.
  ///
  /// - Throws: `DocumentError` for a name that is unknown or ambiguous in every kind.
  public func kind(named name: String) throws(DocumentError) -> ProfileKind {
    let wanted = name.trimmingWhitespace().lowercased()
    if let entry = entries[wanted] { return entry.kind }
    if try match(wanted, AcceleratorProfile.self) != nil { return .accelerator }
    if try match(wanted, NodeProfile.self) != nil { return .node }
    if try match(wanted, NetworkProfile.self) != nil { return .network }
    let prefixed = entries.keys.filter { !wanted.isEmpty && $0.hasPrefix(wanted) }.sorted()
    if prefixed.count > 1 { throw ambiguous(name, prefixed, what: "profiles") }
    throw unknown(name, candidates: entries.keys.sorted(), what: "profile", ids: entries.keys.sorted())
  }

  /// The files of a profile's id; nil for an unknown id.
  func files(of id: String) -> ProfileFiles? { entries[id] }

  private func load<Profile: CatalogProfile>(_ id: String) throws(DocumentError) -> Profile {
    guard let entry = entries[id], entry.kind == Profile.kind else {
      throw unknown(id, candidates: ids(of: Profile.kind), what: Profile.kind.rawValue, ids: ids(of: Profile.kind))
    }
    return try Self.decode(try entry.section(), of: id, entry)
  }

  static func decode<Profile: CatalogProfile>(
    _ section: Section, of id: String, _ files: ProfileFiles
  ) throws(DocumentError) -> Profile {
    let profile = try Profile(section, files: files.names)
    guard profile.id == id else {
      throw try section.required("id").wrong("found '\(profile.id)', expected '\(id)', the file's name")
    }
    return profile
  }

  private func all<Profile: CatalogProfile>() throws(DocumentError) -> [Profile] {
    try ids(of: Profile.kind).mapThrowing { id throws(DocumentError) in try load(id) }
  }

  /// What a list shows of all profiles of a kind. Of shipped ones nobody laid a file over, no more than that is read.
  func summaries<Summary: ProfileSummary>() throws(DocumentError) -> [Summary] {
    try ids(of: Summary.Profile.kind).mapThrowing { id throws(DocumentError) in
      if let summary = shippedOutline(id).flatMap(Summary.init) { return summary }
      return Summary(try load(id))
    }
  }

  private func find<Profile: CatalogProfile>(_ name: String) throws(DocumentError) -> Profile {
    let wanted = name.trimmingWhitespace().lowercased()
    if let match = try match(wanted, Profile.self) { return match }
    let known = ids(of: Profile.kind)
    let prefixed = known.filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
    if prefixed.count > 1 { throw ambiguous(name, prefixed, what: "\(Profile.kind.rawValue)s") }
    throw unknown(name, candidates: try names(of: Profile.self), what: Profile.kind.rawValue, ids: known)
  }

  /// All ids and aliases of a kind.
  private func names<Profile: CatalogProfile>(of _: Profile.Type) throws(DocumentError) -> [String] {
    try ids(of: Profile.kind).mapThrowing { id throws(DocumentError) in
      if let outline = shippedOutline(id), let head = ProfileHead(outline) { return [id] + head.aliases }
      let profile: Profile = try load(id)
      return [id] + profile.aliases
    }.flatMap(\.self)
  }

  /// The outline of a shipped profile that nobody laid a file over; nil for any other.
  private func shippedOutline(_ id: String) -> ProfileOutline? {
    entries[id].flatMap { $0.path == nil ? $0.shipped?.outline : nil }
  }

  /// The profile that a name in lower case stands for: an id, else an alias, else the only id that starts with it.
  private func match<Profile: CatalogProfile>(
    _ wanted: String, _: Profile.Type
  ) throws(DocumentError) -> Profile? {
    let known = ids(of: Profile.kind)
    if known.contains(wanted) { return try load(wanted) }
    // Only files that hold the name at all can have it as an alias; the rest need not be parsed.
    for id in known {
      guard let entry = entries[id], entry.path != nil || entry.shipped?.contains(wanted) == true else { continue }
      let profile: Profile = try load(id)
      if profile.aliases.contains(where: { $0.lowercased() == wanted }) { return profile }
    }
    let prefixed = known.filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
    return prefixed.count == 1 ? try load(prefixed[0]) : nil
  }

  private func ambiguous(_ name: String, _ ids: [String], what: String) -> DocumentError {
    DocumentError(.name, message: "'\(name)' fits several \(what): \(ids.joined(separator: ", "))")
  }

  /// The error of a name that stands for none of some profiles, with the candidates that are near, or the ids that begin
  /// with words that are.
  private func unknown(_ name: String, candidates: [String], what: String, ids: [String]) -> DocumentError {
    var near = nearestMatches(to: name, among: candidates, atMost: 3)
    if near.isEmpty {
      let words = name.split(separator: "-").count
      let beginnings = ids.map { $0.split(separator: "-").prefix(words).joined(separator: "-") }
      if let beginning = nearestMatch(to: name, among: beginnings) {
        near = zip(ids, beginnings).filter { $0.1 == beginning }.prefix(4).map(\.0)
      }
    }
    let hint = near.isEmpty ? "; 'traincost profiles list' shows all \(ids.count) \(what)s" : ""
    return DocumentError(
      .name, message: "unknown \(what) '\(name)'\(hint)",
      nearest: near.isEmpty ? nil : near.joined(separator: "' or '"))
  }
}

/// Accelerators that were parsed, for a command asks for the same one several times.
private final class ParsedProfiles: Sendable {
  private let profiles = Mutex<[String: AcceleratorProfile]>([:])

  subscript(id: String) -> AcceleratorProfile? {
    get { profiles.withLock { $0[id] } }
    set { profiles.withLock { $0[id] = newValue } }
  }
}
