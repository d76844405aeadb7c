public import Documents
import Quantities

extension ProfileCatalog {
  /// Every fault of the profile of an id, in the order of files and lines; empty when it is sound.
  public func faults(id: String) -> [DocumentError] {
    guard let files = files(of: id) else {
      return [DocumentError(.name, message: "unknown profile '\(id)'")]
    }
    return faults(of: files, id: id)
  }

  /// Every fault of a file, as it would be laid over the shipped profile of the same name if there is one.
  ///
  /// A new id is of the kind of the folder it lies in (`nodes/`, `networks/`, else an accelerator).
  public func faults(file path: String) -> [DocumentError] {
    let id = ProfileFiles.id(of: path)
    let shipped = ProfileFiles.shipped[id]
    let kind = shipped?.kind ?? ProfileKind.allCases.last { "/\(path)".contains("/\($0.folder)") } ?? .accelerator
    return faults(of: ProfileFiles(kind: kind, shipped: shipped?.shipped, path: path), id: id)
  }

  private func faults(of files: ProfileFiles, id: String) -> [DocumentError] {
    do {
      let section = try files.section()
      guard let exemplar = ProfileFiles.shipped[files.kind.exemplar] else { preconditionFailure("no exemplar") }
      return section.faults(sound: try exemplar.section()) { section throws(DocumentError) in
        switch files.kind {
        case .accelerator:
          let _: AcceleratorProfile = try Self.decode(section, of: id, files)
          try requireNetwork(try section.section("node")?.scalar("network"))
        case .node:
          let _: NodeProfile = try Self.decode(section, of: id, files)
          let accelerator = try section.required("accelerator")
          if !ids.contains(accelerator.text) { throw accelerator.unknown("accelerator", among: ids) }
          try requireNetwork(try section.scalar("network"))
          try requireNetwork(try section.section("link")?.scalar("network"))
        case .network: let _: NetworkProfile = try Self.decode(section, of: id, files)
        }
      }
    } catch {
      return [error]
    }
  }

  /// Refuses the name of a network that there is not.
  private func requireNetwork(_ name: Scalar?) throws(DocumentError) {
    guard let name, (try? network(named: name.text)) == nil else { return }
    throw name.unknown("network", among: ids(of: .network))
  }
}

extension Scalar {
  fileprivate func unknown(_ what: String, among known: [String]) -> DocumentError {
    wrong("unknown \(what) '\(text)'", code: .name, nearest: nearestMatch(to: text, among: known))
  }
}
