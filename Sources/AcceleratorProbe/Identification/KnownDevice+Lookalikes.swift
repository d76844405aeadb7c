extension KnownDevice {
  /// Devices that their class or maker makes look like an accelerator.
  static let lookalikes: [KnownDevice] = management + virtual + clientUnits + interconnect + otherFunctions

  // The screens of management processors, by id where the maker also makes cards.
  private static let management: [KnownDevice] = [
    .skipped(0x1a03, 0x2000, .bmcDisplay, "ASPEED Graphics Family"),
    .skipped(0x102b, 0x0520...0x0524, .bmcDisplay, "Matrox G200 server graphics"),
    .skipped(0x102b, 0x0530...0x053e, .bmcDisplay, "Matrox G200 server graphics"),
    .skipped(0x1002, 0x515e, .bmcDisplay, "ATI ES1000"),
    .skipped(0x1002, 0x5969, .bmcDisplay, "ATI ES1000"),
    .skipped(0x18ca, 0x0020...0x0027, .bmcDisplay, "XGI Volari Z"),
    .skipped(0x126f, 0x0710...0x0750, .bmcDisplay, "Silicon Motion display"),
    .skipped(0x19e5, 0x1711, .bmcDisplay, "HiSilicon iBMC display"),
  ]

  private static let virtual: [KnownDevice] = [
    .skipped(0x1234, 0x1111, .virtualDisplay, "QEMU standard VGA"),
    .skipped(0x1b36, 0x0100, .virtualDisplay, "QXL paravirtual display"),
    .skipped(0x1af4, 0x1050, .virtualDisplay, "Virtio GPU"),
    .skipped(0x15ad, 0x0405...0x0407, .virtualDisplay, "VMware SVGA"),
    .skipped(0x15ad, 0x0710, .virtualDisplay, "VMware SVGA"),
    .skipped(0x1d0f, 0x1111, .virtualDisplay, "Amazon EC2 VGA"),
    .skipped(0x80ee, 0xbeef, .virtualDisplay, "VirtualBox display"),
    .skipped(0x1414, 0x5353, .virtualDisplay, "Hyper-V synthetic display"),
    .skipped(0x1414, 0x008e, .virtualDisplay, "Microsoft paravirtual display"),
    .skipped(0x1ab8, 0x4005, .virtualDisplay, "Parallels display"),
    .skipped(0xfb5d, 0x40fb, .virtualDisplay, "bhyve framebuffer"),
    .skipped(0x1b36, 0x0005, .testDevice, "QEMU test device"),
    .skipped(0x1234, 0x11e8, .testDevice, "QEMU educational device"),
  ]

  // Neural units inside client processors. AMD's list as signal processors.
  private static let clientUnits: [KnownDevice] = [
    .skipped(0x8086, 0x7d1d, .clientNPU, "Meteor Lake NPU"),
    .skipped(0x8086, 0xad1d, .clientNPU, "Arrow Lake NPU"),
    .skipped(0x8086, 0x643e, .clientNPU, "Lunar Lake NPU"),
    .skipped(0x8086, 0xb03e, .clientNPU, "Panther Lake NPU"),
    .skipped(0x1022, 0x1502, .clientNPU, "Ryzen AI (XDNA)"),
    .skipped(0x1022, 0x17f0, .clientNPU, "Ryzen AI (XDNA 2)"),
  ]

  private static let interconnect: [KnownDevice] = [
    .skipped(0x10de, 0x1ac0...0x1ac2, .nvswitch, "NVSwitch"),
    .skipped(0x10de, 0x1af1, .nvswitch, "A100 NVSwitch"),
    .skipped(0x10de, 0x22a3, .nvswitch, "H100 NVSwitch"),
  ]

  private static let otherFunctions: [KnownDevice] = [
    .skipped(0x1ae0, 0x0042, .network, "Google Virtual Ethernet (gVNIC)"),
    .skipped(0x1ae0, 0x001f, .storage, "Google NVMe"),
    .skipped(0x1d0f, 0x0061...0x0065, .storage, "Amazon EBS NVMe"),
    .skipped(0x1d0f, 0x8061, .storage, "Amazon EBS NVMe"),
    .skipped(0x1d0f, 0xcd00...0xcd01, .storage, "Amazon local NVMe"),
    .skipped(0x1d0f, 0x0ec2, .network, "Amazon ENA"),
    .skipped(0x1d0f, 0x1ec2, .network, "Amazon ENA"),
    .skipped(0x1d0f, 0xec20...0xec21, .network, "Amazon ENA"),
    .skipped(0x1d0f, 0xefa0...0xefa3, .network, "Amazon EFA"),
    .skipped(0x1d0f, 0xf000...0xf010, .programmableLogic, "Amazon F1"),
    .skipped(0x8086, 0x09c4, .programmableLogic, "Intel PAC, Arria 10"),
    .skipped(0x8086, 0x0b2b, .programmableLogic, "Intel PAC D5005"),
    .skipped(0x8086, 0x0b30, .programmableLogic, "Intel PAC N3000"),
  ]
}
