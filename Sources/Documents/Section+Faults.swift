import Yams

/// The places of a document whose faults are known, and a sound document whose values stand in for theirs.
///
/// A reader stops at its first fault. To find the next one, that place is mended and the document read again.
struct Mending {
  /// Dotted paths, `power.nameplate.value` or `pci[0]`.
  var places: Set<String> = []
  /// A sound document of the same kind.
  let sound: Section

  func covers(_ path: String) -> Bool { places.contains(path) }

  /// The sound document's section of a path; none where it has no such section.
  func layers(at path: String) -> [Section.Layer] {
    var section: Section? = sound
    for key in path.split(separator: ".") { section = try? section?.section(String(key)) }
    return section?.allLayers ?? []
  }
}

extension Section {
  /// Every fault that a reader finds in this document, in the order of files and lines.
  ///
  /// - Parameters:
  ///   - sound: a document of the same kind without faults, whose values stand in for faulty and missing ones.
  ///   - read: the reader, which throws the first fault that it meets.
  public func faults(sound: Section, _ read: (Section) throws(DocumentError) -> Void) -> [DocumentError] {
    var faults: [DocumentError] = []
    var mending = Mending(sound: sound)
    reading: while true {
      do {
        try read(Section(self, mending: mending))
        break reading
      } catch {
        guard let key = error.key else { return faults + [error] }
        if mending.covers(key) {
          // The sound document has no such place either: all around it is left out.
          guard let outer = key.lastIndex(of: ".").map({ String(key[..<$0]) }), !mending.covers(outer) else {
            break reading
          }
          mending.places.insert(outer)
          continue
        }
        faults.append(error)
        mending.places.insert(key)
      }
    }
    return faults.sorted { ($0.file ?? "", $0.line ?? 0) < ($1.file ?? "", $1.line ?? 0) }
  }
}
