import Documents
import Foundation
import HardwareProfiles
import Quantities
import Testing
import TrainCostTestSupport

/// Files of a user, laid over the shipped profiles.
@Suite struct UserProfileTests {
  private let shipped = "nvidia-h100-sxm5-80gb"

  @Test func `a user's file overrides one figure in three lines`() throws {
    let folder = try TemporaryFolder([
      "\(shipped).yaml": """
      power:
        nameplate: { value: 500 W, source: ours }
      sources: { ours: { title: "power cap of our cluster", date: 2026-11 } }
      """
    ])
    let profile = try ProfileCatalog(folders: [folder.path]).profile(named: "h100")
    let original = try ProfileCatalog().profile(id: shipped)
    #expect(profile.power.nameplate.value.value == 500)
    #expect(profile.power.nameplate.source.title == "power cap of our cluster")
    #expect(profile.memoryCapacity.value == original.memoryCapacity.value)
    #expect(profile.power.host.source == original.power.host.source)
    #expect(profile.files.first == "\(folder.path)/\(shipped).yaml")
    #expect(profile.files.count == 2)
  }

  @Test func `a user's value takes neither the range nor the source of the shipped one`() throws {
    let folder = try TemporaryFolder(["\(shipped).yaml": "efficiency:\n  bf16: { value: 0.7 }\n"])
    let efficiency = try #require(try ProfileCatalog(folders: [folder.path]).profile(id: shipped).efficiency[.bf16])
    #expect(efficiency.value.isExact)
    #expect(efficiency.value.mid == 0.7)
    #expect(efficiency.source.title == "\(folder.path)/\(shipped).yaml, line 2")
  }

  @Test func `a user's bound alone widens the shipped range`() throws {
    let folder = try TemporaryFolder(["\(shipped).yaml": "efficiency:\n  bf16: { low: 0.1 }\n"])
    let efficiency = try #require(try ProfileCatalog(folders: [folder.path]).profile(id: shipped).efficiency[.bf16])
    let original = try #require(try ProfileCatalog().profile(id: shipped).efficiency[.bf16])
    #expect(efficiency.value.low == 0.1)
    #expect(efficiency.value.mid == original.value.mid)
    #expect(efficiency.source == original.source)
  }

  @Test(arguments: [
    ("powr: {}\n", ":1: powr: unknown key; did you mean 'power'?"),
    ("power:\n  nameplate: { value: 500 Wh }\n", ":2: power.nameplate.value: found '500 Wh', expected a number with"),
    ("power:\n  nameplate: { value: -5 W }\n", ":2: power.nameplate.value: found '-5 W', expected a value above 0"),
    ("id: [\n", ": not YAML or JSON"), ("", "the file is empty"),
    ("role: trainer\n", ":1: role: found 'trainer', expected one of training, inference, display"),
    ("pci: [\"10de\"]\n", ":1: pci[0]: found '10de', expected vendor:device"),
    ("id: mine\n", ":1: id: found 'mine', expected 'nvidia-h100-sxm5-80gb'"),
    ("efficiency:\n  bf16: { low: 0.9 }\n", ":2: efficiency.bf16: low, value and high must not decrease"),
    ("price: { value: 1, currency: USD, source: shop }\n", ":1: price.source: found 'shop'"),
  ])
  func `a faulty user file gives one error with file, line and key`(text: String, expected: String) throws {
    let folder = try TemporaryFolder(["\(shipped).yaml": text])
    let catalog = try ProfileCatalog(folders: [folder.path])
    let error = try #require(throws: DocumentError.self) { try catalog.profile(id: shipped) }
    #expect(error.description.hasPrefix("\(folder.path)/\(shipped).yaml:"))
    #expect(error.description.contains(expected), "\(error.description)")
  }

  @Test func `a user's own accelerator stands beside the shipped ones`() throws {
    let folder = try TemporaryFolder([
      "acme-one.yaml": """
      schema_version: 1
      id: acme-one
      name: Acme One
      vendor: Acme
      role: training
      form_factor: PCIe
      released: 2026-01-01
      memory: { capacity: { value: 64 GB, source: sheet } }
      peak_dense: { bf16: { value: 400 TFLOP/s, source: sheet } }
      efficiency: { bf16: { value: 0.4, low: 0.2, high: 0.6, source: sheet } }
      power:
        nameplate: { value: 400 W, source: sheet }
        training_share: { value: 0.8, source: sheet }
        host: { value: 200 W, source: sheet }
      sources: { sheet: { title: Acme data sheet, date: 2026-01 } }
      """
    ])
    let catalog = try ProfileCatalog(folders: [folder.path])
    #expect(try catalog.profile(named: "acme").name == "Acme One")
    #expect(catalog.ids.contains(shipped))
  }

  @Test func `a folder that is missing or no folder gives one clear error`() throws {
    let folder = try TemporaryFolder(["file": ""])
    for (path, code) in [("\(folder.path)/none", DocumentError.Code.missing), ("\(folder.path)/file", .unreadable)] {
      let error = try #require(throws: DocumentError.self) { try ProfileCatalog(folders: [path]) }
      #expect(error.code == code)
      #expect(error.description.hasPrefix("\(path): the profile folder cannot be opened: "))
    }
  }
}
