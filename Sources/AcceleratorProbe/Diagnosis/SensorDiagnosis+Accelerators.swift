extension SensorDiagnosis {
  /// One diagnosis for each family of accelerators: one that answers, one for each reason of those that do not, and one
  /// that says that there is none.
  static func accelerators(
    _ facts: HostFacts, _ inventory: SensorInventory, _ report: ProbeReport
  ) -> [SensorDiagnosis] {
    families.flatMap { family -> [SensorDiagnosis] in
      let own = report.accelerators.filter { family.vendors.contains($0.device.vendorID ?? 0) }
      guard !own.isEmpty else {
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
      for accelerator in own where accelerator.power == nil {
        guard let reason = accelerator.powerMissingReason, !reasons.contains(reason) else { continue }
        reasons.append(reason)
        let count = own.count { $0.powerMissingReason == reason }
        let others = count == 1 ? "" : " and \(count - 1) more"
        found.append(
          SensorDiagnosis(
            family.kind, .unreadable, "\(accelerator.device.address)\(others): \(reason)",
            remedy: remedy(of: accelerator, facts, inventory), adds: family.adds))
      }
      return found
    }
  }

  /// The command that makes an accelerator's sensor readable; nil where none does.
  private static func remedy(
    of accelerator: ProbedAccelerator, _ facts: HostFacts, _ inventory: SensorInventory
  ) -> String? {
    let address = accelerator.device.address.description
    if let known = inventory.unavailable.first(where: { $0.pciAddress == address })?.remedy { return known }
    guard !accelerator.device.isAsleep else { return nil }
    let isNVIDIA = accelerator.device.vendorID == 0x10de
    if isNVIDIA, accelerator.device.driver == "nvidia" {
      return facts.container == nil ? "sudo apt-get install libnvidia-compute-580" : "docker run --gpus all …"
    }
    guard accelerator.device.driver == nil, !accelerator.device.isVirtualFunction else { return nil }
    if facts.container != nil, isNVIDIA { return "docker run --gpus all …" }
    return accelerator.device.vendorID.flatMap { modules[$0] }.map { "sudo modprobe \($0)" }
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
      kind: "other accelerators",
      vendors: [
        0x19e5, 0x17cb, 0x1eff, 0x1ed2, 0x9999, 0x1ed5, 0xcabc, 0x1bcf, 0x1e3e, 0x1e36, 0x1d95, 0x1de0, 0x1e60, 0x1d94,
      ], adds: "nothing yet: only the vendor's tool reads their power"),
  ]
}
