import Documents
import Foundation
import HardwareProfiles
import Quantities
import Testing

@Suite struct ProfileCatalogTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("hardware-profiles")

  /// Runs a test with a folder of the user's profiles that is gone afterwards.
  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("profiles-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    try body(folder.path)
  }

  @Test func `the program carries every file of the folder and no other`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    let ids = names.map { String($0.dropLast(5)) }.filter { $0 != "networks" }.sorted()
    #expect(try ProfileCatalog().ids == ids)
  }

  @Test func `every profile can train: each peak has an efficiency, and its network is known`() throws {
    for profile in try ProfileCatalog().profiles() {
      #expect(!profile.peakDense.isEmpty, "\(profile.id)")
      #expect(Set(profile.peakDense.keys) == Set(profile.efficiency.keys), "\(profile.id)")
      #expect(profile.power.training.value.high.value < 2000, "\(profile.id)")
      if let limit = profile.power.nameplate {
        #expect(profile.power.training.value.high <= limit.value, "\(profile.id)")
      }
      _ = try NetworkProfile.named(try #require(profile.network, "\(profile.id)"))
    }
  }

  @Test func `an alias belongs to one profile`() throws {
    var owners: [String: String] = [:]
    for profile in try ProfileCatalog().profiles() {
      for name in [profile.id] + profile.aliases {
        let other = owners.updateValue(profile.id, forKey: name.lowercased())
        #expect(other == nil || other == profile.id, "\(name) is an alias of \(profile.id) and \(other ?? "")")
      }
    }
  }

  @Test func `a PCI identity belongs to one profile`() throws {
    var owners: [PCIIdentity: String] = [:]
    for profile in try ProfileCatalog().profiles() {
      for identity in profile.pciIdentities {
        #expect(owners.updateValue(profile.id, forKey: identity) == nil, "\(profile.id)")
      }
    }
  }

  @Test(arguments: [
    ("h100", "nvidia-h100-sxm5-80gb"), ("NVIDIA H100 80GB HBM3", "nvidia-h100-sxm5-80gb"),
    ("MI300X", "amd-mi300x-oam-192gb"),
    ("nvidia-b200", "nvidia-b200-sxm-180gb"), ("tpu-v5p", "google-tpu-v5p"), (" A100-80GB ", "nvidia-a100-sxm4-80gb"),
  ])
  func `a profile is found by alias and by unique prefix, in any case`(name: String, id: String) throws {
    #expect(try ProfileCatalog().profile(named: name).id == id)
  }

  @Test func `an unknown name is refused with the nearest ones`() throws {
    let catalog = try ProfileCatalog()
    #expect { try catalog.profile(named: "nvidia-h100-sxm5-80bg") } throws: {
      ($0 as? DocumentError)?.nearest?.contains("nvidia-h100-sxm5-80gb") == true
    }
    #expect { try catalog.profile(named: "nvidia-a100") } throws: {
      ($0 as? DocumentError)?.message.contains("nvidia-a100-pcie-40gb, nvidia-a100-pcie-80gb") == true
    }
    #expect { try catalog.profile(named: "") } throws: { $0 is DocumentError }
  }

  @Test func `three lines of a user change one figure of a shipped profile`() throws {
    let mine = """
      id: nvidia-h100-sxm5-80gb
      price: { value: 27500, currency: EUR, source: quote }
      sources: { quote: { title: our quote, date: 2026-11-20 } }
      """
    try withFolder(["nvidia-h100-sxm5-80gb.yaml": mine]) { folder in
      let shipped = try ProfileCatalog().profile(id: "nvidia-h100-sxm5-80gb")
      let changed = try ProfileCatalog(folders: [folder]).profile(named: "h100")
      #expect(changed.price?.value == Money(27_500, .eur))
      #expect(changed.price?.source.title == "our quote")
      #expect(changed.peakDense[.bf16]?.value == shipped.peakDense[.bf16]?.value)
      #expect(changed.files.count == 2)
    }
  }

  @Test(
    arguments: [
      ("peak_dense: { bf61: { value: 1 TFLOP/s, source: x } }", "bf61", "bf16"),
      ("power: { nameplate: { value: 700 Wt, source: specification } }", "power.nameplate.value", "700 W"),
      ("memory: { capacity: { value: -80 GiB, source: specification } }", "memory.capacity.value", nil),
      ("efficiency: { bf16: { value: 0.4, low: 0.5, high: 0.6, source: efficiency_bf16 } }", "efficiency.bf16", nil),
      ("pci: ['10de:23']", "pci[0]", nil),
      ("price: { value: 1, currency: USX, source: price }", "price.currency", "USD"),
      ("role: trainin", "role", "training"),
      ("schema_version: 2", "schema_version", nil),
    ] as [(String, String, String?)])
  func `a fault in a user's file names file, line, key and the nearest choice`(
    line: String, key: String, nearest: String?
  ) throws {
    try withFolder(["nvidia-h100-sxm5-80gb.yaml": "id: nvidia-h100-sxm5-80gb\n\(line)\n"]) { folder in
      #expect { try ProfileCatalog(folders: [folder]).profile(named: "nvidia-h100-sxm5-80gb") } throws: { error in
        guard let error = error as? DocumentError else { return false }
        return error.file == "\(folder)/nvidia-h100-sxm5-80gb.yaml" && error.line == 2
          && error.key?.hasSuffix(key) == true && (nearest == nil || error.nearest == nearest)
      }
    }
  }

  @Test func `a folder that is not there is one clear error`() {
    #expect { try ProfileCatalog(folders: ["/nonexistent/profiles"]) } throws: {
      ($0 as? DocumentError)?.code == .missing && "\($0)".contains("/nonexistent/profiles")
    }
  }

  @Test(arguments: [
    ("nvidia-h100-sxm5-80gb", Precision.bf16, 989.4e12), ("nvidia-a100-sxm4-80gb", .bf16, 312e12),
    ("amd-mi300x-oam-192gb", .fp8, 2614.9e12), ("google-tpu-v5p", .bf16, 459e12),
    ("nvidia-rtx-4090-24gb", .bf16, 165.15e12),
  ])
  func `peaks are dense ones, half of what datasheets print with sparsity`(
    id: String, precision: Precision, peak: Double
  ) throws {
    #expect(try ProfileCatalog().profile(id: id).peakDense[precision]?.value == FLOPsPerSecond(peak))
  }
}
