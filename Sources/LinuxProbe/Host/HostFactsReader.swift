public import AcceleratorProbe
import Glibc

/// Reads what a host tells about itself: processor, hypervisor, container, modules, meters.
public struct HostFactsReader: Sendable {
  private let root: String

  /// A reader of a tree that stands for `/`; nil is the machine itself.
  public init(root: String? = nil) {
    let root = root ?? "/"
    self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  /// The facts.
  public func facts() -> HostFacts {
    var facts = HostFacts()
    let processor = text("proc/cpuinfo") ?? ""
    facts.processor =
      processor.contains("GenuineIntel")
      ? .intel
      : processor.contains("AuthenticAMD")
        ? .amd
        : processor.contains("CPU implementer")
          ? .arm : processor.contains("POWER") ? .power : processor.isEmpty ? .unknown : .other
    facts.hypervisor = hypervisor(processor)
    facts.container = container()
    facts.coveredPaths = coveredPaths()
    facts.modules = modules()
    facts.nvidiaDriver = nvidiaDriver()
    facts.distribution = distribution()
    facts.hasACPIMeter = names("sys/bus/acpi/devices").contains { $0.hasPrefix("ACPI000D") }
    facts.hasCrayCounters = exists("sys/cray/pm_counters")
    return facts
  }

  private func hypervisor(_ processor: String) -> String? {
    let maker = text("sys/class/dmi/id/sys_vendor") ?? ""
    let product = text("sys/class/dmi/id/product_name") ?? ""
    for (sign, name) in Self.hypervisors where maker.contains(sign) || product.contains(sign) { return name }
    if let type = text("sys/hypervisor/type"), !type.isEmpty { return type }
    let flags = processor.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return flags.split(separator: " ").contains("hypervisor") ? "the hypervisor" : nil
  }

  private static let hypervisors = [
    ("QEMU", "QEMU/KVM"), ("KVM", "KVM"), ("VMware", "VMware"), ("VirtualBox", "VirtualBox"), ("Xen", "Xen"),
    ("Amazon EC2", "the hypervisor of Amazon EC2"), ("Google Compute Engine", "the hypervisor of Google Cloud"),
    ("Microsoft Corporation", "Hyper-V"), ("Parallels", "Parallels"), ("Firecracker", "Firecracker"),
  ]

  private func container() -> String? {
    if exists(".dockerenv") { return "Docker" }
    if exists("run/.containerenv") { return "Podman" }
    let environment = text("proc/1/environ", whole: true) ?? ""
    if environment.contains("container=") { return "the container" }
    let groups = text("proc/1/cgroup") ?? ""
    return groups.contains("kubepods") ? "Kubernetes" : groups.contains("/docker/") ? "Docker" : nil
  }

  /// Mounts over parts of `/sys`, by which runtimes hide them.
  private func coveredPaths() -> [String] {
    (text("proc/self/mountinfo") ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 4, fields[4].hasPrefix("/sys/devices/") || fields[4].hasPrefix("/sys/firmware") else {
        return nil
      }
      return String(fields[4])
    }
  }

  /// The version in `NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  …`.
  private func nvidiaDriver() -> String? {
    if let version = text("sys/module/nvidia/version")?.split(separator: "\n").first { return String(version) }
    return text("proc/driver/nvidia/version")?.split(separator: " ").first { word in
      word.contains(".") && word.allSatisfy { $0.isNumber || $0 == "." }
    }.map(String.init)
  }

  private func distribution() -> String? {
    let line = text("etc/os-release")?.split(separator: "\n").first { $0.hasPrefix("ID=") }
    return line.map { $0.dropFirst(3).filter { $0 != "\"" } }
  }

  private func modules() -> Set<String> {
    let loaded = (text("proc/modules") ?? "").split(separator: "\n").compactMap { $0.split(separator: " ").first }
    // What is built into the kernel shows here alone.
    return Set(loaded.map(String.init) + names("sys/module"))
  }

  private func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

  private func names(_ path: String) -> [String] {
    (SysfsFolder.names(in: "\(root)/\(path)").names ?? []).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A text file, or one with parts between NULs.
  private func text(_ path: String, whole: Bool = false) -> String? {
    let folder = SysfsFolder(path: root)
    guard let bytes = folder.bytes(path, atMost: 1 << 18) else { return nil }
    return String(decoding: whole ? bytes : Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
  }
}
