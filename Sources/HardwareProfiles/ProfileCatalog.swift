import CEmbeddedFiles
public import Documents
import Glibc
import Quantities

/// All hardware profiles: those inside the program, and over them those of the user's folders.
///
/// A user's file with the id of a shipped profile is laid over it, so that it need only name the figures it changes.
/// Only the profiles that are asked for are parsed.
public struct ProfileCatalog: Sendable {
  private struct Entry: Sendable {
    var shipped: EmbeddedFile?
    /// The user's file, if any.
    var path: String?
  }

  private let entries: [String: Entry]

  /// The shipped catalog with the YAML files of folders laid over it, later folders over earlier ones.
  ///
  /// - Throws: `DocumentError` for a folder that cannot be read.
  public init(folders: [String] = []) throws(DocumentError) {
    var entries: [String: Entry] = [:]
    for file in EmbeddedFile.profiles where file.name != NetworkProfile.fileName {
      entries[file.name.droppingSuffix(".yaml")] = Entry(shipped: file)
    }
    for folder in folders {
      for name in try Self.yamlFiles(in: folder) where name != NetworkProfile.fileName {
        entries[name.droppingSuffix(".yaml"), default: Entry()].path = "\(folder)/\(name)"
      }
    }
    self.entries = entries
  }

  /// The ids of all profiles, sorted.
  public var ids: [String] { entries.keys.sorted() }

  /// The profile of an id.
  ///
  /// - Throws: `DocumentError` for an unknown id or a faulty file.
  public func profile(id: String) throws(DocumentError) -> AcceleratorProfile {
    guard let entry = entries[id] else { throw unknown(id, candidates: ids) }
    return try Self.profile(id: id, entry)
  }

  /// The profile of a file, laid over the shipped one of the same name if there is one.
  ///
  /// - Throws: `DocumentError` for a file that is missing or faulty.
  public func profile(file path: String) throws(DocumentError) -> AcceleratorProfile {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let id = name.droppingSuffix(".yaml")
    return try Self.profile(id: id, Entry(shipped: entries[id]?.shipped, path: path))
  }

  /// The profiles that name one of some PCI devices, whatever the subsystem.
  ///
  /// - Throws: `DocumentError` of the first faulty file among them.
  public func profiles(of devices: Set<PCIIdentity>) throws(DocumentError) -> [AcceleratorProfile] {
    let candidates = ids.filter { id in
      // A user's file may name devices in any way, so it is read; the shipped files are only searched.
      guard let entry = entries[id], entry.path == nil, let shipped = entry.shipped else { return true }
      return !shipped.pciIdentities.isDisjoint(with: devices)
    }
    return try candidates.mapThrowing { id throws(DocumentError) in try profile(id: id) }
  }

  private static func profile(id: String, _ entry: Entry) throws(DocumentError) -> AcceleratorProfile {
    let base = try entry.shipped.map { file throws(DocumentError) in
      try Section(parsing: file.text, file: file.displayName)
    }
    let shipped = entry.shipped.map { [$0.displayName] } ?? []
    let profile: AcceleratorProfile
    let section: Section
    if let path = entry.path {
      section = try Section(parsing: try TextFile.read(path), file: path, over: base)
      profile = try AcceleratorProfile(section, files: [path] + shipped)
    } else if let base {
      section = base
      profile = try AcceleratorProfile(section, files: shipped)
    } else {
      preconditionFailure("a catalog entry has a file")
    }
    guard profile.id == id else {
      throw try section.required("id").wrong("found '\(profile.id)', expected '\(id)', the file's name")
    }
    return profile
  }

  /// The profile of an id, an alias or a unique prefix of an id; case is ignored.
  ///
  /// - Throws: `DocumentError` for an unknown or ambiguous name, with the nearest ones.
  public func profile(named name: String) throws(DocumentError) -> AcceleratorProfile {
    let wanted = name.trimmingWhitespace().lowercased()
    if entries[wanted] != nil { return try profile(id: wanted) }
    // Only files that hold the name at all can have it as an alias; the rest need not be parsed.
    let holders = ids.filter { id in entries[id].map { $0.path != nil || $0.shipped?.contains(wanted) == true } ?? false
    }
    let holding = try holders.mapThrowing { id throws(DocumentError) in try profile(id: id) }
    if let match = holding.first(where: { $0.aliases.contains { $0.lowercased() == wanted } }) { return match }
    let prefixed = ids.filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
    if prefixed.count == 1 { return try profile(id: prefixed[0]) }
    guard prefixed.isEmpty else {
      throw DocumentError(.name, message: "'\(name)' fits several accelerators: \(prefixed.joined(separator: ", "))")
    }
    throw unknown(name, candidates: try profiles().flatMap { [$0.id] + $0.aliases })
  }

  /// All profiles in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file.
  public func profiles() throws(DocumentError) -> [AcceleratorProfile] {
    try ids.mapThrowing { id throws(DocumentError) in try profile(id: id) }
  }

  private func unknown(_ name: String, candidates: [String]) -> DocumentError {
    let near = nearestMatches(to: name, among: candidates, atMost: 3)
    let choice = near.isEmpty ? "; known: \(ids.joined(separator: ", "))" : ""
    return DocumentError(
      .name, message: "unknown accelerator '\(name)'\(choice)",
      nearest: near.isEmpty ? nil : near.joined(separator: "' or '"))
  }

  private static func yamlFiles(in folder: String) throws(DocumentError) -> [String] {
    guard let directory = opendir(folder) else {
      let reason = String(cString: strerror(errno))
      throw DocumentError(
        errno == ENOENT ? .missing : .unreadable, file: folder,
        message: "the profile folder cannot be opened: \(reason)")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
