import AcceleratorProbe
import HardwareProfiles
import Testing

/// Every identity that drivers, vendors' tools and the PCI ID repository give to accelerators and to what is taken for
/// them, each with its source.
@Suite struct KnownIdentitiesTests {
  private static let classifier = Result {
    AcceleratorClassifier(profiles: try ProfileCatalog().profiles(), devices: try ProfileCatalog().devices())
  }

  @Test(arguments: KnownIdentity.all)
  func `an identity is what its source says`(identity: KnownIdentity) throws {
    for device in identity.devices {
      var function = PCIDevice(
        address: PCIAddress(bus: 0x17, device: 0, function: 0), classCode: identity.classCode,
        vendorID: identity.vendor, deviceID: device)
      function.subsystemDeviceID = identity.subsystem
      #expect(try Self.classifier.get().mayBeOfInterest(function))
      switch try Self.classifier.get().identify(function) {
      case .accelerator(let found):
        #expect(found.role.rawValue == identity.verdict)
        #expect(found.profileID == identity.profile)
      case .skipped(let reason, _): #expect(reason.rawValue == identity.verdict)
      case .notOfInterest: Issue.record("passed over")
      }
    }
  }
}

/// A line of the table below.
struct KnownIdentity: Sendable, CustomTestStringConvertible {
  let classCode: UInt16
  let vendor: UInt16
  let devices: [UInt16]
  let subsystem: UInt16?
  /// The role, or why it is no accelerator.
  let verdict: String
  let profile: String?
  let testDescription: String

  init(_ line: Substring) {
    let fields = line.split(separator: " ")
    func hexadecimal(_ text: some StringProtocol) -> UInt16 { UInt16(text, radix: 16) ?? 0xFFFF }
    let ids = fields[1].split(separator: ":")
    classCode = hexadecimal(fields[0])
    vendor = hexadecimal(ids[0])
    devices = ids[1].split(separator: ",").flatMap { range in
      let bounds = range.split(separator: "-").map { hexadecimal($0) }
      return Array(bounds[0]...bounds[bounds.count - 1])
    }
    subsystem = ids.count > 2 ? hexadecimal(ids[2]) : nil
    verdict = String(fields[2])
    profile = fields[3] == "-" ? nil : String(fields[3])
    testDescription = "\(fields[1]), \(fields[4...].joined(separator: " "))"
  }

  static let all = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(KnownIdentity.init)

