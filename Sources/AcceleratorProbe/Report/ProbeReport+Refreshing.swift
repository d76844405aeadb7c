public import Quantities

extension ProbeReport {
  /// The report with what changes from moment to moment read again: links, drivers and power states.
  ///
  /// Devices that sleep are asked for nothing that would wake them.
  public func refreshed(from bus: some PCIBus) -> ProbeReport {
    var report = self
    for index in report.accelerators.indices {
      var device = bus.completed(report.accelerators[index].device)
      device.isVirtualFunction = device.isVirtualFunction || report.accelerators[index].device.isVirtualFunction
      report.accelerators[index].device = device
    }
    return report
  }
}

/// The power of devices that only count energy, from what they counted between two looks.
public struct PowerHistory: Sendable {
  private var time: Seconds?
  private var energies: [PCIAddress: Joules] = [:]

  /// An empty history: the first look gives no power.
  public init() {}

  /// The report with the mean power since the last look wherever a device tells energy alone.
  ///
  /// - Parameters:
  ///   - report: what was read now.
  ///   - now: the time of the report, on a clock that does not jump.
  public mutating func completing(_ report: ProbeReport, at now: Seconds) -> ProbeReport {
    var report = report
    for index in report.accelerators.indices {
      guard let energy = report.accelerators[index].power?.energy else { continue }
      let address = report.accelerators[index].device.address
      if report.accelerators[index].power?.watts == nil, let time, now > time, let before = energies[address],
        energy >= before
      {
        report.accelerators[index].power?.watts = Watts((energy.value - before.value) / (now.value - time.value))
      }
      energies[address] = energy
    }
    time = now
    return report
  }
}
