/// The time that some dates span, of which each names a day, a month or a whole year: `2025-01-31`, `2025-01`, `2025`.
public struct DateSpan: Sendable, Equatable {
  /// The date that begins first.
  public let first: String
  /// The date that ends last; a year ends after each of its days.
  public let last: String

  /// The span of dates; nil where none is known.
  public init?(of dates: some Sequence<String>) {
    let known = dates.filter { !$0.isEmpty }
    // A tilde sorts behind whatever a longer date goes on with.
    guard let first = known.min(), let last = known.max(by: { $0 + "~" < $1 + "~" }) else { return nil }
    self.first = first
    self.last = last
  }

  /// `2025`, or `2025-03 to 2026`.
  public var text: String { first == last ? first : "\(first) to \(last)" }
}
