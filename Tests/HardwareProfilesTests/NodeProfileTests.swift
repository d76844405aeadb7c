import Documents
import HardwareProfiles
import Quantities
import Testing
import TrainCostTestSupport

/// Servers, racks and cloud instances, and the networks they name.
@Suite struct NodeProfileTests {
  private let catalog: ProfileCatalog

  init() throws { catalog = try ProfileCatalog() }

  @Test func `the nodes that runs are published for are all there`() throws {
    let expected = [
      "dgx-a100", "dgx-h100", "dgx-h200", "dgx-b200", "hgx-a100-8", "hgx-h100-8", "hgx-h200-8", "hgx-b200-8",
      "gb200-nvl72", "aws-p4d-24xlarge", "aws-p5-48xlarge", "aws-trn1-32xlarge", "mi300x-platform-8",
      "gaudi2-server-8", "tpu-v4-slice", "tpu-v5e-slice", "tpu-v5p-slice", "tpu-v6e-slice",
    ]
    let ids = Set(catalog.ids(of: .node))
    #expect(ids.isSuperset(of: expected), "missing: \(Set(expected).subtracting(ids).sorted())")
  }

  @Test func `every node names an accelerator and networks that there are`() throws {
    for node in try catalog.nodes() {
      #expect(throws: Never.self, "\(node.id)") { try catalog.profile(id: node.accelerator) }
      #expect(throws: Never.self, "\(node.id)") { try catalog.network(named: node.network) }
      if let link = node.link {
        #expect(throws: Never.self, "\(node.id)") { try catalog.network(named: link.network) }
        #expect(link.acceleratorCount >= node.acceleratorCount, "\(node.id)")
      }
      #expect(!node.hostPower.value.isExact, "\(node.id)")
    }
  }

  @Test func `a node's accelerators and host stay below what its maker says it may draw`() throws {
    for node in try catalog.nodes() {
      guard let nameplate = node.nameplate?.value else { continue }
      let accelerators = try catalog.profile(id: node.accelerator).power.nameplate.value * Double(node.acceleratorCount)
      #expect(accelerators < nameplate, "\(node.id)")
    }
  }

  @Test func `the link of a node is as fast as its accelerator says`() throws {
    for node in try catalog.nodes() {
      guard let link = node.link, let own = try catalog.profile(id: node.accelerator).link else { continue }
      let network = try catalog.network(named: link.network)
      let ratio = network.bandwidthPerDirection.value.value / own.bandwidthPerDirection.value.value
      #expect(ratio > 0.8 && ratio < 2.1, "\(node.id): \(ratio)")
    }
  }

  @Test func `every network has a bandwidth, a latency and a power`() throws {
    let networks = try catalog.networks()
    let ids = Set(networks.map(\.id))
    #expect(
      ids.isSuperset(of: [
        "ethernet-100", "ethernet-200", "ethernet-400", "infiniband-hdr-200", "infiniband-ndr-400",
        "infiniband-xdr-800", "nvlink-1", "nvlink-2", "nvlink-3", "nvlink-4", "nvlink-5", "ici-v4", "ici-v5e",
        "ici-v5p", "ici-v6e",
      ]))
    for network in networks {
      let latency = network.latency.value
      #expect(latency.low.value > 0 && latency.high.value < 1e-3 && !latency.isExact, "\(network.id)")
    }
  }

  @Test func `an accelerator in a node takes over the node's surroundings`() throws {
    let node = try catalog.node(named: "DGX-H100")
    let placed = try catalog.profile(id: node.accelerator).placed(in: node)
    #expect(placed.power.host.value.mid.value * 8 == node.hostPower.value.mid.value)
    #expect(placed.power.host.source == node.hostPower.source)
    #expect(placed.acceleratorsPerNode == 8 && placed.network == "infiniband-ndr-400")
  }

  @Test func `a name is looked up within its kind, or in all`() throws {
    #expect(try catalog.node(named: "p5.48xlarge").id == "aws-p5-48xlarge")
    #expect(try catalog.network(named: "NDR").id == "infiniband-ndr-400")
    #expect(try catalog.kind(named: "nvl72") == .node)
    #expect(try catalog.kind(named: "h100") == .accelerator)
    #expect(try catalog.kind(named: "infiniband-xdr") == .network)
    let error = try #require(throws: DocumentError.self) { try catalog.node(named: "dgx-h101") }
    #expect(error.nearest?.contains("dgx-h100") == true)
  }

  @Test func `three lines of a user change one figure of a node or network`() throws {
    let folder = try TemporaryFolder([
      "dgx-h100.yaml": "power:\n  host: { value: 2500 W }\n",
      "networks/infiniband-ndr-400.yaml": "bandwidth_per_direction: { value: 350 Gbit/s }\n",
    ])
    let own = try ProfileCatalog(folders: [folder.path])
    #expect(try own.node(named: "dgx-h100").hostPower.value.mid.value == 2500)
    #expect(try own.network(named: "ndr").bandwidthPerDirection.value.value == 350e9 / 8)
    #expect(own.ids == catalog.ids)
  }

  @Test func `no name belongs to two nodes or two networks`() throws {
    for names in [
      try catalog.nodes().map { [$0.id] + $0.aliases }, try catalog.networks().map { [$0.id] + $0.aliases },
    ] {
      let all = names.flatMap(\.self).map { $0.lowercased() }
      #expect(Set(all).count == all.count)
    }
  }
}
