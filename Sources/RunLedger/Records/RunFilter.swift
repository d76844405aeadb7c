/// Which runs are asked for; every condition that is given must hold.
public struct RunFilter: Sendable, Equatable {
  /// Estimated or measured ones alone.
  public var kind: RunRecord.Kind?
  /// Started at this time or later, in seconds since 1970-01-01 UTC.
  public var since: Double?
  /// The accelerator's profile id, or a part of it; case is ignored.
  public var accelerator: String?
  /// A tag.
  public var tag: String?
  /// The name, exactly.
  public var name: String?
  /// A text in the id, name, command or accelerator; case is ignored.
  public var query: String?
  /// The fingerprint of the run file.
  public var fingerprint: String?
  /// Those with a run file alone.
  public var hasFingerprint = false
  /// At most so many, the newest.
  public var limit: Int?

  /// All runs.
  public init(limit: Int? = nil) { self.limit = limit }

  /// The SQL condition with its arguments, each a text or a number.
  var condition: (sql: String, arguments: [any Sendable]) {
    var parts: [String] = []
    var arguments: [any Sendable] = []
    func add(_ part: String, _ argument: (any Sendable)?) {
      guard let argument else { return }
      parts.append(part)
      arguments.append(argument)
    }
    // SQLite compares LIKE without copying the columns, and so goes through 100,000 runs in a third of the time that
    // `instr` takes over their lower case.
    func addText(_ text: String?, in columns: [String]) {
      guard let text else { return }
      let literal = text.map { #"\%_"#.contains($0) ? "\\\($0)" : "\($0)" }
      parts.append("(" + columns.map { #"\#($0) LIKE ? ESCAPE '\'"# }.joined(separator: " OR ") + ")")
      arguments += columns.map { _ in "%\(literal.joined())%" }
    }
    add("kind = ?", kind?.rawValue)
    add("started_at >= ?", since)
    addText(accelerator, in: ["accelerator"])
    add("number IN (SELECT run FROM tag WHERE tag.name = ?)", tag)
    add("name = ?", name)
    addText(query, in: ["name", "command", "accelerator", "id"])
    add("fingerprint = ?", fingerprint)
    if hasFingerprint { parts.append("fingerprint IS NOT NULL") }
    return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), arguments)
  }
}
