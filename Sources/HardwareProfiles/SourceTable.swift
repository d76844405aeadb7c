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
    let value = try figure.required("value")
    let quantity = try value.quantity(Quantity.self, in: range)
    let source = try source(of: figure, value: value)
    try figure.rejectUnknownKeys()
    return Sourced(quantity, source: source)
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
    let value = try figure.required("value")
    let mid = try value.quantity(Quantity.self, in: range)
    var low = try bound(figure, "low", of: value)?.quantity(Quantity.self, in: range) ?? mid
    var high = try bound(figure, "high", of: value)?.quantity(Quantity.self, in: range) ?? mid
    // Bounds around a faulty value say nothing about the one in its place.
    if figure.isStandIn(value) { (low, high) = (mid, mid) }
    guard low <= mid && mid <= high else {
      throw figure.wrong("low, value and high must not decrease: \(low.value), \(mid.value), \(high.value)")
    }
    let source = try source(of: figure, value: value)
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
    let value = try figure.required("value")
    let amount = Money(try value.number(in: 0...1e9), try figure.required("currency").currency())
    let source = try source(of: figure, value: value)
    try figure.rejectUnknownKeys()
    return Sourced(amount, source: source)
  }

  /// A bound of a range. A user's value is not held within the bounds of the shipped one below it.
  private func bound(_ figure: Section, _ key: String, of value: Scalar) throws(DocumentError) -> Scalar? {
    let bound = try figure.scalar(key)
    return isOverride(value, of: figure) && bound?.file != value.file ? nil : bound
  }

  /// Whether the topmost file gives this value, so that what lies below does not speak of it.
  private func isOverride(_ value: Scalar, of figure: Section) -> Bool { value.file == figure.file }

  private func source(of figure: Section, value: Scalar) throws(DocumentError) -> Source {
    guard let key = try figure.scalar("source") else {
      if figure.isMended(at: figure.path(of: "source")) { return Source(title: "", date: "") }
      throw figure.missing("source")
    }
    if isOverride(value, of: figure), key.file != value.file {
      return Source(title: "\(value.file ?? ""), line \(value.line ?? 0)", date: "undated")
    }
    guard let source = sources[key.text] else {
      if figure.isStandIn(key) { return Source(title: "", date: "") }
      throw key.wrong(
        "found '\(key.text)', expected a key of this file's 'sources'", code: .name,
        nearest: nearestMatch(to: key.text, among: sources.keys))
    }
    return source
  }
}
