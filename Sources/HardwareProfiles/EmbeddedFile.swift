import CEmbeddedFiles

/// A file that travels inside the program.
struct EmbeddedFile: Sendable {
  /// Its name below `hardware-profiles/`.
  let name: String
  private let index: Int

  /// The YAML files of `hardware-profiles/`.
  static let profiles: [EmbeddedFile] = (0..<embedded_profile_count).map {
    EmbeddedFile(name: String(cString: embedded_profiles[$0].name), index: $0)
  }

  /// Its whole text.
  var text: String {
    let file = embedded_profiles[index]
    return String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }

  /// What errors call it.
  var displayName: String { "(shipped) hardware-profiles/\(name)" }
}

extension String {
  func droppingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
