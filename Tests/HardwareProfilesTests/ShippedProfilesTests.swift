import CEmbeddedFiles
import Foundation
import HardwareProfiles
import Quantities
import Testing

/// What must hold of every file of `hardware-profiles/`.
@Suite struct ShippedProfilesTests {
  private static let all = Result { try ProfileCatalog().profiles() }
  private let profiles: [AcceleratorProfile]

  init() throws { profiles = try Self.all.get() }

  @Test func `every file of the folder is embedded, in order, and none else`() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Repository.profiles)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    let embedded = (0..<embedded_profile_count).map { String(cString: embedded_profiles[$0].name) }
    #expect(embedded == files)
    for (index, name) in embedded.enumerated() {
      let file = embedded_profiles[index]
      let bytes = Data(UnsafeBufferPointer(start: file.bytes, count: file.count))
      #expect(try bytes == Data(contentsOf: URL(filePath: "\(Repository.profiles)/\(name)")), "\(name)")
    }
  }

  @Test func `the accelerators that runs are published for are all there`() {
    let ids = Set(profiles.map(\.id))
    let expected = [
      "nvidia-v100-sxm2-16gb", "nvidia-v100-sxm2-32gb", "nvidia-a100-sxm4-40gb", "nvidia-a100-sxm4-80gb",
      "nvidia-a100-pcie-40gb", "nvidia-a100-pcie-80gb", "nvidia-h100-sxm5-80gb", "nvidia-h100-pcie-80gb",
      "nvidia-h200-sxm-141gb", "nvidia-b200-sxm-180gb", "nvidia-gb200", "amd-mi250x-oam-128gb", "amd-mi300x-oam-192gb",
      "intel-gaudi2-oam-96gb", "intel-gaudi3-oam-128gb", "google-tpu-v4", "google-tpu-v5e", "google-tpu-v5p",
      "aws-trainium1", "nvidia-l40s-pcie-48gb", "nvidia-rtx-4090-24gb",
    ]
    #expect(ids.isSuperset(of: expected), "missing: \(Set(expected).subtracting(ids).sorted())")
  }

  @Test func `every id equals its file's name`() throws {
    #expect(profiles.map(\.id) == (try ProfileCatalog().ids))
  }

  @Test func `no alias belongs to two profiles or is another's id, whatever its case`() {
    var owners: [String: String] = [:]
    for profile in profiles {
      for name in [profile.id] + profile.aliases {
        let owner = owners.updateValue(profile.id, forKey: name.lowercased())
        #expect(owner == nil, "'\(name)' of \(profile.id) is already a name of \(owner ?? "")")
      }
    }
  }

  @Test func `no PCI identity belongs to two profiles`() {
    let identities = profiles.flatMap(\.pciIdentities)
    #expect(Set(identities).count == identities.count)
    // These are no functions of a bus, share the id of a sister board, or are a part of a board.
    let without = Set(profiles.filter(\.pciIdentities.isEmpty).map(\.id))
    #expect(
      without == [
        "amd-mi250x-gcd-64gb", "amd-mi50-pcie-16gb", "amd-mi60-pcie-32gb", "amd-rx-7900-xtx-24gb",
        "apple-m2-ultra-192gb", "apple-m3-ultra-512gb", "cerebras-cs-2", "cerebras-cs-3", "google-tpu-v3-core",
        "google-tpu7x", "graphcore-bow-ipu", "nvidia-h100-96gb-hbm2e-500w", "nvidia-k80-die-12gb",
        "nvidia-m40-pcie-24gb", "nvidia-quadro-rtx-6000-24gb", "tenstorrent-wormhole-n150d-12gb",
      ])
  }

  @Test func `every peak that runs train in has an efficiency and every efficiency a peak`() {
    for profile in profiles {
      let trained = Set(profile.peakDense.keys).intersection(Precision.training)
      #expect(!trained.isEmpty, "\(profile.id)")
      #expect(trained == Set(profile.efficiency.keys), "\(profile.id)")
    }
  }

  @Test func `a board at rest draws less than one at work`() {
    #expect(profiles.count { $0.power.idle != nil } >= 45)
    for profile in profiles {
      guard let idle = profile.power.idle?.value else { continue }
      let isLow = idle.value < 0.35 * profile.power.nameplate.value.value
      #expect(idle.value > 0 && (isLow || profile.vendor == "Google"), "\(profile.id)")
      if let waiting = profile.power.waiting?.value { #expect(idle.value <= waiting.high.value, "\(profile.id)") }
    }
  }

  @Test func `every efficiency and every power share is a range`() {
    for profile in profiles {
      let ranges = profile.efficiency.values.map(\.value) + [profile.power.trainingShare.value]
      #expect(ranges.allSatisfy { !$0.isExact }, "\(profile.id)")
      #expect(!profile.power.host.value.isExact, "\(profile.id)")
    }
  }

  @Test func `every figure's source says where and when`() {
    for source in profiles.flatMap(\.allSources) {
      #expect(source.title.count > 15, "\(source.title)")
      #expect(source.date.wholeMatch(of: /20[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?/) != nil, "\(source.date)")
    }
  }

  @Test func `every profile's network is known and no network is left without bandwidth`() throws {
    let networks = try ProfileCatalog().networks()
    #expect(networks.count >= 25)
    #expect(networks.allSatisfy { $0.bandwidthPerDirection.value.value > 1e9 })
    for profile in profiles {
      let network = try #require(profile.network, "\(profile.id)")
      #expect(throws: Never.self, "\(profile.id)") { try ProfileCatalog().network(named: network) }
    }
  }

  @Test(arguments: [("nvidia-h100-sxm5-80gb", 7104.9...7104.9), ("nvidia-b200-sxm-180gb", 9568.4...10044.5)])
  func `predicted power of a node agrees with metered nodes`(id: String, metered: ClosedRange<Double>) throws {
    let power = try ProfileCatalog().profile(id: id).power
    let node = 8 * (power.trainingShare.value.mid * power.nameplate.value.value + power.host.value.mid.value)
    #expect(node > metered.lowerBound * 0.98 && node < metered.upperBound * 1.02)
  }
}

extension AcceleratorProfile {
  var allSources: [Source] {
    peakDense.values.map(\.source) + efficiency.values.map(\.source) + [memoryCapacity.source]
      + [memoryBandwidth?.source, link?.bandwidthPerDirection.source, price?.source, embodiedCarbon?.source]
      .compactMap(\.self) + [power.nameplate.source, power.trainingShare.source, power.host.source]
      + [power.idle?.source].compactMap(\.self)
  }
}
