/// Why a device has no power sensor, and what its user can do about it.
enum PowerAdvice {
  /// A sentence for a device of which no sensor is known.
  static func reason(for device: PCIDevice, origin: PCIBusOrigin) -> String {
    if case .dump(let file) = origin { return "read from \(file), which records no sensors" }
    if device.isAsleep { return "the device sleeps (power/runtime_status); it is not woken to be read" }
    if let driver = device.driver, passThroughDrivers.contains(driver) {
      return "\(driver) holds the device for a virtual machine; measure inside that machine"
    }
    if let words = silent(device) { return words }
    let vendor = device.vendorID.flatMap { vendors[$0] }
    if device.driver == nil, !device.isVirtualFunction {
      guard let vendor else { return "no driver is bound to the device; load its vendor's driver" }
      return "no driver is bound to the device; load \(vendor.driver)"
    }
    if device.isVirtualFunction { return "virtual functions report no power; read the physical function on its host" }
    if device.vendorID == 0x10de, device.driver != "nvidia" {
      return "the \(device.driver ?? "present") driver reports no power; install NVIDIA's driver"
    }
    return vendor?.silence ?? "no sensor of this device is known; its vendor's tool may read one"
  }

  /// Whether some driver reads a sensor of the device.
  static func hasSensor(_ device: PCIDevice) -> Bool { silent(device) == nil }

  /// Why no driver reads a sensor of a kind of device; nil for kinds that have one.
  private static func silent(_ device: PCIDevice) -> String? {
    guard let id = device.deviceID else { return nil }
    if device.vendorID == 0x1002, radeonsOfOldDriver.contains(where: { $0.contains(id) }) {
      return "a Radeon of this age has no power sensor, and its driver, radeon, reads none"
    }
    if device.vendorID == 0x8086, PCIClassKind(device.classCode) == .coprocessor {
      return "no power file is known for Xeon Phi; micsmi of Intel's MPSS reads it"
    }
    return nil
  }

  // TeraScale and before: R500 to R700, Northern Islands, Evergreen. amdgpu begins with the generation after.
  private static let radeonsOfOldDriver: [ClosedRange<UInt16>] = [
    0x3150...0x5fff, 0x6700...0x677f, 0x6880...0x68ff, 0x7100...0x72ff, 0x9400...0x95ff,
  ]

  private static let passThroughDrivers: Set<String> = ["vfio-pci", "pci-stub", "xen-pciback", "uio_pci_generic"]

  private struct Vendor: Sendable {
    /// The driver to load.
    let driver: String
    /// What no reading means while the driver is there.
    let silence: String
  }

  private static let vendors: [UInt16: Vendor] = [
    0x10de: Vendor(
      driver: "nvidia (modprobe nvidia)",
      silence: "NVIDIA's library libnvidia-ml.so.1 gave no reading; install it (package nvidia-utils or "
        + "libnvidia-compute) or name it with --nvml"),
    0x1002: Vendor(
      driver: "amdgpu (modprobe amdgpu)",
      silence: "amdgpu offers no power1_average, power1_input or gpu_metrics for this device; a newer kernel may"),
    0x8086: Vendor(
      driver: "xe or i915 (modprobe xe)",
      silence: "i915 and xe report the energy of discrete cards since Linux 6.2; a newer kernel may"),
    0x1da3: Vendor(
      driver: "habanalabs (modprobe habanalabs)", silence: "habanalabs offers no power file; hl-smi may read it"),
    0x1ae0: Vendor(driver: "Google's TPU driver", silence: "Google publishes no power reading of TPUs"),
    0x1ac1: Vendor(driver: "apex (modprobe apex)", silence: "the Edge TPU has no power sensor"),
    0x1d0f: Vendor(
      driver: "neuron (package aws-neuronx-dkms)",
      silence: "the Neuron driver tells a share of an unpublished maximum, no watts"),
    0x1e52: Vendor(
      driver: "tenstorrent (package tenstorrent-dkms)",
      silence: "the tenstorrent driver offers no power1_input; a newer driver may"),
    0x19e5: Vendor(driver: "Huawei's Ascend driver", silence: "no power file is known for Ascend; npu-smi reads it"),
    0x17cb: Vendor(driver: "qaic (modprobe qaic)", silence: "qaic offers no power file; qaic-util reads it"),
    0x1eff: Vendor(driver: "Rebellions' driver", silence: "no power file is known; rbln-stat reads it"),
    0x1ed2: Vendor(driver: "Furiosa's driver", silence: "no power file is known; furiosa-smi reads it"),
    0x9999: Vendor(driver: "MetaX's driver", silence: "no power file is known; mx-smi reads it"),
    0x1ed5: Vendor(driver: "Moore Threads' driver", silence: "no power file is known; mthreads-gmi reads it"),
    0xcabc: Vendor(driver: "Cambricon's driver", silence: "no power file is known; cnmon reads it"),
    0x1e3e: Vendor(driver: "Iluvatar's driver", silence: "no power file is known; ixsmi reads it"),
    0x1e36: Vendor(driver: "Enflame's driver", silence: "no power file is known; efsmi reads it"),
    0x1d95: Vendor(driver: "Graphcore's driver", silence: "no power file is known; gc-monitor reads it"),
    0x1bcf: Vendor(driver: "ve_drv", silence: "no power file is known; vecmd reads it"),
  ]
}
