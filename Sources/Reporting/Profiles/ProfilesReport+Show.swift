public import HardwareProfiles
import Quantities

extension ProfilesReport {
  /// Every figure of an accelerator with its source.
  public static func show(_ profile: AcceleratorProfile) -> Report {
    let facts = [
      ("id", profile.id), ("aliases", profile.aliases.joined(separator: ", ")), ("vendor", profile.vendor),
      ("role", profile.role.rawValue), ("form factor", profile.formFactor), ("released", profile.released),
      ("PCI", profile.pciIdentities.map(\.text).joined(separator: ", ")),
      ("node", "\(profile.acceleratorsPerNode) accelerators" + (profile.network.map { ", \($0)" } ?? "")),
    ]
    return show(
      profile.name, facts, figures(of: profile), summary: ("profile", AcceleratorSummary(profile).json),
      files: profile.files)
  }

  private static func figures(of profile: AcceleratorProfile) -> [SourcedFigure] {
    let (power, memory) = (profile.power, profile.memoryCapacity)
    var figures = Precision.allCases.compactMap { precision in
      profile.peakDense[precision].map { SourcedFigure("peak \(precision.rawValue), dense", $0) }
    }
    figures.append(
      SourcedFigure("memory", memory.value.formattedBinary, .number(memory.value.value), memory.source))
    if let bandwidth = profile.memoryBandwidth { figures.append(SourcedFigure("memory bandwidth", bandwidth)) }
    if let link = profile.link {
      figures.append(SourcedFigure("\(link.name), each direction", link.bandwidthPerDirection))
    }
    if let host = profile.host {
      let memory = host.memory
      figures.append(SourcedFigure("link to the host, each direction", host.link))
      figures.append(
        SourcedFigure("memory of the host", memory.value.formattedBinary, .number(memory.value.value), memory.source))
      figures.append(SourcedFigure("bandwidth of the host's memory", host.memoryBandwidth))
    }
    figures.append(SourcedFigure("nameplate power", power.nameplate))
    if let idle = power.idle { figures.append(SourcedFigure("idle power", idle)) }
    if let waiting = power.waiting { figures.append(SourcedFigure("power of a job that waits", waiting)) }
    figures.append(SourcedFigure(share: "training power, of nameplate", power.trainingShare))
    figures.append(SourcedFigure("rest of the node, each", power.host))
    figures += Precision.allCases.compactMap { precision in
      profile.efficiency[precision].map { SourcedFigure(share: "efficiency \(precision.rawValue)", $0) }
    }
    if let share = profile.calibration?.productShare {
      figures.append(
        SourcedFigure(
          "matrix products, of the peak in 16 bits", NumberFormat.percent(share.value), .number(share.value),
          share.source))
    }
    if let deviation = profile.calibration?.deviation {
      let factor = NumberFormat.significant(deviation.value)
      figures.append(
        SourcedFigure("matrix products, of its family's", "× \(factor)", .number(deviation.value), deviation.source))
    }
    if let price = profile.price { figures.append(SourcedFigure("price", price)) }
    if let carbon = profile.embodiedCarbon { figures.append(SourcedFigure("embodied carbon", carbon)) }
    return figures
  }

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
    if let price = node.price { figures.append(SourcedFigure("price", price)) }
    return show(node.name, facts, figures, summary: ("node", NodeSummary(node).json), files: node.files)
  }

  /// Every figure of a network with its source.
  public static func show(_ network: NetworkProfile) -> Report {
    var facts = [
      ("id", network.id), ("aliases", network.aliases.joined(separator: ", ")),
      ("joins", network.scope == .nodes ? "nodes" : "accelerators of a node, rack or pod"),
    ]
    if let torus = network.torus {
      facts.append(("torus", "\(torus.accelerators) accelerators in \(torus.dimensions) dimensions"))
    }
    var figures = [
      SourcedFigure("bandwidth, each direction", network.bandwidthPerDirection),
      SourcedFigure("latency", network.latency), SourcedFigure("power for each accelerator", network.power),
    ]
    if let torus = network.torus {
      figures.append(SourcedFigure("bandwidth between pods, each direction", torus.bandwidthBeyond))
    }
    return show(network.name, facts, figures, summary: ("network", NetworkSummary(network).json), files: network.files)
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
