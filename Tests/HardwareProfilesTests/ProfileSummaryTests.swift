import Documents
import Quantities
import Testing
import TrainCostTestSupport

@testable import HardwareProfiles

/// A list reads a little of each shipped profile; it must be what reading all of it gives.
@Suite struct ProfileSummaryTests {
  private let catalog: ProfileCatalog

  init() throws { catalog = try ProfileCatalog() }

  @Test func `what a list shows of shipped profiles is what the profiles say`() throws {
    #expect(try catalog.acceleratorSummaries() == catalog.profiles().map(AcceleratorSummary.init))
    #expect(try catalog.nodeSummaries() == catalog.nodes().map(NodeSummary.init))
    #expect(try catalog.networkSummaries() == catalog.networks().map(NetworkSummary.init))
  }

  @Test(arguments: ProfileKind.allCases)
  func `every shipped profile keeps the form that a list can read`(kind: ProfileKind) {
    for (id, files) in ProfileFiles.shipped where files.kind == kind {
      guard let outline = files.shipped?.outline else { continue }
      let isRead =
        switch kind {
        case .accelerator: AcceleratorSummary(outline) != nil
        case .node: NodeSummary(outline) != nil
        case .network: NetworkSummary(outline) != nil
        }
      #expect(isRead, "\(id): a key a line, and braces and brackets within one")
    }
  }

  @Test func `a user's figures are in the list, and a user's fault is said`() throws {
    let folder = try TemporaryFolder([
      "nvidia-h100-sxm5-80gb.yaml": "power:\n  nameplate: { value: 500 W }\n",
      "nodes/dgx-h100.yaml": "power:\n  host: { value: 2500 W }\n",
    ])
    let own = try ProfileCatalog(folders: [folder.path])
    let h100 = try #require(own.acceleratorSummaries().first { $0.head.id == "nvidia-h100-sxm5-80gb" })
    #expect(h100.nameplate.value == 500)
    #expect(try own.nodeSummaries().first { $0.head.id == "dgx-h100" }?.hostPower.mid.value == 2500)

    let faulty = try TemporaryFolder(["nvidia-h100-sxm5-80gb.yaml": "power:\n  nameplate: { value: 500 apples }\n"])
    let error = try #require(throws: DocumentError.self) {
      try ProfileCatalog(folders: [faulty.path]).acceleratorSummaries()
    }
    #expect(error.line == 2)
  }
}
