/// Why a device that looks like an accelerator is none.
public enum SkipReason: String, Sendable, CaseIterable, Codable {
  /// The screen of a server's management processor.
  case bmcDisplay = "bmc_display"
  /// Graphics inside a processor or chipset: its power and memory are the processor's.
  case integratedDisplay = "integrated_display"
  /// A screen that a hypervisor simulates.
  case virtualDisplay = "virtual_display"
  /// A small neural unit inside a client processor.
  case clientNPU = "client_npu"
  /// A switch between accelerators.
  case nvswitch = "nvswitch"
  /// A function of a chipset.
  case chipset
  /// A device that a hypervisor simulates for tests.
  case testDevice = "test_device"
  /// A network card whose class does not say so.
  case network
  /// A drive whose class does not say so.
  case storage
  /// A co-processor for encryption or compression.
  case cryptographicCoprocessor = "cryptographic_coprocessor"
  /// Programmable logic (FPGA), whatever it is loaded with.
  case programmableLogic = "programmable_logic"
  /// A display of a maker that makes no accelerator.
  case unknownDisplay = "unknown_display"
  /// A device of a display or accelerator class that does not tell who made it.
  case unreadable
}
