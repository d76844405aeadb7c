public import HardwareProfiles
import Quantities

extension ProfilesReport {
  /// Every figure of a node with its source.
  public static func show(_ node: NodeProfile) -> Report {
    let facts = [
      ("id", node.id), ("aliases", node.aliases.joined(separator: ", ")), ("vendor", node.vendor),
      ("released", node.released), ("accelerators", "\(node.acceleratorCount) × \(node.accelerator)"),
      ("link", node.link.map { "\($0.network), joins up to \($0.acceleratorCount)" } ?? "none"),
      ("network", node.network),
    ]
    var figures: [SourcedFigure] = []
    if let cards = node.networkCards {
      figures.append(SourcedFigure("network cards, \(cards.count), each", cards.rate))
    }
    figures.append(SourcedFigure("all but the accelerators", node.hostPower))
    if let nameplate = node.nameplate { figures.append(SourcedFigure("at most", nameplate)) }
    if let price = node.price {
      figures.append(
        SourcedFigure(
          "price", price.value.formatted(exact: true), .number(price.value.amount), price.source))
    }
    return show(node.name, facts, figures, summary: ("node", node.summary), files: node.files)
  }

  /// Every figure of a network with its source.
  public static func show(_ network: NetworkProfile) -> Report {
    let facts = [
      ("id", network.id), ("aliases", network.aliases.joined(separator: ", ")),
      ("joins", network.scope == .nodes ? "nodes" : "accelerators of a node, rack or pod"),
    ]
    let figures = [
      SourcedFigure("bandwidth, each direction", network.bandwidthPerDirection),
      SourcedFigure("latency", network.latency), SourcedFigure("power for each accelerator", network.power),
    ]
    return show(network.name, facts, figures, summary: ("network", network.summary), files: network.files)
  }

  static func table(_ nodes: [NodeProfile]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Accelerators"), .init("Host power", .right), .init("At most", .right), .init("Network"),
      .init("Price", .right), .init("Released"),
    ])
    for node in nodes {
      table.add(
        node.id, "\(node.acceleratorCount) × \(node.accelerator)", node.hostPower.value.mid.formatted,
        node.nameplate?.value.formatted ?? "", node.network, node.price?.value.formatted(exact: false) ?? "",
        node.released)
    }
    return table
  }

  static func table(_ networks: [NetworkProfile]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Joins"), .init("Bandwidth", .right), .init("Latency", .right), .init("Power", .right),
    ])
    for network in networks {
      table.add(
        network.id, network.scope.rawValue, network.bandwidthPerDirection.value.formatted,
        network.latency.value.mid.microseconds, network.power.value.mid.formatted)
    }
    return table
  }

  private static func show(
    _ title: String, _ facts: [(String, String)], _ figures: [SourcedFigure], summary: (String, JSONValue),
    files: [String]
  ) -> Report {
    var factTable = TextTable([.init(""), .init("")])
    for fact in facts { factTable.add(fact.0, fact.1) }
    factTable.add("from", files.joined(separator: ", over "))
    var table = TextTable([.init("Figure"), .init("Value", .right), .init("Source"), .init("Date")])
    for figure in figures { table.add(figure.name, figure.text, figure.source.title, figure.source.date) }
    let json: JSONValue = .object([
      .init("schema_version", 1), .init(summary.0, summary.1),
      .init(
        "figures",
        .array(
          figures.map { figure -> JSONValue in
            [
              "figure": .string(figure.name), "value": figure.json, "source": .string(figure.source.title),
              "as_of": .string(figure.source.date),
            ]
          })), .init("files", .array(files.map(JSONValue.string))),
    ])
    return Report(blocks: [.heading(title), .table(factTable), .table(table)], json: json, csv: table)
  }
}

/// A figure, as text and as a value, and who says so.
private struct SourcedFigure {
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
}

extension Seconds {
  fileprivate var microseconds: String { "\(NumberFormat.significant(value * 1e6)) µs" }
}

extension NodeProfile {
  var summary: JSONValue {
    [
      "id": .string(id), "name": .string(name), "vendor": .string(vendor), "released": .string(released),
      "aliases": .array(aliases.map(JSONValue.string)), "accelerator": .string(accelerator),
      "accelerators": .integer(acceleratorCount), "link": JSONValue(link?.network),
      "link_accelerators": link.map { .integer($0.acceleratorCount) } ?? .null, "network": .string(network),
      "network_cards": networkCards.map { .integer($0.count) } ?? .null,
      "network_card_bytes_per_second": JSONValue(networkCards?.rate.value.value),
      "host_watts": JSONValue(hostPower.value.map(\.value)), "nameplate_watts": JSONValue(nameplate?.value.value),
      "price": JSONValue(price?.value.amount), "currency": JSONValue(price?.value.currency.code),
    ]
  }
}

extension NetworkProfile {
  var summary: JSONValue {
    [
      "id": .string(id), "name": .string(name), "aliases": .array(aliases.map(JSONValue.string)),
      "scope": .string(scope.rawValue), "bytes_per_second_per_direction": .number(bandwidthPerDirection.value.value),
      "latency_seconds": JSONValue(latency.value.map(\.value)),
      "watts_per_accelerator": JSONValue(power.value.map(\.value)),
    ]
  }
}
