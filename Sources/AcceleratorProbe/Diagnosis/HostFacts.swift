/// What a host tells about itself that explains why a sensor can or cannot be read.
public struct HostFacts: Sendable, Equatable {
  /// Who made the processor, as far as its energy counters depend on it.
  public enum ProcessorMaker: Sendable { case intel, amd, arm, power, other, unknown }

  /// The maker of the processor.
  public var processor = ProcessorMaker.unknown
  /// The hypervisor, `KVM` or `a hypervisor`; nil on bare metal.
  public var hypervisor: String?
  /// The container, `Docker` or `a container`; nil outside.
  public var container: String?
  /// Paths below `/sys` that a container's runtime has covered.
  public var coveredPaths: [String] = []
  /// Kernel modules that are loaded.
  public var modules: Set<String> = []
  /// The version of NVIDIA's driver in the kernel, `580.65.06`; nil where none is loaded.
  public var nvidiaDriver: String?
  /// The distribution, as os-release names it: `debian`, `ubuntu`; nil where it does not.
  public var distribution: String?
  /// Whether the firmware declares a power meter (ACPI000D).
  public var hasACPIMeter = false
  /// Whether HPE Cray's counters are there.
  public var hasCrayCounters = false

  /// Nothing known.
  public init() {}
}
