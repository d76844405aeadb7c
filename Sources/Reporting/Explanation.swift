import CostCore
import Quantities
public import RunLedger
import TrainingRun

/// Where one figure of a result comes from.
public struct Explanation: Sendable {
  let path: String
  let value: JSONValue
  let formula: Formula
  let inputs: [(path: String, value: JSONValue)]
  let assumptions: [Assumption]
  let line: CostLine?
  /// The shares of the step of its parts, by their paths.
  private let stepShares: [String: Double]

  /// A path that names no figure.
  public struct UnknownPath: Error, CustomStringConvertible {
    /// The path asked for.
    public let path: String
    /// What there is at the deepest place that the path reaches.
    let expected: String
    /// The nearest path that is there.
    public let nearest: String?

    init(_ path: String, in document: JSONValue) {
      self.path = path
      let (place, value) = document.deepest(on: path)
      switch value {
      case .array(let values):
        expected = values.isEmpty ? "\(place) is empty" : "\(place) has the entries 0 to \(values.count - 1)"
        nearest = nil
      case .object(let members):
        let names = members.map(\.key).joined(separator: ", ")
        expected = place.isEmpty ? "expected a path that begins with one of \(names)" : "\(place) has \(names)"
        nearest = nearestMatch(to: path, among: document.paths)
      default:
        expected = "\(place) has no parts"
        nearest = place
      }
    }

    public var description: String {
      "path: '\(path)' names no figure of the run; \(expected)" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
  }

  /// Explains a figure of an estimate.
  ///
  /// - Throws: `UnknownPath` for a path that is not in its JSON.
  public init(_ path: String, of estimate: EstimateResult) throws(UnknownPath) {
    try self.init(path, estimate.json, lines: estimate.cost.lines, assumptions: estimate.assumptions)
  }

  /// Explains a figure of a run in the ledger.
  ///
  /// - Throws: `UnknownPath` for a path that is not in its JSON.
  public init(_ path: String, of record: RunRecord) throws(UnknownPath) {
    try self.init(
      path, record.json, lines: record.cost?.lines ?? [],
      assumptions: record.assumptions ?? record.inputs?.assumptions ?? [])
  }

  private init(
    _ path: String, _ document: JSONValue, lines: [CostLine], assumptions: [Assumption]
  ) throws(UnknownPath) {
    guard let value = document.value(at: path) else {
      throw UnknownPath(path, in: document)
    }
    self.path = path
    self.value = value
    let formula = Formula.of(path)
    self.formula = formula
    let index = path.hasPrefix("cost.lines[") ? Int(path.dropFirst(11).prefix { $0 != "]" }) : nil
    let line = index.flatMap { lines.indices.contains($0) ? lines[$0] : nil }
    self.line = line
    var inputs = formula.inputs
    if let index { inputs = ["quantity", "unit_price", "source"].map { "cost.lines[\(index)].\($0)" } }
    if path.hasPrefix("cost.total") || path.hasPrefix("cost.by_category") {
      let category = path.split(separator: ".").dropFirst(2).first.map(String.init)
      inputs = lines.indices.filter { index in
        lines[index].amount != nil
          && (path.hasPrefix("cost.total") || lines[index].category.rawValue == category)
      }.map { "cost.lines[\($0)].amount" }
    }
    if path == "energy.total_joules" { inputs = document.countedDomains }
    if path.hasPrefix("time.step_seconds") { inputs = document.largestStepParts + inputs }
    let parts = document.stepParts
    let step = parts.reduce(0) { $0 + $1.seconds }
    stepShares = Dictionary(uniqueKeysWithValues: parts.map { ($0.path, step > 0 ? $0.seconds / step : 0) })
    self.inputs = inputs.compactMap { input in document.value(at: input).map { (input, $0) } }
    self.assumptions = assumptions.filter { assumption in
      formula.keys.contains { assumption.key.hasPrefix($0) }
        || (line?.spread.drivers.contains { assumption.key.hasPrefix($0.key) } ?? false)
    }
  }

