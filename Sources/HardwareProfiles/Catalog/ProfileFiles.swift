import Documents
import Glibc

/// Where the text of one profile lies: inside the program, in a user's file, or in both.
struct ProfileFiles: Sendable {
  var kind: ProfileKind
  var shipped: EmbeddedFile?
  /// The user's file, laid over the shipped one.
  var path: String?

  /// Its names for people, topmost first.
  var names: [String] { [path, shipped?.displayName].compactMap(\.self) }

  /// The document of both files, not yet decoded.
  func section() throws(DocumentError) -> Section {
    let base = try shipped.map { file throws(DocumentError) in
      try Section(parsing: file.text, file: file.displayName)
    }
    guard let path else {
      guard let base else { preconditionFailure("a profile has a file") }
      return base
    }
    return try Section(parsing: try TextFile.read(path), file: path, over: base)
  }

  /// Every profile inside the program, by id.
  static let shipped: [String: ProfileFiles] = {
    var files: [String: ProfileFiles] = [:]
    for file in EmbeddedFile.profiles where !file.name.hasPrefix(CalibrationTable.folder) {
      let kind = ProfileKind.allCases.last { file.name.hasPrefix($0.folder) } ?? .accelerator
      files[id(of: file.name)] = ProfileFiles(kind: kind, shipped: file)
    }
    return files
  }()

  /// The YAML files of a user's folder, by id, with the kind that their folder gives them.
  static func inFolder(_ folder: String) throws(DocumentError) -> [(id: String, kind: ProfileKind, path: String)] {
    var found: [(id: String, kind: ProfileKind, path: String)] = []
    for kind in ProfileKind.allCases {
      let path = kind.folder.isEmpty ? folder : "\(folder)/\(kind.folder.dropLast())"
      // Only the folder itself must be there.
      if !kind.folder.isEmpty, !TextFile.exists(path) { continue }
      for name in try yamlFiles(in: path) { found.append((id(of: name), kind, "\(path)/\(name)")) }
    }
    return found
  }

  /// The id that a file's name gives.
  static func id(of path: String) -> String {
    // By bytes: every name of the catalog is taken apart at every start.
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
    return String(Substring(name.suffix(5).elementsEqual(".yaml".utf8) ? name.dropLast(5) : name))
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
