import Quantities
import Yams

/// A mapping of a YAML or JSON file, whose every error names file, line and key.
///
/// A section may be layered: a key is looked up in the topmost file that has it, so that a user's file overrides one
/// figure of a shipped one. It remembers which keys were asked for; `rejectUnknownKeys()` then refuses all others.
public final class Section {
  struct Layer {
    let file: String
    let line: Int
    let mapping: Node.Mapping
  }

  /// The dotted path from the top of the file; empty at the top.
  public let path: String
  private let layers: [Layer]
  private let mending: Mending?
  private var asked: Set<String> = []
  private let noted: NotedDefaults

  init(path: String, layers: [Layer], mending: Mending? = nil, noted: NotedDefaults = NotedDefaults()) {
    self.path = path
    self.layers = layers
    self.mending = mending
    self.noted = noted
  }

  /// The top of a document with some faulty places replaced.
  convenience init(_ section: Section, mending: Mending) {
    self.init(path: section.path, layers: section.layers, mending: mending)
  }

  /// Reads a document whose top is a mapping.
  ///
  /// - Parameters:
  ///   - text: YAML, or JSON, which is a part of it.
  ///   - file: what errors call it.
  ///   - base: a document that this one is laid over.
  ///   - listKey: the key that a document is taken for the value of when its top is a list; nil refuses lists.
  /// - Throws: `DocumentError` for an empty or malformed text.
  public convenience init(
    parsing text: String, file: String, over base: Section? = nil, listKey: String? = nil
  ) throws(DocumentError) {
    let mapping: Node.Mapping
    do {
      // Scalars are read by what is expected of them, so nothing is guessed from their looks, which would cost a dozen
      // regular expressions each.
      guard let node = try Yams.compose(yaml: text, .basic) else {
        throw DocumentError(.malformed, file: file, message: "the file is empty")
      }
      let list = listKey.flatMap { node.sequence == nil ? nil : Node.Mapping([(Node($0), node)]) }
      guard let top = node.mapping ?? list else {
        throw DocumentError(
          .malformed, file: file, line: 1, message: "expected keys and values, found \(node.kindName)")
      }
      mapping = top
    } catch let error as DocumentError {
      throw error
    } catch let error as YamlError {
      throw DocumentError(
        yaml: error, file: file, lineCount: text.split(separator: "\n", omittingEmptySubsequences: false).count)
    } catch {
      throw DocumentError(.malformed, file: file, message: "\(error)")
    }
    self.init(path: "", layers: [Layer(file: file, line: 1, mapping: mapping)] + (base?.layers ?? []))
  }

  // MARK: Looking up

  private func find(_ key: String) -> (layer: Layer, node: Node)? {
    asked.insert(key)
    for layer in layers(of: key) {
      if let node = layer.mapping[key], !node.isNull { return (layer, node) }
    }
    return nil
  }

  /// Where a key is looked up: a mended one in the sound document alone.
  private func layers(of key: String) -> [Layer] {
    guard let mending, mending.covers(path(of: key)) else { return layers }
    return mending.layers(at: path)
  }

  /// The full path of a key of this section.
  public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Whether a key is given and not null.
  public func has(_ key: String) -> Bool { find(key) != nil }

  /// A nested section, or nil when the key is absent.
  public func section(_ key: String) throws(DocumentError) -> Section? {
    asked.insert(key)
    var found: [Layer] = []
    for layer in layers(of: key) {
      guard let node = layer.mapping[key], !node.isNull else { continue }
      guard let mapping = node.mapping else {
        // A scalar in an upper layer hides the mappings below it.
        guard found.isEmpty else { break }
        throw scalar(key, layer: layer, node: node).wrong("expected keys and values, found \(node.kindName)")
      }
      found.append(Layer(file: layer.file, line: node.line, mapping: mapping))
    }
    return found.isEmpty ? nil : Section(path: path(of: key), layers: found, mending: mending, noted: noted)
  }

  /// The sections of a list; empty when the key is absent.
  public func sections(_ key: String) throws(DocumentError) -> [Section] {
    guard let (layer, node) = find(key) else { return [] }
    guard let sequence = node.sequence else {
      throw scalar(key, layer: layer, node: node).wrong("expected a list, found \(node.kindName)")
    }
    var result: [Section] = []
    for (index, element) in sequence.enumerated() {
      let place = "\(path(of: key))[\(index)]"
      if isMended(at: place) { continue }
      guard let mapping = element.mapping else {
        throw DocumentError(
          .value, file: layer.file, line: element.line, key: place,
          message: "expected keys and values, found \(element.kindName)")
      }
      result.append(
        Section(
          path: place, layers: [Layer(file: layer.file, line: element.line, mapping: mapping)], mending: mending))
    }
    return result
  }

  /// A scalar, or nil when the key is absent or null.
  public func scalar(_ key: String) throws(DocumentError) -> Scalar? {
    guard let (layer, node) = find(key) else { return nil }
    guard node.scalar != nil else {
      throw scalar(key, layer: layer, node: node).wrong("expected one value, found \(node.kindName)")
    }
    return scalar(key, layer: layer, node: node)
  }

  /// The scalars of a list; a single scalar is a list of one.
  public func scalars(_ key: String) throws(DocumentError) -> [Scalar] {
    guard let (layer, node) = find(key) else { return [] }
    guard let sequence = node.sequence else { return try scalar(key).map { [$0] } ?? [] }
    var result: [Scalar] = []
    for (index, element) in sequence.enumerated() {
      let item = scalar("\(key)[\(index)]", layer: layer, node: element)
      if isMended(at: item.key) { continue }
      guard element.scalar != nil else { throw item.wrong("expected one value, found \(element.kindName)") }
      result.append(item)
    }
    return result
  }

