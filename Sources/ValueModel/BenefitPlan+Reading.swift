public import Documents
import Quantities

extension BenefitPlan {
  /// Reads a benefits file.
  ///
  /// - Throws: `DocumentError` with file, line and key of the first fault.
  public init(_ section: Section) throws(DocumentError) {
    if let version = try section.scalar("schema_version"), version.text != "1" {
      throw version.wrong("found '\(version.text)', expected 1")
    }
    currency = try section.required("currency").currency()
    months = try section.required("months").integer(in: 1...600)
    discountRate = try section.scalar("discount_rate")?.number(in: -0.5...10) ?? 0.1
    sensitivity = try section.scalar("sensitivity")?.number(in: 0...1) ?? 0.2
    drivers = []
    benefits = []
    costs = []
    scenarios = []
    qualitative = []
    exchangeRates = [:]
    var names: Set<String> = [ValueDriver.trainingCost]
    benefits = try streams(section, "benefits", ValueStream.Kind.benefits, &names)
    guard !benefits.isEmpty else {
      throw section.has("benefits")
        ? section.wrong("benefits: found an empty list, expected at least one benefit")
        : section.missing("benefits")
    }
    costs = try streams(section, "costs", ValueStream.Kind.costs, &names)
    for kind in QualitativeBenefit.Kind.allCases { qualitative += try Self.qualitative(section, kind) }
    if let rates = try section.section("exchange_rates") { try read(rates: rates) }
    for entry in try section.sections("scenarios") { scenarios.append(try scenario(entry)) }
    try section.rejectUnknownKeys()
  }

  private mutating func streams(
    _ section: Section, _ key: String, _ kinds: [ValueStream.Kind], _ names: inout Set<String>
  ) throws(DocumentError) -> [ValueStream] {
    var streams: [ValueStream] = []
    for entry in try section.sections(key) {
      let name = try entry.required("name")
      guard names.insert(name.text).inserted else { throw name.wrong("'\(name.text)' is the name of two streams") }
      guard !name.text.isEmpty, !name.text.contains(".") else {
        throw name.wrong("found '\(name.text)', expected a name without dots")
      }
      let kindText = try entry.required("kind")
      guard let kind = ValueStream.Kind(rawValue: kindText.text), kinds.contains(kind) else {
        let known = kinds.map(\.rawValue)
        throw kindText.wrong(
          "found '\(kindText.text)', expected one of \(known.joined(separator: ", "))", code: .name,
          nearest: nearestMatch(to: kindText.text, among: known))
      }
      let (first, last) = try span(entry, isOnce: kind == .once)
      var stream = ValueStream(name: name.text, kind: kind, first: first, last: last, drivers: [])
      for parameter in kind.parameters {
        stream.drivers.append(drivers.count)
        drivers.append(
          ValueDriver(
            key: "\(name.text).\(parameter.name)", range: try Self.range(entry, parameter), role: parameter.role))
      }
      try entry.rejectUnknownKeys()
      streams.append(stream)
    }
    return streams
  }

  /// The months of a stream: from the first after the run to the last unless the file says otherwise.
  private func span(_ entry: Section, isOnce: Bool) throws(DocumentError) -> (Int, Int) {
    if isOnce {
      let month = try entry.scalar("month")?.integer(in: 0...months) ?? 0
      return (month, month)
    }
    let first = try entry.scalar("from_month")?.integer(in: 0...months) ?? 1
    guard let end = try entry.scalar("to_month") else { return (first, months) }
    let last = try end.integer(in: 0...months)
    guard last >= first else {
      throw end.wrong(
        "found '\(end.text)', expected a month from \(first), its from_month, to \(months), the file's months")
    }
    return (first, last)
  }

  /// A number, or `{ low, mid, high }`.
  private static func range(
    _ entry: Section, _ parameter: ValueStream.Kind.Parameter
  ) throws(DocumentError) -> Range90<Double> {
    let name = parameter.name
    guard entry.has(name) else {
      guard let standard = parameter.standard else { throw entry.missing(name) }
      return Range90(exactly: standard)
    }
    if let number = try? entry.scalar(name) { return Range90(exactly: try number.number(in: parameter.range)) }
    let bounds = try entry.requiredSection(name)
    let mid = try bounds.required("mid").number(in: parameter.range)
    let low = try bounds.required("low").number(in: parameter.range)
    let high = try bounds.required("high").number(in: parameter.range)
    guard low <= mid && mid <= high else {
      throw bounds.wrong("low, mid and high must not decrease: \(low), \(mid), \(high)")
    }
    try bounds.rejectUnknownKeys()
    return Range90(low: low, mid: mid, high: high)
  }

  private static func qualitative(
    _ section: Section, _ kind: QualitativeBenefit.Kind
  ) throws(DocumentError) -> [QualitativeBenefit] {
    var found: [QualitativeBenefit] = []
    for entry in try section.sections(kind.rawValue) {
      found.append(
        QualitativeBenefit(
          kind: kind, name: try entry.required("name").text, weight: try entry.required("weight").number(in: 0...1e6),
          score: try entry.scalar("score")?.number(in: -1e6...1e6), note: try entry.scalar("note")?.text))
      try entry.rejectUnknownKeys()
    }
    return found
  }

  private mutating func read(rates: Section) throws(DocumentError) {
    for key in rates.keys where key != "as_of" && key != "source" {
      let rate = try rates.required(key)
      do {
        exchangeRates[try Currency(code: key).code] = try rate.number(in: .aboveZero)
      } catch let error as QuantityError {
        throw rate.wrong("found '\(error.found)', expected \(error.expected)", code: .name, nearest: error.nearest)
      } catch let error as DocumentError {
        throw error
      } catch {
        throw rate.wrong("\(error)")
      }
    }
    let parts = [try rates.scalar("source")?.text, try rates.scalar("as_of")?.text].compactMap(\.self)
    exchangeRateSource = parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func scenario(_ entry: Section) throws(DocumentError) -> Scenario {
    var scenario = Scenario(name: try entry.required("name").text, settings: [:])
    let changes = try entry.requiredSection("set")
    let known = drivers.map(\.key) + [ValueDriver.trainingCost]
    for key in changes.keys {
      let value = try changes.required(key)
      guard known.contains(key) else {
        throw value.wrong(
          "unknown number; known: \(known.joined(separator: ", "))", code: .key,
          nearest: nearestMatch(to: key, among: known))
      }
      switch value.text {
      case "low": scenario.settings[key] = .low
      case "high": scenario.settings[key] = .high
      default: scenario.settings[key] = .value(try value.number(in: -1e15...1e24))
      }
    }
    try entry.rejectUnknownKeys()
    return scenario
  }
}
