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
    add("kind = ?", kind?.rawValue)
    add("started_at >= ?", since)
    // `instr` rather than LIKE, whose wildcards a text might hold.
    add("instr(lower(accelerator), ?) > 0", accelerator?.lowercased())
    add("number IN (SELECT run FROM tag WHERE tag.name = ?)", tag)
    add("name = ?", name)
    add(
      "instr(lower(id || ' ' || name || ' ' || command || ' ' || coalesce(accelerator, '')), ?) > 0",
      query?.lowercased())
    add("fingerprint = ?", fingerprint)
    if hasFingerprint { parts.append("fingerprint IS NOT NULL") }
    return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), arguments)
  }
}
