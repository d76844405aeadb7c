public import HardwareProfiles
import Quantities

/// Hardware profiles for people and programs.
public enum ProfilesReport {
  /// One row a profile, a table for each kind that is not empty.
  public static func list(
    _ accelerators: [AcceleratorSummary], nodes: [NodeSummary] = [], networks: [NetworkSummary] = []
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
      "schema_version": 1, "profiles": .array(accelerators.map(\.json)), "nodes": .array(nodes.map(\.json)),
      "networks": .array(networks.map(\.json)),
    ]
    return Report(blocks: blocks, json: json, csv: tables.first ?? TextTable([]))
  }

  private static func table(_ profiles: [AcceleratorSummary]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Role"), .init("bf16", .right), .init("fp8", .right), .init("Memory", .right),
      .init("Bandwidth", .right), .init("Power", .right), .init("Released"),
    ])
    for profile in profiles {
      table.add(
        profile.head.id, profile.role.rawValue, profile.peakDense[.bf16]?.formatted ?? "",
        profile.peakDense[.fp8]?.formatted ?? "", profile.memoryCapacity.formattedBinary,
        profile.memoryBandwidth?.formatted ?? "", profile.nameplate.formatted, profile.released)
    }
    return table
  }

  private static func table(_ nodes: [NodeSummary]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Accelerators"), .init("Host power", .right), .init("At most", .right), .init("Network"),
      .init("Price", .right), .init("Released"),
    ])
    for node in nodes {
      table.add(
        node.head.id, "\(node.acceleratorCount) × \(node.accelerator)", node.hostPower.mid.formatted,
        node.nameplate?.formatted ?? "", node.network, node.price?.formatted(exact: false) ?? "",
        node.released)
    }
    return table
  }

  private static func table(_ networks: [NetworkSummary]) -> TextTable {
    var table = TextTable([
      .init("Id"), .init("Joins"), .init("Bandwidth", .right), .init("Latency", .right), .init("Power", .right),
    ])
    for network in networks {
      table.add(
        network.head.id, network.scope.rawValue, network.bandwidthPerDirection.formatted,
        network.latency.mid.microseconds, network.power.mid.formatted)
    }
    return table
  }
}
