import HardwareProfiles

/// What the maker says about a device whose id is in no table.
///
/// A rule decides about functions of a display or accelerator class alone, and never drops a device of a maker of
/// accelerators that it does not know: it may be newer than this program.
enum VendorRule {
  typealias Verdict = KnownDevice.Verdict

  /// The name of a maker whose devices need no look into the host's list of PCI ids.
  static let vendorNames: [UInt16: String] = [
    0x1002: "AMD", 0x1022: "AMD", 0x10de: "NVIDIA", 0x8086: "Intel", 0x1a03: "ASPEED", 0x102b: "Matrox",
    0x1ae0: "Google", 0x1ac1: "Google", 0x1d0f: "Amazon", 0x1bcf: "NEC", 0x1da3: "Intel Habana",
    0x1e52: "Tenstorrent", 0x17cb: "Qualcomm", 0x19e5: "Huawei", 0x1d95: "Graphcore", 0x1eff: "Rebellions",
    0x1ed2: "FuriosaAI", 0xcabc: "Cambricon", 0x1ed5: "Moore Threads", 0x9999: "MetaX", 0x1de0: "Groq",
    0x1e60: "Hailo", 0x1234: "QEMU", 0x1b36: "QEMU", 0x1af4: "Red Hat", 0x15ad: "VMware", 0x1414: "Microsoft",
    0x80ee: "Oracle", 0x1013: "Cirrus Logic", 0x18ca: "XGI", 0x126f: "Silicon Motion", 0x10ee: "AMD Xilinx",
    0x1e3e: "Iluvatar CoreX", 0x1e36: "Enflame",
  ]

  /// The verdict on a function of a display or accelerator class; nil when the maker tells nothing.
  static func verdict(on device: PCIDevice, kind: PCIClassKind, isPartOfProcessor: Bool) -> Verdict? {
    guard let vendor = device.vendorID else { return nil }
    switch vendor {
    case 0x10de: return nvidia(device, kind)
    case 0x1002: return amd(device, kind, isPartOfProcessor: isPartOfProcessor)
    case 0x8086: return intel(device, kind)
    // A list of names alone: Matrox makes cards too, whose ids and names are others.
    case 0x102b where device.recordedName?.contains("G200") == true: return .skipped(.bmcDisplay)
    default: break
    }
    if let reason = displayMakers[vendor] {
      if kind == .display { return .skipped(reason) }
      if reason == .virtualDisplay { return .skipped(.testDevice) }
    }
    if kind != .display, programmableLogicMakers.contains(vendor) { return .skipped(.programmableLogic) }
    return acceleratorMakers[vendor].map { .accelerator($0) }
  }

  // Makers whose every display is of one sort.
  private static let displayMakers: [UInt16: SkipReason] = [
    0x1a03: .bmcDisplay,  // ASPEED
    0x19a2: .bmcDisplay,  // ServerEngines
    0x126f: .bmcDisplay,  // Silicon Motion
    0x18ca: .bmcDisplay,  // XGI
    0x1234: .virtualDisplay,  // QEMU
    0x1b36: .virtualDisplay,  // QEMU
    0x1af4: .virtualDisplay,  // virtio
    0x1013: .virtualDisplay,  // Cirrus: cards ended in the nineties, the simulated one lives on
    0x15ad: .virtualDisplay,  // VMware
    0x1414: .virtualDisplay,  // Hyper-V
    0x80ee: .virtualDisplay,  // VirtualBox
    0x1d17: .integratedDisplay,  // Zhaoxin
    0x0014: .integratedDisplay,  // Loongson
    0x1106: .integratedDisplay,  // VIA
    0x1039: .integratedDisplay,  // SiS
  ]

  private static let programmableLogicMakers: Set<UInt16> = [0x10ee, 0x1172]

