/// Where a figure comes from.
public struct Source: Sendable, Hashable, Codable {
  /// The publication, table or measurement, as a reader would look it up.
  public let title: String
  /// The day the figure was published or read: `2026-11-23`, `2026-11` or `2026`.
  public let date: String

  /// A source and its date.
  public init(title: String, date: String) {
    self.title = title
    self.date = date
  }
}

/// A figure that can answer "says who?".
public struct Sourced<Value: Sendable>: Sendable {
  /// The figure.
  public let value: Value
  /// Where it comes from.
  public let source: Source

  /// A figure and its source.
  public init(_ value: Value, source: Source) {
    self.value = value
    self.source = source
  }
}
