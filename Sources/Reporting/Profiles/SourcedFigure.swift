import HardwareProfiles
import Quantities

/// A figure of a profile, as text and as a value, and who says so.
struct SourcedFigure {
  let name: String
  let text: String
  let json: JSONValue
  let source: Source

  init(_ name: String, _ text: String, _ json: JSONValue, _ source: Source) {
    self.name = name
    self.text = text
    self.json = json
    self.source = source
  }

  init(_ name: String, _ figure: Sourced<some PhysicalQuantity>) {
    self.init(name, figure.value.formatted, .number(figure.value.value), figure.source)
  }

  init(_ name: String, _ figure: Sourced<Range90<some PhysicalQuantity>>) {
    let bounds = figure.value.formattedBounds.map { " (\($0))" } ?? ""
    self.init(name, figure.value.mid.formatted + bounds, JSONValue(figure.value.map(\.value)), figure.source)
  }

  init(_ name: String, _ figure: Sourced<Range90<Seconds>>) {
    let range = figure.value
    let bounds = range.isExact ? "" : " (\(range.low.microseconds) to \(range.high.microseconds))"
    self.init(name, range.mid.microseconds + bounds, JSONValue(range.map(\.value)), figure.source)
  }

  init(_ name: String, _ figure: Sourced<Money>) {
    self.init(name, figure.value.formatted(exact: true), .number(figure.value.amount), figure.source)
  }

  /// A share, written in per cent.
  init(share name: String, _ figure: Sourced<Range90<Double>>) {
    let range = figure.value
    let bounds = range.isExact ? "" : " (\(NumberFormat.percent(range.low)) to \(NumberFormat.percent(range.high)))"
    self.init(name, NumberFormat.percent(range.mid) + bounds, JSONValue(range), figure.source)
  }
}

extension Seconds {
  var microseconds: String { "\(NumberFormat.significant(value * 1e6)) µs" }
}
