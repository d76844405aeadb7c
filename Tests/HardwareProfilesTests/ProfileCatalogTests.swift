import Documents
import HardwareProfiles
import Testing

@Suite struct ProfileCatalogTests {
  @Test func `a profile is found by its id, an alias in any case, and a unique prefix`() throws {
    let catalog = try ProfileCatalog()
    for name in ["nvidia-h100-sxm5-80gb", "h100", "H100 SXM5 80GB", " nvidia h100 80gb hbm3 ", "nvidia-h100-sxm"] {
      #expect(try catalog.profile(named: name).id == "nvidia-h100-sxm5-80gb", "\(name)")
    }
  }

  @Test func `a plain family name means its most common variant`() throws {
    let catalog = try ProfileCatalog()
    let families = [
      "h100": "nvidia-h100-sxm5-80gb", "a100": "nvidia-a100-sxm4-80gb", "v100": "nvidia-v100-sxm2-16gb",
      "nvidia-a100": "nvidia-a100-sxm4-80gb", "nvidia-v100": "nvidia-v100-sxm2-16gb", "h200": "nvidia-h200-sxm-141gb",
      "mi300x": "amd-mi300x-oam-192gb", "gaudi2": "intel-gaudi2-oam-96gb", "tpu-v5p": "google-tpu-v5p",
      "trainium1": "aws-trainium1", "4090": "nvidia-rtx-4090-24gb",
    ]
    for (name, id) in families { #expect(try catalog.profile(named: name).id == id) }
  }

  @Test func `an unknown name gives the nearest`() throws {
    let catalog = try ProfileCatalog()
    let error = try #require(throws: DocumentError.self) { try catalog.profile(named: "nvidia-h100-smx5-80gb") }
    #expect(error.code == .name)
    #expect(error.description.contains("unknown accelerator 'nvidia-h100-smx5-80gb'"))
    #expect(error.nearest?.contains("nvidia-h100-sxm5-80gb") == true)
  }

  @Test(arguments: [
    ("infinband", "infiniband-edr-100' or 'infiniband-hdr-200' or 'infiniband-ndr-400' or 'infiniband-xdr-800"),
    ("etherent-400", "ethernet-400"), ("zzz", nil),
  ])
  func `an unknown network gives the nearest ones, else says how many there are`(name: String, nearest: String?) throws
  {
    let catalog = try ProfileCatalog()
    let error = try #require(throws: DocumentError.self) { try catalog.network(named: name) }
    let count = catalog.ids(of: .network).count
    if let nearest {
      #expect(error.nearest?.hasPrefix(nearest) == true, "\(error)")
    } else {
      #expect(error.message == "unknown network 'zzz'; 'traincost profiles list' shows all \(count) networks")
    }
  }

  @Test func `an ambiguous prefix lists its candidates`() throws {
    let catalog = try ProfileCatalog()
    let error = try #require(throws: DocumentError.self) { try catalog.profile(named: "nvidia-b") }
    #expect(
      error.message
        == "'nvidia-b' fits several accelerators: nvidia-b100-sxm-192gb, nvidia-b200-sxm-180gb, nvidia-b300-sxm-288gb")
  }

  @Test func `an empty name fits nothing`() throws {
    let catalog = try ProfileCatalog()
    #expect(throws: DocumentError.self) { try catalog.profile(named: "  ") }
  }
}
