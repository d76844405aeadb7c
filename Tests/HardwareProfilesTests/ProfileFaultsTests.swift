import Documents
import HardwareProfiles
import Testing
import TrainCostTestSupport

/// `profiles validate`: every fault of a file at once.
@Suite struct ProfileFaultsTests {
  private let shipped = "nvidia-h100-sxm5-80gb"

  private func faults(_ name: String, _ text: String) throws -> [DocumentError] {
    let folder = try TemporaryFolder(["\(name).yaml": text])
    let file = "\(folder.path)/\(name).yaml"
    return try ProfileCatalog().faults(file: file).map { fault in
      #expect(fault.file == file)
      return fault
    }
  }

  @Test func `a file with eight faults gives eight, in the order of its lines`() throws {
    let faults = try faults(
      shipped,
      """
      role: trainer
      pci: ["10de:2330", "10de", "zzzz:0000"]
      powr: {}
      power:
        nameplate: { value: 500 Wh }
        waiting: { value: 60 W, sorce: ours }
      price: { value: 1, currency: USD, source: shop }
      """)
    #expect(faults.map(\.line) == [1, 2, 2, 3, 5, 6, 6, 7])
    #expect(
      faults.map(\.key) == [
        "role", "pci[1]", "pci[2]", "powr", "power.nameplate.value", "power.waiting.source", "power.waiting.sorce",
        "price.source",
      ])
  }

  @Test func `a new file names every key that is missing and every value that is wrong`() throws {
    let faults = try faults(
      "acme-one",
      """
      schema_version: 2
      id: acme-two
      name: Acme
      role: training
      memory: { capacity: { value: 80 apples, source: sheet } }
      peak_dense: { bf16: { value: 400 TFLOP/s, source: none } }
      """)
    #expect(
      Set(faults.compactMap(\.key)) == [
        "schema_version", "vendor", "form_factor", "released", "memory.capacity.value", "memory.capacity.source",
        "peak_dense.bf16.source", "power", "id",
      ])
  }

  @Test(arguments: ["[", "", "- a\n- b\n", "id: a\nid: b\n"])
  func `a file that is no document gives one fault`(text: String) throws {
    #expect(try faults(shipped, text).count == 1)
  }

  @Test func `a faulty value is one fault, whatever bounds lie around it`() throws {
    let folder = try TemporaryFolder(["networks/nvlink-4.yaml": "latency: { value: 5 apples }\nscope: node\n"])
    let faults = try ProfileCatalog().faults(file: "\(folder.path)/networks/nvlink-4.yaml")
    #expect(faults.map(\.key) == ["latency.value", "scope"])
  }

  @Test func `a node or accelerator that names what there is not is told so`() throws {
    let folder = try TemporaryFolder([
      "nodes/dgx-h100.yaml": "accelerator: nvidia-h100-sxm5-80g\nnetwork: nosuch\nlink: { network: nvlink-44 }\n",
      "nvidia-h100-sxm5-80gb.yaml": "node: { network: infiniband-nrd-400 }\n",
    ])
    let catalog = try ProfileCatalog()
    let node = catalog.faults(file: "\(folder.path)/nodes/dgx-h100.yaml")
    #expect(node.map(\.key) == ["accelerator", "network", "link.network"])
    #expect(node.map(\.line) == [1, 2, 3])
    #expect(node[0].nearest == "nvidia-h100-sxm5-80gb" && node[2].nearest == "nvlink-4")
    #expect(catalog.faults(file: "\(folder.path)/nvidia-h100-sxm5-80gb.yaml").map(\.key) == ["node.network"])
  }

  @Test func `every shipped profile is sound`() throws {
    let catalog = try ProfileCatalog()
    for kind in ProfileKind.allCases {
      for id in catalog.ids(of: kind) { #expect(catalog.faults(id: id).isEmpty, "\(id)") }
    }
  }

  @Test func `a file in a folder of nodes or networks is checked as one`() throws {
    let folder = try TemporaryFolder(["nodes/mine.yaml": "id: mine\n", "networks/ours.yaml": "id: ours\n"])
    let catalog = try ProfileCatalog()
    #expect(catalog.faults(file: "\(folder.path)/nodes/mine.yaml").contains { $0.key == "accelerator" })
    #expect(catalog.faults(file: "\(folder.path)/networks/ours.yaml").contains { $0.key == "bandwidth_per_direction" })
  }
}
