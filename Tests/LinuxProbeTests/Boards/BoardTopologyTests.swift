import AcceleratorProbe
import HardwareProfiles
import LinuxProbe
import Testing
import TrainCostTestSupport

@Suite struct BoardTopologyTests {
  private func report(_ root: String) throws -> ProbeReport {
    var report = try ProbeReport(scanning: LibpciSysfsBus(root: root), catalog: ProfileCatalog())
    report.topology = BoardTopologyReader(root: root).topology(of: report.accelerators.map(\.device))
    return report
  }

  private func node(
    _ tree: FakeSysfs, _ index: Int, device: Int, location: Int, domain: Int = 0, links: [Int: Int] = [:]
  ) throws {
    let folder = "sys/class/kfd/kfd/topology/nodes/\(index)"
    try tree.write(
      "\(folder)/properties",
      text: "simd_count 440\nvendor_id 4098\ndevice_id \(device)\nlocation_id \(location)\ndomain \(domain)")
    for (target, bandwidth) in links {
      try tree.write(
        "\(folder)/io_links/\(target)/properties",
        text: "type 11\nnode_from \(index)\nnode_to \(target)\nmax_bandwidth \(bandwidth)")
    }
  }

  @Test func `dies with the widest link between them share a package`() throws {
    let tree = try FakeSysfs()
    let buses = [0x29, 0x2c, 0x4e, 0x51]
    for bus in buses {
      let address = "0000:\(String(bus, radix: 16)):00.0"
      try tree.addDevice(address, class: "0x038000", vendor: "0x1002", device: "0x7408", driver: "amdgpu")
    }
    // The first die's mate is the third on the bus.
    let mates = [0: 2, 1: 3, 2: 0, 3: 1]
    for (index, bus) in buses.enumerated() {
      let links = Dictionary(
        uniqueKeysWithValues: buses.indices.filter { $0 != index }.map { ($0, mates[index] == $0 ? 200_000 : 50_000) })
      try node(tree, index, device: 0x7408, location: bus << 8, links: links)
    }
    let boards = try report(tree.root).boards.map { $0.functions.map(\.description) }
    #expect(boards == [["0000:29:00.0", "0000:4e:00.0"], ["0000:2c:00.0", "0000:51:00.0"]])
  }

  @Test func `dies without a word of the driver are paired with their neighbours`() throws {
    let tree = try FakeSysfs()
    for bus in ["29", "2c", "4e", "51", "93"] {
      try tree.addDevice("0000:\(bus):00.0", class: "0x038000", vendor: "0x1002", device: "0x7408")
    }
    #expect(try report(tree.root).boards.map(\.functions.count) == [2, 2, 1])
  }

  @Test func `compute partitions are counted and named`() throws {
    let tree = try FakeSysfs()
    try tree.addDevice(
      "0000:0c:00.0", class: "0x120000", vendor: "0x1002", device: "0x74a1", driver: "amdgpu",
      attributes: ["current_compute_partition": "CPX"])
    for index in 0..<8 { try node(tree, index + 2, device: 0x74a1, location: 0x0c00 + index) }
    let board = try #require(try report(tree.root).boards.first)
    #expect(board.partitions == .init(mode: "CPX", count: 8))
    #expect(board.profileID == "amd-mi300x-oam-192gb")
  }

  @Test func `MIG instances are parts of their GPU`() throws {
    let tree = try FakeSysfs()
    try tree.addDevice("0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x20b2", driver: "nvidia")
    try tree.write(
      "proc/driver/nvidia/gpus/0000:17:00.0/information", text: "Model: \t NVIDIA A100-SXM4-80GB\nDevice Minor: \t 3")
    for instance in ["gi1", "gi2", "gi5"] {
      try tree.write("proc/driver/nvidia/capabilities/gpu3/mig/\(instance)/access", text: "DeviceFileMinor: 3")
    }
    #expect(try report(tree.root).boards.map(\.partitions) == [.init(mode: "MIG", count: 3)])
  }

  @Test(
    .enabled(if: Recordings.arePresent, "recordings are not beside the checkout"),
    arguments: [
      (
        "k-mi308x",
        [
          "0000:0a:00.0", "0000:80:00.0", "0000:a4:00.0", "0000:c8:00.0", "0001:0b:00.0", "0001:81:00.0",
          "0001:a5:00.0", "0001:c9:00.0",
        ], 4
      ),
      (
        "k-mi210-x8",
        [
          "0000:03:00.0", "0000:26:00.0", "0000:43:00.0", "0000:63:00.0", "0000:83:00.0", "0000:a3:00.0",
          "0000:c3:00.0", "0000:e3:00.0",
        ], nil
      ),
      // Its second node is a copy that the authors of the recording made: one address is one board.
      ("k-vega10", ["0000:19:00.0"], 2),
    ] as [(String, [String], Int?)])
  func `a machine that shows its compute driver alone shows its boards`(
    id: String, addresses: [String], partitions: Int?
  ) throws {
    let report = try report(try #require(try Recordings.root(of: id)))
    #expect(report.boards.map { $0.functions.map(\.description) } == addresses.map { [$0] })
    #expect(report.boards.allSatisfy { $0.partitions?.count == partitions })
    #expect(report.busMissingReason == nil && !report.warnings.isEmpty)
  }
}
