import HardwareProfiles

extension KnownDevice {
  /// Accelerators that their class does not give away, or whose name or role a class cannot tell.
  static let accelerators: [KnownDevice] = google + amazon + amd + intel + nvidia + others

  // Google's chips list as unassigned class; 0027 is two products. Ids as in tpu_info.
  private static let google: [KnownDevice] = [
    .accelerator(0x1ae0, 0x0027, "Cloud TPU v2 or v3"),
    .accelerator(0x1ae0, 0x0027, "Cloud TPU v2", subsystem: 0x004e),
    .accelerator(0x1ae0, 0x0027, "Cloud TPU v3", subsystem: 0x004f),
    .accelerator(0x1ae0, 0x005e, "Cloud TPU v4"),
    .accelerator(0x1ae0, 0x0062, "Cloud TPU v5p"),
    .accelerator(0x1ae0, 0x0063, "Cloud TPU v5e"),
    .accelerator(0x1ae0, 0x006f, "Cloud TPU v6e"),
    .accelerator(0x1ac1, 0x089a, "Coral Edge TPU", .inference),
  ]

  // Amazon's chips list as system peripherals, beside its network cards and drives: ids alone decide.
  private static let amazon: [KnownDevice] = [
    .family(0x1d0f, 0x7064...0x7067, "Inferentia", .inference),
    .accelerator(0x1d0f, 0x7264, "Inferentia2", .inference),
    .accelerator(0x1d0f, 0x7164, "Trainium"),
    .accelerator(0x1d0f, 0x7364, "Trainium2"),
    .family(0x1d0f, 0x7564...0x7565, "Trainium3"),
  ]

  private static let amd: [KnownDevice] = [
    .accelerator(0x1002, 0x66a0, "Instinct MI60 or MI50"),
    .accelerator(0x1002, 0x66a1, "Instinct MI60 or MI50"),
    .accelerator(0x1002, 0x6860, "Instinct MI25"),
    .accelerator(0x1002, 0x738c, "Instinct MI100"),
    .accelerator(0x1002, 0x738e, "Instinct MI100"),
    .accelerator(0x1002, 0x7408, "Instinct MI250X"),
    .accelerator(0x1002, 0x740c, "Instinct MI250X or MI250"),
    .accelerator(0x1002, 0x740f, "Instinct MI210"),
    .virtualFunction(0x1002, 0x7410, "Instinct MI210 virtual function"),
    .accelerator(0x1002, 0x74a0, "Instinct MI300A"),
    .accelerator(0x1002, 0x74a1, "Instinct MI300X"),
    .accelerator(0x1002, 0x74a2, "Instinct MI308X"),
    .accelerator(0x1002, 0x74a5, "Instinct MI325X"),
    .virtualFunction(0x1002, 0x74b5, "Instinct MI300X virtual function"),
    .virtualFunction(0x1002, 0x74b9, "Instinct MI325X virtual function"),
    .accelerator(0x1002, 0x75a0, "Instinct MI350X"),
    .accelerator(0x1002, 0x75a3, "Instinct MI355X"),
    .accelerator(0x1002, 0x75a8, "Instinct MI350P"),
  ]

  private static let intel: [KnownDevice] = [
    .family(0x8086, 0x0bd5...0x0bd6, "Data Center GPU Max 1550"),
    .family(0x8086, 0x0bd7...0x0bd8, "Data Center GPU Max 1350"),
    .family(0x8086, 0x0bd9...0x0bdb, "Data Center GPU Max 1100"),
    .family(0x8086, 0x56c0...0x56c2, "Data Center GPU Flex", .inference),
    .family(0x8086, 0x2250...0x226f, "Xeon Phi coprocessor"),
    .accelerator(0x1da3, 0x0001, "Goya", .inference),
    .accelerator(0x1da3, 0x0030, "Greco", .inference),
    .accelerator(0x1da3, 0x1000, "Gaudi"),
    .accelerator(0x1da3, 0x1010, "Gaudi"),
    .accelerator(0x1da3, 0x1020, "Gaudi 2"),
    .accelerator(0x1da3, 0x1060, "Gaudi 3"),
    .accelerator(0x1da3, 0x1063, "Gaudi 3"),
  ]

  // Data-centre parts of generations before the tensor core, and the inference cards of those after.
  private static let nvidia: [KnownDevice] = [
    .family(0x10de, 0x06d1...0x06d2, nil),
    .family(0x10de, 0x06de...0x06df, nil),
    .family(0x10de, 0x101e...0x1029, nil),
    .family(0x10de, 0x102a...0x102f, nil),
    .family(0x10de, 0x1091...0x1096, nil),
    .accelerator(0x10de, 0x118f, "Tesla K10"),
    .accelerator(0x10de, 0x13bd, "Tesla M10"),
    .family(0x10de, 0x13f2...0x13f3, nil),
    .accelerator(0x10de, 0x1431, "Tesla M4", .inference),
    .accelerator(0x10de, 0x15f7, "Tesla P100 PCIe 12GB"),
    .accelerator(0x10de, 0x15f8, "Tesla P100 PCIe 16GB"),
    .accelerator(0x10de, 0x15f9, "Tesla P100 SXM2 16GB"),
    .accelerator(0x10de, 0x17fd, "Tesla M40"),
    .accelerator(0x10de, 0x1b38, "Tesla P40", .inference),
    .accelerator(0x10de, 0x1bb3, "Tesla P4", .inference),
    .accelerator(0x10de, 0x1eb8, "Tesla T4", .inference),
    .accelerator(0x10de, 0x25b6, "A2 or A16", .inference),
    .accelerator(0x10de, 0x27b8, "L4", .inference),
  ]

  private static let others: [KnownDevice] = [
    .accelerator(0x1bcf, 0x001c, "SX-Aurora Vector Engine 1.0"),
    .accelerator(0x1e52, 0xfaca, "Grayskull", .inference),
    .accelerator(0x1e52, 0x401e, "Wormhole"),
    .accelerator(0x1e52, 0xb140, "Blackhole"),
    .accelerator(0x17cb, 0xa080, "Cloud AI 080", .inference),
    .accelerator(0x17cb, 0xa100, "Cloud AI 100", .inference),
    .accelerator(0x17cb, 0xa110, "Cloud AI 200", .inference),
    .accelerator(0x19e5, 0xd100, "Ascend 310", .inference),
    .accelerator(0x19e5, 0xd500, "Ascend 310P", .inference),
    .accelerator(0x19e5, 0xd801, "Ascend 910"),
    .accelerator(0x19e5, 0xd802, "Ascend 910B"),
    .accelerator(0x19e5, 0xd803, "Ascend 910C"),
    .family(0x1d95, 0x0001...0x0002, "Colossus IPU"),
    .family(0x1eff, 0x1020...0x2231, "Rebellions NPU", .inference),
    .accelerator(0x1ed2, 0x0000, "Warboy", .inference),
    .accelerator(0x1ed2, 0x0001, "RNGD", .inference),
    .accelerator(0xcabc, 0x0270, "MLU270", .inference),
    .accelerator(0xcabc, 0x0370, "MLU370"),
    .accelerator(0x1ed5, 0x0323, "MTT S4000"),
    .family(0x1ed5, 0x0327...0x0328, "MTT S4000"),
    .accelerator(0x9999, 0x0a01, "MetaX C500"),
    .accelerator(0x1de0, 0x0000, "GroqCard", .inference),
    .accelerator(0x1e60, 0x2864, "Hailo-8", .inference),
  ]
}
