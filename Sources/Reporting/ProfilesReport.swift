public import HardwareProfiles
import Quantities

/// Hardware profiles for people and programs.
public enum ProfilesReport {
  /// One row a profile, a table for each kind that is not empty.
  public static func list(
    _ accelerators: [AcceleratorProfile], nodes: [NodeProfile] = [], networks: [NetworkProfile] = []
  ) -> Report {
    var blocks: [Report.Block] = []
    var tables: [TextTable] = []
    func add(_ title: String, _ table: TextTable, isEmpty: Bool) {
      guard !isEmpty else { return }
      blocks += [.heading(title), .table(table)]
      tables.append(table)
    }
    add("Accelerators", table(accelerators), isEmpty: accelerators.isEmpty)
    add("Nodes", table(nodes), isEmpty: nodes.isEmpty)
    add("Networks", table(networks), isEmpty: networks.isEmpty)
    let json: JSONValue = [
      "schema_version": 1, "profiles": .array(accelerators.map(\.summary)), "nodes": .array(nodes.map(\.summary)),
      "networks": .array(networks.map(\.summary)),
    ]
    return Report(blocks: blocks, json: json, csv: tables.first ?? TextTable([]))
  }

  private static func table(_ profiles: [AcceleratorProfile]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Role"), .init("bf16", .right), .init("fp8", .right), .init("Memory", .right),
      .init("Bandwidth", .right), .init("Power", .right), .init("Released"),
    ])
    for profile in profiles {
      table.add(
        profile.id, profile.role.rawValue, profile.peakDense[.bf16]?.value.formatted ?? "",
        profile.peakDense[.fp8]?.value.formatted ?? "", profile.memoryCapacity.value.formattedBinary,
        profile.memoryBandwidth?.value.formatted ?? "", profile.power.nameplate.value.formatted,
        profile.released)
    }
    return table
  }

  /// Every figure of a profile with its source.
  public static func show(_ profile: AcceleratorProfile) -> Report {
    var table = TextTable([.init("Figure"), .init("Value", .right), .init("Source"), .init("Date")])
    for figure in profile.figures { table.add(figure.name, figure.text, figure.source.title, figure.source.date) }
    var facts = TextTable([.init(""), .init("")])
    facts.add("id", profile.id)
    facts.add("aliases", profile.aliases.joined(separator: ", "))
    facts.add("vendor", profile.vendor)
    facts.add("role", profile.role.rawValue)
    facts.add("form factor", profile.formFactor)
    facts.add("released", profile.released)
    facts.add("PCI", profile.pciIdentities.map(\.text).joined(separator: ", "))
    facts.add("node", "\(profile.acceleratorsPerNode) accelerators" + (profile.network.map { ", \($0)" } ?? ""))
    facts.add("from", profile.files.joined(separator: ", over "))
    let figures = profile.figures.map { figure -> JSONValue in
      [
        "figure": .string(figure.name), "value": figure.json, "source": .string(figure.source.title),
        "as_of": .string(figure.source.date),
      ]
    }
    let json: JSONValue = [
      "schema_version": 1, "profile": profile.summary, "figures": .array(figures),
      "files": .array(profile.files.map(JSONValue.string)),
    ]
    return Report(blocks: [.heading(profile.name), .table(facts), .table(table)], json: json, csv: table)
  }
}

extension AcceleratorProfile {
  fileprivate var summary: JSONValue {
    [
      "id": .string(id), "name": .string(name), "vendor": .string(vendor), "role": .string(role.rawValue),
      "form_factor": .string(formFactor), "released": .string(released),
      "aliases": .array(aliases.map(JSONValue.string)), "pci": .array(pciIdentities.map { .string($0.text) }),
      "peak_dense_flops_per_second": .object(
        Precision.allCases.compactMap { precision in
          peakDense[precision].map { JSONValue.Member(precision.rawValue, .number($0.value.value)) }
        }),
      "memory_bytes": .number(memoryCapacity.value.value),
      "memory_bytes_per_second": JSONValue(memoryBandwidth?.value.value),
      "nameplate_watts": .number(power.nameplate.value.value), "idle_watts": JSONValue(power.idle?.value.value),
    ]
  }

  fileprivate struct Figure {
    var name: String
    var text: String
    var json: JSONValue
    var source: Source
  }

  fileprivate var figures: [Figure] {
    var figures: [Figure] = []
    func add(_ name: String, _ text: String, _ json: JSONValue, _ source: Source) {
      figures.append(Figure(name: name, text: text, json: json, source: source))
    }
    func add(_ name: String, _ figure: Sourced<some PhysicalQuantity>?) {
      guard let figure else { return }
      add(name, figure.value.formatted, .number(figure.value.value), figure.source)
    }
    func add(_ name: String, _ figure: Sourced<Range90<some PhysicalQuantity>>?) {
      guard let figure else { return }
      let bounds = figure.value.formattedBounds.map { " (\($0))" } ?? ""
      add(name, figure.value.mid.formatted + bounds, JSONValue(figure.value.map(\.value)), figure.source)
    }
    func addShare(_ name: String, _ figure: Sourced<Range90<Double>>) {
      let range = figure.value
      let bounds = range.isExact ? "" : " (\(NumberFormat.percent(range.low)) to \(NumberFormat.percent(range.high)))"
      add(name, NumberFormat.percent(range.mid) + bounds, JSONValue(range), figure.source)
    }
    for precision in Precision.allCases { add("peak \(precision.rawValue), dense", peakDense[precision]) }
    add("memory", memoryCapacity.value.formattedBinary, .number(memoryCapacity.value.value), memoryCapacity.source)
    add("memory bandwidth", memoryBandwidth)
    add(link.map { "\($0.name), each direction" } ?? "link", link?.bandwidthPerDirection)
    add("nameplate power", power.nameplate)
    add("idle power", power.idle)
    addShare("training power, of nameplate", power.trainingShare)
    add("rest of the node, each", power.host)
    for precision in Precision.allCases {
      if let efficiency = efficiency[precision] { addShare("efficiency \(precision.rawValue)", efficiency) }
    }
    if let price { add("price", price.value.formatted(exact: true), .number(price.value.amount), price.source) }
    add("embodied carbon", embodiedCarbon)
    return figures
  }
}

extension PCIIdentity {
  fileprivate var text: String {
    ([vendor, device] + [subsystemDevice].compactMap(\.self)).map { id in
      let digits = String(id, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: ":")
  }
}
