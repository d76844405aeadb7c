public import Quantities
import TrainingRun

/// The power of a device that tells only how busy it is: idle power and, in proportion to its use, the rest up to the
/// power under full load. A model, and labelled as one.
public final class ModelledPower: EnergySensor {
  public let description: SensorDescription
  private let utilization: any UtilizationSource
  private let idle: Watts
  private let full: Watts

  /// A model over a source of utilization.
  ///
  /// - Parameters:
  ///   - utilization: how much of the device is in use.
  ///   - address: the PCI address of the device, by which it is known.
  ///   - idle: drawn without work.
  ///   - full: drawn at full use.
  ///   - basis: where the two figures come from, for people.
  public init(_ utilization: any UtilizationSource, address: String, idle: Watts, full: Watts, basis: String) {
    self.utilization = utilization
    self.idle = idle
    self.full = full
    description = SensorDescription(
      id: address, domain: .accelerator, quantity: .power, pciAddress: address,
      source: utilization.source, updatePeriod: utilization.updatePeriod,
      model: "modelled from its utilization between \(idle.formatted) and \(full.formatted), \(basis)")
  }

  public func read() -> SensorReading {
    guard let share = utilization.utilization() else { return .failed(code: 61) }  // ENODATA
    return .power(idle + (full - idle) * min(max(share, 0), 1))
  }
}