  private func scalar(_ key: String, layer: Layer, node: Node) -> Scalar {
    Scalar(text: node.scalar?.string ?? "", file: layer.file, line: node.line, key: path(of: key))
  }

  /// A scalar that must be there.
  public func required(_ key: String) throws(DocumentError) -> Scalar {
    guard let found = try scalar(key) else { throw missing(key) }
    return found
  }

  /// A section that must be there.
  public func requiredSection(_ key: String) throws(DocumentError) -> Section {
    guard let found = try section(key) else { throw missing(key) }
    return found
  }

  /// The error that says a key is missing; it names the one that seems to be it misspelt, if any.
  public func missing(_ key: String) -> DocumentError {
    let remark = misspelling(of: key).map { "; '\($0.name)' in line \($0.node.line) may be it misspelt" } ?? ""
    return DocumentError(.key, file: file, line: line, key: path(of: key), message: "the key is missing\(remark)")
  }

  /// A key that nobody asked for and that is near to one that is missing.
  private func misspelling(of key: String) -> (name: String, layer: Layer, node: Node)? {
    for layer in layers {
      for node in layer.mapping.keys {
        guard let found = node.scalar?.string, !asked.contains(found), nearestMatch(to: found, among: [key]) != nil
        else { continue }
        return (found, layer, node)
      }
    }
    return nil
  }

  /// An error about this section as a whole.
  public func wrong(_ message: String) -> DocumentError {
    DocumentError(.value, file: file, line: line, key: path.isEmpty ? nil : path, message: message)
  }

  /// Whether a fault of this place is reported already; see `faults(_:)`.
  public func isMended(at path: String) -> Bool { mending?.covers(path) ?? false }

  /// Whether a value of this section stands in for a faulty one.
  public func isStandIn(_ scalar: Scalar) -> Bool { mending.map { $0.sound.file == scalar.file } ?? false }

  /// Notes what is taken in the place of a key that is absent, for those who list it.
  ///
  /// - Parameters:
  ///   - value: the default, as it would be written.
  ///   - key: the key of this section.
  public func note(default value: String, of key: String) { noted.entries.append((path(of: key), value)) }

  /// The defaults that were noted in the document, with the paths of their keys.
  public var notedDefaults: [(path: String, value: String)] { noted.entries }

  /// The topmost file.
  public var file: String { layers[0].file }
  /// The line in the topmost file where the section starts.
  public var line: Int { layers[0].line }

  var allLayers: [Layer] { layers }

  /// All keys of all layers, in the order of the files.
  public var keys: [String] {
    var seen: Set<String> = []
    return layers.flatMap { $0.mapping.keys.compactMap(\.scalar?.string) }.filter { seen.insert($0).inserted }
  }

  /// Refuses the first key that nobody asked for, with the nearest one that somebody did ask for.
  public func rejectUnknownKeys() throws(DocumentError) {
    for layer in layers {
      for node in layer.mapping.keys {
        let key = node.scalar?.string ?? ""
        guard !asked.contains(key), !isMended(at: path(of: key)) else { continue }
        throw unknown(key, in: layer, node, nearest: nearestMatch(to: key, among: asked))
      }
    }
  }

  /// Refuses a key that nobody asked for and that is near to one of some that are missing.
  public func rejectMisspelt(_ missing: [String]) throws(DocumentError) {
    for key in missing {
      if let found = misspelling(of: key) { throw unknown(found.name, in: found.layer, found.node, nearest: key) }
    }
  }

  /// Refuses a key that nobody asked for and that differs by one letter from one that was asked for in vain; for files
  /// that hold many keys of no interest.
  public func rejectMisspeltKeys() throws(DocumentError) {
    let present = Set(keys)
    let absent = asked.subtracting(present).filter { $0.utf8.count > 6 }
    for layer in layers {
      for node in layer.mapping.keys {
        guard let key = node.scalar?.string, !asked.contains(key) else { continue }
        if let meant = absent.first(where: { differByOneLetter($0, key) }) {
          throw unknown(key, in: layer, node, nearest: meant)
        }
      }
    }
  }

  private func unknown(_ key: String, in layer: Layer, _ node: Node, nearest: String?) -> DocumentError {
    let known = asked.sorted().joined(separator: ", ")
    return DocumentError(
      .key, file: layer.file, line: node.line, key: path(of: key),
      message: nearest == nil ? "unknown key; known here: \(known)" : "unknown key", nearest: nearest)
  }
}

/// The defaults that the sections of one document note.
final class NotedDefaults {
  var entries: [(path: String, value: String)] = []
}

extension Node {
  var line: Int { mark?.line ?? 1 }

  var isNull: Bool {
    guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  var kindName: String {
    switch self {
    case .scalar(let scalar): "'\(scalar.string.prefix(40))'"
    case .mapping: "keys and values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

extension DocumentError {
  /// The error of the YAML reader in our own words and with its place.
  init(yaml error: YamlError, file: String, lineCount: Int) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(.malformed, file: file, line: min(mark.line, lineCount), message: "not YAML or JSON: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.joined(separator: ", ")
      self.init(.key, file: file, line: context.mark.line, key: keys, message: "the key is given twice")
    default:
      self.init(.malformed, file: file, message: "not YAML or JSON: \(error)")
    }
  }
}
