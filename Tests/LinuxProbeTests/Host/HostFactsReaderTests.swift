import AcceleratorProbe
import LinuxProbe
import Testing
import TrainCostTestSupport

@Suite struct HostFactsReaderTests {
  @Test func `an empty tree tells nothing`() throws {
    #expect(HostFactsReader(root: try FakeSysfs().root).facts() == HostFacts())
  }

  @Test func `processor, hypervisor, container, modules and meters are told from where the kernel shows them`() throws {
    let tree = try FakeSysfs()
    try tree.write("proc/cpuinfo", text: "vendor_id\t: AuthenticAMD\nflags\t\t: fpu hypervisor svm")
    try tree.write("sys/class/dmi/id/sys_vendor", text: "QEMU")
    try tree.write("proc/1/cgroup", text: "0::/kubepods/besteffort/pod1")
    try tree.write(
      "proc/self/mountinfo",
      text: "25 1 0:22 / /sys ro - sysfs sysfs ro\n31 25 0:40 / /sys/devices/virtual/powercap ro - tmpfs tmpfs ro")
    try tree.write("proc/modules", text: "amdgpu 10 0 - Live\nnvidia 20 1 - Live")
    try tree.makeFolder("sys/module/intel_rapl_msr")
    try tree.makeFolder("sys/bus/acpi/devices/ACPI000D:00")
    let facts = HostFactsReader(root: tree.root).facts()
    #expect(facts.processor == .amd && facts.hypervisor == "QEMU/KVM" && facts.container == "Kubernetes")
    #expect(facts.coveredPaths == ["/sys/devices/virtual/powercap"])
    #expect(facts.modules == ["amdgpu", "nvidia", "intel_rapl_msr"])
    #expect(facts.hasACPIMeter && !facts.hasCrayCounters)
  }

  @Test func `a hypervisor without a name is told from the processor's flags`() throws {
    let tree = try FakeSysfs()
    try tree.write("proc/cpuinfo", text: "vendor_id : GenuineIntel\nflags : fpu vme hypervisor")
    #expect(HostFactsReader(root: tree.root).facts().hypervisor == "the hypervisor")
  }
}