  /// Class, ids (with the subsystem where it matters), role or reason, profile (- for none), product and source.
  private static let table = """
    # NVIDIA: PCI ID repository of 2026-08-22.
    0302 10de:1db1 training nvidia-v100-sxm2-16gb V100 (pci.ids)
    0302 10de:1db4 training nvidia-v100-pcie-16gb V100 (pci.ids)
    0302 10de:1db5 training nvidia-v100-sxm2-32gb V100 (pci.ids)
    0302 10de:1db6 training nvidia-v100-pcie-32gb V100 (pci.ids)
    0302 10de:1db7 training - V100 DGXS (pci.ids)
    0302 10de:1df6 training nvidia-v100s-pcie-32gb V100S (pci.ids)
    0302 10de:1db8 training nvidia-v100-sxm3-32gb V100 (pci.ids)
    0302 10de:1eb8 inference nvidia-t4-pcie-16gb T4 (pci.ids)
    0302 10de:20b0 training nvidia-a100-sxm4-40gb A100 (pci.ids)
    0302 10de:20b1,20f1 training nvidia-a100-pcie-40gb A100 (pci.ids)
    0302 10de:20b2 training nvidia-a100-sxm4-80gb A100 (pci.ids)
    0302 10de:20b5 training nvidia-a100-pcie-80gb A100 (pci.ids)
    0302 10de:20b7 training nvidia-a30-pcie-24gb A30 (pci.ids)
    0302 10de:2235 training nvidia-a40-pcie-48gb A40 (pci.ids)
    0302 10de:2236 inference nvidia-a10-pcie-24gb A10 (pci.ids)
    0302 10de:2330 training nvidia-h100-sxm5-80gb H100 (pci.ids)
    0302 10de:2331 training nvidia-h100-pcie-80gb H100 (pci.ids)
    0302 10de:2321 training nvidia-h100-nvl-94gb H100 NVL (pci.ids)
    0302 10de:2339,2322 training - H100 SXM5 of 94 GB and H800 PCIe (pci.ids)
    0302 10de:2324 training nvidia-h800-sxm5-80gb H800 (pci.ids)
    0302 10de:2329 training nvidia-h20-sxm5-96gb H20 (pci.ids)
    0302 10de:2335 training nvidia-h200-sxm-141gb H200 (pci.ids)
    0302 10de:233b training nvidia-h200-nvl-141gb H200 NVL (pci.ids)
    0302 10de:2342 training nvidia-gh200-96gb GH200 (pci.ids)
    0302 10de:2348 training - GH200 of 144 GB (pci.ids)
    0302 10de:26b9 training nvidia-l40s-pcie-48gb L40S (pci.ids)
    0302 10de:26b5 training nvidia-l40-pcie-48gb L40 (pci.ids)
    0302 10de:27b8 inference nvidia-l4-pcie-24gb L4 (pci.ids)
    0300 10de:2684 display nvidia-rtx-4090-24gb RTX 4090 (pci.ids)
    0300 10de:2b85 display nvidia-rtx-5090-32gb RTX 5090 (pci.ids)
    0300 10de:2bb1 training nvidia-rtx-pro-6000-workstation-96gb RTX PRO 6000 (pci.ids)
    0300 10de:2bb4 display - RTX PRO 6000 Max-Q (pci.ids)
    0302 10de:2bb5 training nvidia-rtx-pro-6000-server-96gb RTX PRO 6000 Server (pci.ids)
    0302 10de:2901,2909 training nvidia-b200-sxm-180gb B200 (pci.ids)
    0302 10de:2920,29bc training nvidia-b100-sxm-192gb B100 (pci.ids)
    0302 10de:2941 training nvidia-gb200 GB200 (pci.ids)
    0302 10de:3182 training nvidia-b300-sxm-288gb B300 (pci.ids)
    0302 10de:31c2,31c3 training nvidia-gb300 GB300 (pci.ids)
    0302 10de:2e12 training - GB10 (pci.ids)
    0680 10de:1af1,22a3 nvswitch - NVSwitch (pci.ids)
    0b40 10de:0aa3 chipset - MCP79 co-processor (pci.ids)
    0300 10de:1d01 display - GT 1030 (pci.ids)
    # AMD: PCI ID repository and the tables of amdgpu.
    0380 1002:738c,738e training amd-mi100-pcie-32gb MI100 (pci.ids)
    0380 1002:740f training amd-mi210-pcie-64gb MI210 (pci.ids)
    0380 1002:7408 training amd-mi250x-oam-128gb MI250X (pci.ids)
    0380 1002:740c training amd-mi250-oam-128gb MI250 and MI250X (pci.ids)
    1200 1002:74a0 training amd-mi300a-apu-128gb MI300A (pci.ids)
    1200 1002:74a1,74b5 training amd-mi300x-oam-192gb MI300X and its virtual function (pci.ids)
    1200 1002:74a2 training - MI308X (pci.ids)
    1200 1002:74a5,74b9 training amd-mi325x-oam-256gb MI325X and its virtual function (pci.ids)
    1200 1002:75a0 training amd-mi350x-oam-288gb MI350X (pci.ids)
    1200 1002:75a3 training amd-mi355x-oam-288gb MI355X (pci.ids)
    1200 1002:75a8 training - MI350P (pci.ids)
    1180 1022:1502,17f0 client_npu - Ryzen AI (pci.ids)
    # Intel and Habana: PCI ID repository, tables of i915, xe and habanalabs.
    0380 8086:0bd5,0bd6 training intel-max-1550-oam-128gb Max 1550 (pci.ids)
    0380 8086:0bd7,0bd8 training - Max 1350 (pci.ids)
    0380 8086:0bd9-0bdb training intel-max-1100-pcie-48gb Max 1100 (pci.ids)
    0380 8086:56c0,56c1 inference - Flex (pci.ids)
    0300 8086:56a0 display intel-arc-a770-16gb Arc A770 (pci.ids)
    0300 8086:e20b display intel-arc-b580-12gb Arc B580 (pci.ids)
    0300 8086:e211,e223 display - Arc B60 and B70 (pci.ids)
    0b40 8086:225c training - Xeon Phi 7120 (pci.ids)
    1200 8086:7d1d,ad1d,643e client_npu - NPUs of client processors (intel_vpu)
    1200 1da3:1000,1010 training intel-gaudi-oam-32gb Gaudi (habanalabs)
    1200 1da3:1020 training intel-gaudi2-oam-96gb Gaudi 2 (habanalabs)
    1200 1da3:1060,1063 training intel-gaudi3-oam-128gb Gaudi 3 (habanalabs)
    # Google: tpu_info and gasket; the network card and the drive lie beside the chips.
    ff00 1ae0:0027:004e training google-tpu-v2 TPU v2 (tpu_info)
    ff00 1ae0:0027:004f training google-tpu-v3 TPU v3 (tpu_info)
    ff00 1ae0:005e training google-tpu-v4 TPU v4 (tpu_info)
    ff00 1ae0:0063 training google-tpu-v5e TPU v5e (tpu_info)
    ff00 1ae0:0062 training google-tpu-v5p TPU v5p (tpu_info)
    ff00 1ae0:006f training google-tpu-v6e TPU v6e (tpu_info)
    0000 1ac1:089a inference - Coral Edge TPU (gasket)
    ff00 1ae0:0042 network - gVNIC (gve)
    ff00 1ae0:001f storage - NVMe (pci.ids)
    # Amazon: the Neuron driver; its other functions are cards and drives.
    0880 1d0f:7064-7067 inference - Inferentia (Neuron driver)
    0880 1d0f:7264 inference aws-inferentia2 Inferentia2 (Neuron driver)
    0880 1d0f:7164 training aws-trainium1 Trainium (Neuron driver)
    0880 1d0f:7364 training aws-trainium2 Trainium2 (Neuron driver)
    0880 1d0f:7564,7565 training aws-trainium3 Trainium3 (Neuron driver)
    0300 1d0f:1111 virtual_display - the console of an instance (pci.ids)
    # Others: each vendor's driver or tool.
    1200 1e52:faca inference - Grayskull (tt-kmd)
    1200 1e52:401e training tenstorrent-wormhole-n300d-24gb Wormhole (tt-kmd)
    1200 1e52:b140 training - Blackhole (tt-kmd)
    1200 17cb:a080,a100,a110 inference - Cloud AI (qaic)
    1200 19e5:d100,d500 inference - Ascend 310 and 310P (Ascend's scripts)
    1200 19e5:d801 training huawei-ascend-910a-32gb Ascend 910 (Ascend's scripts)
    1200 19e5:d802 training huawei-ascend-910b-64gb Ascend 910B (Ascend's scripts)
    1200 19e5:d803 training huawei-ascend-910c-128gb Ascend 910C (Ascend's scripts)
    1200 1d95:0001,0002 training - Colossus (pci.ids)
    1200 1eff:1020,2231 inference - Rebellions, physical and virtual functions (all-smi)
    1200 1ed2:0000 inference - Warboy (pci.ids)
    1200 1ed2:0001 inference - RNGD (pci.ids)
    1200 cabc:0270 inference - MLU270 (pci.ids)
    1200 cabc:0370 training - MLU370 (pci.ids)
    0380 1ed5:0323,0327,0328 training - MTT S4000 (Moore Threads' driver)
    1200 9999:0a01 training - MetaX C500 (nvtop)
    1200 1e3e:0001 training - Iluvatar CoreX, by its class (nvtop)
    1200 1e36:0001 training - Enflame, by its class (nvtop)
    1200 1de0:0000 inference groq-lpu-v1 GroqCard (pci.ids)
    0b40 1bcf:001c training nec-vector-engine-1-pcie-48gb Vector Engine 1.0 (pci.ids)
    # What looks like one: screens of management processors and of hypervisors, a test device.
    0300 1a03:2000 bmc_display - ASPEED (pci.ids)
    0300 102b:0522,0532,0534 bmc_display - Matrox G200 (pci.ids)
    0300 1234:1111 virtual_display - QEMU standard VGA (pci.ids)
    0300 1b36:0100 virtual_display - QXL (pci.ids)
    0300 1013:00b8 virtual_display - Cirrus (pci.ids)
    0300 15ad:0405 virtual_display - VMware SVGA (pci.ids)
    0300 1af4:1050 virtual_display - virtio-gpu (pci.ids)
    1200 1b36:0005 test_device - pci-testdev (QEMU)
    """
}
