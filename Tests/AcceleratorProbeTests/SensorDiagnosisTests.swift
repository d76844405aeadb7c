import AcceleratorProbe
import HardwareProfiles
import Quantities
import Testing
import TrainingRun

/// `doctor`: readable or not, why, and the exact command.
@Suite struct SensorDiagnosisTests {
  private func facts(_ change: (inout HostFacts) -> Void) -> HostFacts {
    var facts = HostFacts()
    change(&facts)
    return facts
  }

  private func diagnosis(
    _ kind: String, _ facts: HostFacts, _ inventory: SensorInventory = SensorInventory(),
    _ report: ProbeReport = ProbeReport(origin: .sysfs(root: "/"))
  ) -> SensorDiagnosis? {
    SensorDiagnosis.all(facts, inventory, report).first { $0.kind.hasPrefix(kind) }
  }

  @Test func `processor counters say whether a module, a hypervisor, a container or the processor is in the way`() {
    let bare = diagnosis("processor", facts { $0.processor = .intel })
    #expect(bare?.state == .unreadable && bare?.remedy == "sudo modprobe intel_rapl_msr")
    let off = diagnosis(
      "processor",
      facts {
        $0.processor = .amd; $0.modules = ["intel_rapl_msr"]
      })
    #expect(off?.state == .unreadable && off?.remedy == nil && off?.detail.contains("firmware") == true)
    let guest = diagnosis(
      "processor",
      facts {
        $0.processor = .intel; $0.hypervisor = "KVM"
      })
    #expect(guest?.state == .unreadable && guest?.remedy == nil && guest?.detail.contains("KVM") == true)
    let covered = diagnosis(
      "processor",
      facts {
        $0.processor = .intel; $0.container = "Docker"; $0.coveredPaths = ["/sys/devices/virtual/powercap"]
      })
    #expect(covered?.detail.hasPrefix("Docker") == true && covered?.remedy?.contains("systempaths") == true)
    #expect(diagnosis("processor", facts { $0.processor = .arm })?.state == .absent)
  }

  @Test func `a counter that only root may read hands on its command`() {
    let refused = UnavailableSensor(
      domain: .cpuPackage, id: "intel-rapl:0", reason: "energy_uj cannot be read: Permission denied",
      remedy: "sudo chmod a+r /sys/class/powercap/*/energy_uj")
    let found = diagnosis("processor", HostFacts(), SensorInventory(unavailable: [refused]))
    #expect(found?.remedy == "sudo chmod a+r /sys/class/powercap/*/energy_uj")
    #expect(found?.detail.contains("Permission denied") == true)
  }

  @Test func `a meter of the machine is asked for only where the firmware has one`() {
    #expect(diagnosis("power of the whole", HostFacts())?.state == .absent)
    let unloaded = diagnosis("power of the whole", facts { $0.hasACPIMeter = true })
    #expect(unloaded?.state == .unreadable && unloaded?.remedy == "sudo modprobe acpi_power_meter")
    let capped = diagnosis(
      "power of the whole",
      facts {
        $0.hasACPIMeter = true; $0.modules = ["acpi_power_meter"]
      })
    #expect(capped?.remedy?.contains("force_cap_on=y") == true)
  }

  @Test(
    arguments: [
      (0x10de, nil, nil, "sudo modprobe nvidia"), (0x10de, nil, "Docker", "docker run --gpus all …"),
      (0x10de, "nvidia", "Podman", "podman run --device nvidia.com/gpu=all …"), (0x10de, "nvidia", nil, nil),
      (0x1002, nil, nil, "sudo modprobe amdgpu"),
      (0x1da3, nil, nil, "sudo modprobe habanalabs"), (0x1ae0, "gasket", nil, nil), (0x10de, "vfio-pci", nil, nil),
    ] as [(UInt16, String?, String?, String?)])
  func `an accelerator without a reading gets the command that helps, or none`(
    vendor: UInt16, driver: String?, container: String?, remedy: String?
  ) {
    let report = report(PCIDevice.accelerator(vendor, 1, driver: driver))
    let all = SensorDiagnosis.all(facts { $0.container = container }, SensorInventory(), report)
    let found = all.first { $0.detail.contains("0000:17:00.0") }
    #expect(found?.state == .unreadable)
    #expect(found?.remedy == remedy)
    #expect(found?.adds.isEmpty == false)
    // Of a machine of which there is a dump alone nothing can be mended, nor told.
    let recorded = SensorDiagnosis.all(nil, SensorInventory(), report)
    #expect(recorded.allSatisfy { $0.remedy == nil && !$0.kind.contains("RAPL") })
  }