  // Makers of accelerators, and what an unknown one of theirs is taken for.
  private static let acceleratorMakers: [UInt16: AcceleratorRole] = [
    0x1da3: .training, 0x1bcf: .training, 0x19e5: .training, 0x1d95: .training, 0x1e52: .training,
    0xcabc: .training, 0x1ed5: .training, 0x9999: .training, 0x1e3e: .training, 0x1ee0: .training,
    0x1e36: .training, 0x1d94: .training, 0x1ae0: .training, 0x17cb: .inference, 0x1eff: .inference,
    0x1ed2: .inference, 0x1de0: .inference, 0x1e60: .inference, 0x1ac1: .inference,
  ]

  // MARK: The makers of graphics processors

  // A card of the VGA class drives screens, whatever else it can do. NVIDIA's device ids rise with the generations:
  // laptops' graphics of the 3D class before Volta (1d80) have no tensor cores, nor have the smaller Turing chips, TU117
  // (1f80–1fff) and TU116 (2180–21ff). Co-processors of NVIDIA's are parts of its former chipsets.
  private static func nvidia(_ device: PCIDevice, _ kind: PCIClassKind) -> Verdict {
    if kind == .coprocessor { return .skipped(.chipset) }
    guard let id = device.deviceID else {
      return .accelerator(device.recordedName?.contains("GeForce") == true ? .display : .training)
    }
    let hasTensorCores = id >= 0x1d80 && !(0x1f80...0x1fff).contains(id) && !(0x2180...0x21ff).contains(id)
    return .accelerator(hasTensorCores && !device.isVGA ? .training : .display)
  }

  // AMD numbers graphics inside processors and chipsets apart (1000–1fff, 9600–9fff). One that is newer gives itself
  // away by sharing its slot with other parts of the processor, which carry AMD's processor vendor id.
  private static func amd(_ device: PCIDevice, _ kind: PCIClassKind, isPartOfProcessor: Bool) -> Verdict {
    guard let id = device.deviceID else {
      if isPartOfProcessor, kind == .display { return .skipped(.integratedDisplay) }
      return .accelerator(device.isVGA ? .display : .training)
    }
    if (0x1000...0x1fff).contains(id) || (0x9600...0x9fff).contains(id) { return .skipped(.integratedDisplay) }
    guard kind == .display else { return .accelerator(.training) }
    if isPartOfProcessor { return .skipped(.integratedDisplay) }
    let isRadeon = radeons.contains { $0.contains(id) }
    return .accelerator(isRadeon || device.isVGA ? .display : .training)
  }

  // Radeons before the matrix core, then those between the MI generations: RDNA 2, Navi 24 and RDNA 3, RDNA 4.
  private static let radeons: [ClosedRange<UInt16>] = [
    0x0000...0x737f, 0x7390...0x73ff, 0x7420...0x749f, 0x7500...0x759f,
  ]

  // Intel's integrated graphics and neural units sit on bus 00, its cards behind a bridge; in a virtual machine a card
  // may sit on bus 00 too, so the ids of the cards are asked first.
  private static func intel(_ device: PCIDevice, _ kind: PCIClassKind) -> Verdict {
    let id = device.deviceID ?? 0
    let isOnRootBus = device.address.bus == 0 && device.address.domain == 0
    switch kind {
    case .display:
      guard discreteDisplays.contains(where: { $0.contains(id) }) || !isOnRootBus else {
        return .skipped(.integratedDisplay)
      }
      return .accelerator(device.isVGA || (0x4900...0x49ff).contains(id) ? .display : .training)
    case .processingAccelerator: return isOnRootBus ? .skipped(.clientNPU) : .accelerator(.inference)
    case .coprocessor: return .skipped(.cryptographicCoprocessor)
    case .other: return .skipped(.chipset)
    }
  }

  // DG1, Arc A and Flex, Ponte Vecchio, Arc B.
  private static let discreteDisplays: [ClosedRange<UInt16>] = [
    0x4905...0x4909, 0x5690...0x56ff, 0x0b69...0x0b6e, 0x0bd0...0x0bdb, 0xe200...0xe2ff,
  ]
}

extension PCIDevice {
  /// Whether it is of the class of cards that a computer starts its screen with.
  fileprivate var isVGA: Bool { classCode == 0x0300 }
}
