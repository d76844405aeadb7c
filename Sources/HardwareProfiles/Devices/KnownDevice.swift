/// What a PCI id stands for, where neither a profile nor the device's class says it.
public struct KnownDevice: Sendable, Equatable {
  /// What it is.
  public enum Verdict: Sendable, Equatable {
    /// An accelerator made for something.
    case accelerator(AcceleratorRole)
    /// The id that an accelerator has inside a virtual machine.
    case virtualFunction(AcceleratorRole)
    /// No accelerator, for a reason.
    case skipped(SkipReason)
  }

  /// The PCI vendor.
  public let vendor: UInt16
  /// The PCI devices of a family.
  public let devices: ClosedRange<UInt16>
  /// The subsystem device that tells two products of one id apart; nil for any.
  public let subsystem: UInt16?
  /// What it is.
  public let verdict: Verdict
  /// The name for people; nil where the host's list of PCI ids knows better.
  public let name: String?
}

extension KnownDevice.Verdict {
  /// Reads `training`, `training_virtual_function` or `bmc_display`.
  init?(_ text: String) {
    let suffix = "_virtual_function"
    if text.hasSuffix(suffix), let role = AcceleratorRole(rawValue: String(text.dropLast(suffix.count))) {
      self = .virtualFunction(role)
    } else if let role = AcceleratorRole(rawValue: text) {
      self = .accelerator(role)
    } else if let reason = SkipReason(rawValue: text) {
      self = .skipped(reason)
    } else {
      return nil
    }
  }

  static let names =
    AcceleratorRole.allCases.flatMap { [$0.rawValue, "\($0.rawValue)_virtual_function"] }
    + SkipReason.allCases.map(\.rawValue)
}
