import HardwareProfiles

/// What a PCI id stands for, where neither a profile nor the device's class says it.
///
/// Ids follow the drivers that bind them and the PCI ID repository; a range covers a family.
struct KnownDevice: Sendable {
  enum Verdict: Sendable, Equatable {
    case accelerator(AcceleratorRole)
    case virtualFunction(AcceleratorRole)
    case skipped(SkipReason)
  }

  let vendor: UInt16
  let devices: ClosedRange<UInt16>
  /// The subsystem device that tells two products of one id apart; nil for any.
  let subsystem: UInt16?
  /// The name for people; nil where the host's list of PCI ids knows better.
  let name: String?
  let verdict: Verdict

  /// The entry of a device; those that name a subsystem go first.
  static func find(vendor: UInt16, device: UInt16, subsystem: UInt16?) -> KnownDevice? {
    guard let entries = byVendor[vendor] else { return nil }
    let matches = entries.filter { $0.devices.contains(device) && ($0.subsystem == nil || $0.subsystem == subsystem) }
    return matches.first { $0.subsystem != nil } ?? matches.first
  }

  private static let byVendor = Dictionary(grouping: accelerators + lookalikes, by: \.vendor)
}

/// Entries as the tables write them.
extension KnownDevice {
  static func accelerator(
    _ vendor: UInt16, _ device: UInt16, _ name: String, _ role: AcceleratorRole = .training, subsystem: UInt16? = nil
  ) -> KnownDevice {
    KnownDevice(
      vendor: vendor, devices: device...device, subsystem: subsystem, name: name, verdict: .accelerator(role))
  }

  static func family(
    _ vendor: UInt16, _ devices: ClosedRange<UInt16>, _ name: String?, _ role: AcceleratorRole = .training
  ) -> KnownDevice {
    KnownDevice(vendor: vendor, devices: devices, subsystem: nil, name: name, verdict: .accelerator(role))
  }

  static func virtualFunction(_ vendor: UInt16, _ device: UInt16, _ name: String) -> KnownDevice {
    KnownDevice(
      vendor: vendor, devices: device...device, subsystem: nil, name: name, verdict: .virtualFunction(.training))
  }

  static func skipped(_ vendor: UInt16, _ device: UInt16, _ reason: SkipReason, _ name: String? = nil) -> KnownDevice {
    KnownDevice(vendor: vendor, devices: device...device, subsystem: nil, name: name, verdict: .skipped(reason))
  }

  static func skipped(
    _ vendor: UInt16, _ devices: ClosedRange<UInt16>, _ reason: SkipReason, _ name: String? = nil
  ) -> KnownDevice {
    KnownDevice(vendor: vendor, devices: devices, subsystem: nil, name: name, verdict: .skipped(reason))
  }
}