  @Test(
    arguments: [
      ("ubuntu", "570.124.06", "sudo apt-get install libnvidia-compute-570"),
      ("ubuntu", nil, "sudo apt-get install libnvidia-compute-$(modinfo -F version nvidia | cut -d. -f1)"),
      ("debian", "535.261.03", "sudo apt-get install libnvidia-ml1"), ("arch", "580.1", "sudo pacman -S nvidia-utils"),
      ("slackware", "580.1", nil),
    ] as [(String, String?, String?)])
  func `the missing library of NVIDIA's is the one of the driver in the kernel`(
    distribution: String, driver: String?, remedy: String?
  ) {
    let facts = facts {
      $0.distribution = distribution; $0.nvidiaDriver = driver
    }
    let found = diagnosis(
      "NVIDIA", facts, SensorInventory(), report(PCIDevice.accelerator(0x10de, 0x2330, driver: "nvidia")))
    #expect(found?.state == .unreadable && found?.remedy == remedy)
  }

  @Test func `what has no sensor gets no command`() {
    var radeon = PCIDevice.accelerator(0x1002, 0x6758, driver: nil)
    radeon.classCode = 0x0300
    let old = diagnosis("AMD", HostFacts(), SensorInventory(), report(radeon))
    #expect(old?.remedy == nil && old?.detail.contains("radeon") == true)
    var coprocessor = PCIDevice.accelerator(0x8086, 0x225c, driver: "mic")
    coprocessor.classCode = 0x0b40
    let phi = report(coprocessor)
    #expect(diagnosis("Xeon Phi", HostFacts(), SensorInventory(), phi)?.detail.contains("micsmi") == true)
    #expect(diagnosis("Intel GPUs", HostFacts(), SensorInventory(), phi)?.state == .absent)
    #expect(diagnosis("processor", facts { $0.processor = .power })?.state == .absent)
  }

  @Test func `a GPU that the library alone shows is not absent`() {
    var report = ProbeReport(origin: .sysfs(root: "/"))
    report.offBus = self.report(PCIDevice.accelerator(0x10de, 0x2e12, driver: "nvidia")).accelerators
    #expect(diagnosis("NVIDIA", HostFacts(), SensorInventory(), report)?.state == .unreadable)
  }

  @Test func `a die whose board tells its power lacks no sensor`() {
    var report = ProbeReport(origin: .sysfs(root: "/"))
    report.accelerators = ([0x29, 0x2c] as [UInt8]).map { bus in
      var device = PCIDevice.accelerator(0x1002, 0x7408, driver: "amdgpu")
      device.address = PCIAddress(bus: bus, device: 0, function: 0)
      return ProbedAccelerator(
        device: device, profileID: nil, role: .training, vendor: nil, name: nil, functionsPerBoard: 2)
    }
    report.accelerators[0].power = DevicePower(
      watts: Watts(90), limit: nil, source: "power1_average", method: .integrated, energy: nil)
    report.accelerators[1].powerMissingReason = "it shares a board"
    let found = SensorDiagnosis.all(HostFacts(), SensorInventory(), report).filter { $0.kind.hasPrefix("AMD") }
    #expect(found.map(\.state) == [.readable])
  }

  private func report(_ device: PCIDevice) -> ProbeReport {
    ProbeReport(
      accelerators: [ProbedAccelerator(device: device, profileID: nil, role: .training, vendor: nil, name: nil)],
      origin: .sysfs(root: "/")
    ).attaching(SensorInventory())
  }
}

extension PCIDevice {
  fileprivate static func accelerator(_ vendor: UInt16, _ id: UInt16, driver: String?) -> PCIDevice {
    var device = PCIDevice(
      address: PCIAddress(bus: 0x17, device: 0, function: 0), classCode: 0x1200, vendorID: vendor, deviceID: id)
    device.driver = driver
    return device
  }
}
