import HardwareProfiles

extension SensorDiagnosis {
  /// One diagnosis for each family of accelerators: one that answers, one for each reason of those that do not, and one
  /// that says that there is none.
  static func accelerators(
    _ facts: HostFacts?, _ inventory: SensorInventory, _ report: ProbeReport
  ) -> [SensorDiagnosis] {
    // The second die of a package, or a virtual function, lacks nothing where its board tells its power.
    let covered = Set(report.boards.filter { $0.power != nil }.flatMap(\.functions))
    return families.flatMap { family -> [SensorDiagnosis] in
      let own = report.allAccelerators.filter { family.holds($0.device) }
      guard !own.isEmpty else {
        if family.vendors == [0x10de], let library = inventory.unavailable.first(where: { $0.id == "nvml" }) {
          return [
            SensorDiagnosis(family.kind, .unreadable, library.reason, remedy: library.remedy, adds: family.adds)
          ]
        }
        return family.isCommon
          ? [SensorDiagnosis(family.kind, .absent, "no such accelerator here", adds: family.adds)] : []
      }
      var found: [SensorDiagnosis] = []
      let metered = own.filter { $0.power != nil }
      if let first = metered.first, let power = first.power {
        let others = metered.count == 1 ? "" : " and \(metered.count - 1) more"
        found.append(
          SensorDiagnosis(
            family.kind, .readable, "\(first.device.address)\(others): \(power.source)", adds: family.adds))
      }
      var reasons: [String] = []
      let silent = own.filter { $0.power == nil && !covered.contains($0.device.address) }
      for accelerator in silent {
        guard let reason = accelerator.powerMissingReason, !reasons.contains(reason) else { continue }
        reasons.append(reason)
        let count = silent.count { $0.powerMissingReason == reason }
        let others = count == 1 ? "" : " and \(count - 1) more"
        found.append(
          SensorDiagnosis(
            family.kind, .unreadable, "\(accelerator.device.address)\(others): \(reason)",
            remedy: facts.flatMap { remedy(of: accelerator, $0, inventory) }, adds: family.adds))
      }
      return found
    }
  }

  /// The command that makes an accelerator's sensor readable; nil where none does.
  private static func remedy(
    of accelerator: ProbedAccelerator, _ facts: HostFacts, _ inventory: SensorInventory
  ) -> String? {
    let device = accelerator.device
    let address = device.address.description
    if let known = inventory.unavailable.first(where: { $0.pciAddress == address })?.remedy { return known }
    guard !device.isAsleep, PowerAdvice.hasSensor(device) else { return nil }
    if device.vendorID == 0x10de, facts.container != nil, device.driver == nil || device.driver == "nvidia" {
      return facts.container == "Podman" ? "podman run --device nvidia.com/gpu=all …" : "docker run --gpus all …"
    }
    if device.vendorID == 0x10de, device.driver == "nvidia" { return libraryCommand(facts) }
    guard device.driver == nil, !device.isVirtualFunction else { return nil }
    return device.vendorID.flatMap { modules[$0] }.map { "sudo modprobe \($0)" }
  }

  /// Installs the library that belongs to the driver in the kernel; nil for a distribution whose package is not known.
  private static func libraryCommand(_ facts: HostFacts) -> String? {
    switch facts.distribution {
    case "debian": return "sudo apt-get install libnvidia-ml1"
    case "arch": return "sudo pacman -S nvidia-utils"
    case "ubuntu", "linuxmint", "pop":
      // The library and the driver in the kernel must be of one version.
      let branch = facts.nvidiaDriver.map { $0.prefix { $0.isNumber } }
      return "sudo apt-get install libnvidia-compute-\(branch ?? "$(modinfo -F version nvidia | cut -d. -f1)")"
    default: return nil
    }
  }

  private static let modules: [UInt16: String] = [
    0x10de: "nvidia", 0x1002: "amdgpu", 0x8086: "xe", 0x1da3: "habanalabs", 0x1d0f: "neuron", 0x1e52: "tenstorrent",
    0x17cb: "qaic", 0x1ac1: "apex",
  ]

  private struct Family: Sendable {
    let kind: String
    let vendors: Set<UInt16>
    let adds: String
    /// Whether its absence is worth a line.
    var isCommon = false
    /// Whether it holds co-processors instead of everything else.
    var isOfCoprocessors = false

    func holds(_ device: PCIDevice) -> Bool {
      let isXeonPhi = device.vendorID == 0x8086 && PCIClassKind(device.classCode) == .coprocessor
      return vendors.contains(device.vendorID ?? 0) && isXeonPhi == isOfCoprocessors
    }
  }

  private static let families: [Family] = [
    Family(
      kind: "NVIDIA GPUs (NVML)", vendors: [0x10de],
      adds: "energy counted by the GPU since Volta, power before; limit and temperature", isCommon: true),
    Family(
      kind: "AMD GPUs (hwmon, gpu_metrics)", vendors: [0x1002],
      adds: "power, limit and temperature; energy by gpu_metrics where the firmware counts it", isCommon: true),
    Family(
      kind: "Intel GPUs (hwmon)", vendors: [0x8086], adds: "energy counted by the card, limit and temperature",
      isCommon: true),
    Family(kind: "Gaudi (hwmon)", vendors: [0x1da3], adds: "power and limit"),
    Family(kind: "Neuron devices", vendors: [0x1d0f], adds: "power modelled from utilization, for AWS tells no watts"),
    Family(kind: "TPUs", vendors: [0x1ae0, 0x1ac1], adds: "nothing yet: Google publishes no power reading"),
    Family(kind: "Tenstorrent (hwmon)", vendors: [0x1e52], adds: "power in steps of 1 W, and limit"),
    Family(
      kind: "Xeon Phi", vendors: [0x8086], adds: "nothing yet: only the vendor's tool reads their power",
      isOfCoprocessors: true),
    Family(
      kind: "other accelerators",
      vendors: [
        0x19e5, 0x17cb, 0x1eff, 0x1ed2, 0x9999, 0x1ed5, 0xcabc, 0x1bcf, 0x1e3e, 0x1e36, 0x1d95, 0x1de0, 0x1e60, 0x1d94,
      ], adds: "nothing yet: only the vendor's tool reads their power"),
  ]
}
