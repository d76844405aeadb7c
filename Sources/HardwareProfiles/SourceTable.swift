import Documents
import Quantities

/// The `sources` of a file, by the short key that its figures cite, and the reader of such figures.
struct SourceTable {
  private let sources: [String: Source]

  init(_ section: Section) throws(DocumentError) {
    guard let table = try section.section("sources") else {
      sources = [:]
      return
    }
    var sources: [String: Source] = [:]
    for key in table.keys {
      let entry = try table.requiredSection(key)
      sources[key] = Source(title: try entry.required("title").text, date: try entry.required("date").text)
      try entry.rejectUnknownKeys()
    }
    self.sources = sources
  }

  /// Reads `{ value: 700 W, source: datasheet }`; nil when the key is absent.
  func figure<Quantity: PhysicalQuantity>(
    _ section: Section, _ key: String, in range: ClosedRange<Double>
  ) throws(DocumentError) -> Sourced<Quantity>? {
    guard let figure = try section.section(key) else { return nil }
    let value = try figure.required("value").quantity(Quantity.self, in: range)
    let source = try source(of: figure)
    try figure.rejectUnknownKeys()
    return Sourced(value, source: source)
  }

  /// Reads a figure that must be there.
  func requiredFigure<Quantity: PhysicalQuantity>(
    _ section: Section, _ key: String, in range: ClosedRange<Double>
  ) throws(DocumentError) -> Sourced<Quantity> {
    guard let figure: Sourced<Quantity> = try figure(section, key, in: range) else { throw section.missing(key) }
    return figure
  }

  /// Reads `{ value: 0.85, low: 0.6, high: 1.0, source: … }`; without bounds the figure is exact.
  func range<Quantity: PhysicalQuantity>(
    _ section: Section, _ key: String, in range: ClosedRange<Double>
  ) throws(DocumentError) -> Sourced<Range90<Quantity>>? {
    guard let figure = try section.section(key) else { return nil }
    let mid = try figure.required("value").quantity(Quantity.self, in: range)
    let low = try figure.scalar("low")?.quantity(Quantity.self, in: range) ?? mid
    let high = try figure.scalar("high")?.quantity(Quantity.self, in: range) ?? mid
    guard low <= mid && mid <= high else {
      throw figure.wrong("low, value and high must not decrease: \(low.value), \(mid.value), \(high.value)")
    }
    let source = try source(of: figure)
    try figure.rejectUnknownKeys()
    return Sourced(Range90(low: low, mid: mid, high: high), source: source)
  }

  /// Reads a range that must be there.
  func requiredRange<Quantity: PhysicalQuantity>(
    _ section: Section, _ key: String, in range: ClosedRange<Double>
  ) throws(DocumentError) -> Sourced<Range90<Quantity>> {
    guard let figure: Sourced<Range90<Quantity>> = try self.range(section, key, in: range) else {
      throw section.missing(key)
    }
    return figure
  }

  /// Reads a range without a unit.
  func share(
    _ section: Section, _ key: String, in range: ClosedRange<Double>
  ) throws(DocumentError) -> Sourced<Range90<Double>>? {
    let figure: Sourced<Range90<Count>>? = try self.range(section, key, in: range)
    return figure.map { Sourced($0.value.map(\.value), source: $0.source) }
  }

  /// Reads `{ value: 31904.63, currency: USD, source: … }`.
  func price(_ section: Section, _ key: String) throws(DocumentError) -> Sourced<Money>? {
    guard let figure = try section.section(key) else { return nil }
    let amount = try figure.required("value").number(in: 0...1e9)
    let price = Sourced(Money(amount, try figure.required("currency").currency()), source: try source(of: figure))
    try figure.rejectUnknownKeys()
    return price
  }

  private func source(of figure: Section) throws(DocumentError) -> Source {
    let key = try figure.required("source")
    guard let source = sources[key.text] else {
      throw key.wrong(
        "found '\(key.text)', expected a key of this file's 'sources'", code: .name,
        nearest: nearestMatch(to: key.text, among: sources.keys))
    }
    return source
  }
}