  /// The explanation for people and programs.
  public var report: Report {
    var blocks: [Report.Block] = [.heading("\(path) = \(Self.text(value))")]
    if let line {
      blocks.append(
        .text("\(line.title): \(line.includedIn.map { "held by \($0.title.lowercased())" } ?? formula.text)"))
    } else {
      blocks.append(.text(formula.text))
    }
    if !formula.reference.isEmpty { blocks.append(.text("after \(formula.reference)")) }
    if !inputs.isEmpty {
      var table = TextTable([.init("Input"), .init("Value", .right), .init("What it is")])
      // A line's source stands beside its price.
      for (input, value) in inputs where line == nil || !input.hasSuffix(".source") {
        table.add(input, Self.text(value), note(input))
      }
      blocks.append(.table(table))
    }
    if let line {
      var table = TextTable([.init("Moved by"), .init("At its low end", .right), .init("At its high end", .right)])
      for driver in line.spread.drivers {
        let (low, high) = line.spread.ratios(of: driver)
        table.add(driver.key, NumberFormat.percent(low), NumberFormat.percent(high))
      }
      if !table.rows.isEmpty { blocks.append(.table(table)) }
    }
    if !assumptions.isEmpty {
      var table = TextTable([.init("Assumed"), .init("Value"), .init("Source")])
      for assumption in assumptions { table.add(assumption.key, assumption.value, assumption.source) }
      blocks.append(.table(table))
    }
    let json = json
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  /// What a line's input is: its title, or its price's source.
  private func note(_ input: String) -> String {
    if let line, input.hasSuffix("unit_price") {
      return [line.source, line.asOf, line.confidence.rawValue].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    if let line, input.hasSuffix("quantity") { return line.unit }
    if let share = stepShares[input] { return "\(NumberFormat.percent(share)) of the step" }
    return Formula.of(input).text
  }

  private var json: JSONValue {
    [
      "schema_version": 1, "path": .string(path), "value": value, "formula": .string(formula.text),
      "reference": .string(formula.reference),
      "inputs": .array(inputs.map { ["path": .string($0.path), "value": $0.value] }),
      "source": JSONValue(line?.source), "as_of": JSONValue(line?.asOf),
      "drivers": .array((line?.spread.drivers ?? []).map { .string($0.key) }),
      "assumptions": .array(
        assumptions.map { ["key": .string($0.key), "value": .string($0.value), "source": .string($0.source)] }),
    ]
  }

  /// A value in a line: a range as its middle and bounds.
  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .number(let number): NumberFormat.significant(number, digits: 6)
    case .integer(let number): "\(number)"
    case .string(let text), .verbatim(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null: "unknown"
    case .array(let values): "\(values.count) entries"
    case .object(let members):
      if members.map(\.key) == ["low", "mid", "high"], let low = members[0].value.double,
        let mid = members[1].value.double, let high = members[2].value.double
      {
        low == high
          ? NumberFormat.significant(mid, digits: 6)
          : "\(NumberFormat.significant(mid, digits: 6)) (\(NumberFormat.significant(low)) to \(NumberFormat.significant(high)))"
      } else {
        "\(members.count) figures"
      }
    }
  }
}

extension JSONValue {
  /// The number that it is; nil for anything else.
  fileprivate var double: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    case .verbatim(let text): Double(text)
    default: nil
    }
  }

  /// The value at a dotted path with indices, `cost.lines[2].amount`; nil where there is none.
  func value(at path: String) -> JSONValue? {
    var value = self
    for part in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
      switch value {
      case .object(let members):
        guard let member = members.first(where: { $0.key == part }) else { return nil }
        value = member.value
      case .array(let values):
        guard part.last == "]", let index = Int(part.dropLast()), values.indices.contains(index) else { return nil }
        value = values[index]
      default: return nil
      }
    }
    return path.isEmpty ? nil : value
  }

  /// The longest beginning of a path that is there, and what stands there.
  fileprivate func deepest(on path: String) -> (path: String, value: JSONValue) {
    let ends = path.indices.filter { path[$0] == "." || path[$0] == "[" }
    for end in ends.reversed() {
      let beginning = String(path[..<end])
      if let value = value(at: beginning) { return (beginning, value) }
    }
    return ("", self)
  }

  /// The paths of the joules that a measured run's total adds: of the domains that lie in no other.
  fileprivate var countedDomains: [String] {
    guard case .array(let domains)? = value(at: "energy.by_domain") else { return [] }
    return domains.indices.filter { index in
      if case .null? = domains[index].value(at: "contained_in") { true } else { false }
    }.map { "energy.by_domain[\($0)].joules" }
  }

  /// The parts of a step by their paths.
  fileprivate var stepParts: [(path: String, seconds: Double)] {
    guard case .object(let parts)? = value(at: "time.step_parts") else { return [] }
    return parts.map { ("time.step_parts.\($0.key)", $0.value.double ?? 0) }
  }

  /// The paths of the parts that take most of a step, the longest first, without those that take no time.
  fileprivate var largestStepParts: [String] {
    stepParts.filter { $0.seconds > 0 }.sorted { $0.seconds > $1.seconds }.prefix(5).map(\.path)
  }

  /// The paths of all values below this one.
  var paths: [String] {
    switch self {
    case .object(let members):
      members.flatMap { member in [member.key] + member.value.paths.map { join(member.key, $0) } }
    case .array(let values):
      values.enumerated().flatMap { index, value in ["[\(index)]"] + value.paths.map { join("[\(index)]", $0) } }
    default: []
    }
  }

  private func join(_ first: String, _ rest: String) -> String {
    rest.hasPrefix("[") ? first + rest : "\(first).\(rest)"
  }
}
