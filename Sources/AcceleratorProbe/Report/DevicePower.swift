public import Quantities
public import TrainingRun

/// What an accelerator draws now, and who says so.
public struct DevicePower: Sendable, Equatable {
  /// The power of this moment; nil where only a counter of energy is told.
  public var watts: Watts?
  /// The limit in force; nil where none is told.
  public var limit: Watts?
  /// Where the figures come from, for people.
  public var source: String
  /// A counter of energy, or power to be integrated.
  public var method: EnergyMethod
  /// The running total of the counter; nil where there is none.
  public var energy: Joules?
  /// The temperature; nil where none is told.
  public var temperature: Celsius?
  /// The sensor is that of a module of which the accelerator is a part.
  public var coversModule: Bool

  /// A power figure.
  public init(
    watts: Watts?, limit: Watts?, source: String, method: EnergyMethod, energy: Joules?, coversModule: Bool = false,
    temperature: Celsius? = nil
  ) {
    self.watts = watts
    self.limit = limit
    self.source = source
    self.method = method
    self.energy = energy
    self.coversModule = coversModule
    self.temperature = temperature
  }
}

extension DevicePower {
  /// Reads the sensors of one device; nil when none of them answers.
  init?(reading sensors: [any EnergySensor]) {
    var counter: (joules: Joules, sensor: any EnergySensor)?
    var rate: (watts: Watts, sensor: any EnergySensor)?
    for sensor in sensors {
      if counter == nil, case .counter(let joules) = sensor.read() { counter = (joules, sensor) }
      if rate == nil, let watts = sensor.currentPower() { rate = (watts, sensor) }
    }
    guard let sensor = counter?.sensor ?? rate?.sensor else { return nil }
    let sources = [rate?.sensor, counter?.sensor].compactMap { $0?.description.source }
    self.init(
      watts: rate?.watts, limit: sensors.lazy.compactMap { $0.powerLimit() }.first,
      source: sources.first == sources.last ? sources[0] : sources.joined(separator: ", "),
      method: counter == nil ? .integrated : .counter, energy: counter?.joules,
      coversModule: sensor.description.domain == .module,
      temperature: sensors.lazy.compactMap { $0.temperature() }.first)
  }
}

extension ProbeReport {
  /// The report with what the sensors of a host tell about its accelerators.
  ///
  /// Sensors are found by PCI address. An accelerator without a figure gets a reason and, if there is one, the remedy.
  /// Of the functions of one board only one keeps a figure.
  public func attaching(_ inventory: SensorInventory) -> ProbeReport {
    var available: [PCIAddress: [any EnergySensor]] = [:]
    for sensor in inventory.available {
      guard let address = sensor.description.pciAddress.flatMap(PCIAddress.init(parsing:)) else { continue }
      available[address, default: []].append(sensor)
    }
    var unavailable: [PCIAddress: UnavailableSensor] = [:]
    for sensor in inventory.unavailable {
      guard let address = sensor.pciAddress.flatMap(PCIAddress.init(parsing:)) else { continue }
      unavailable[address] = unavailable[address] ?? sensor
    }

    func attach(_ accelerator: inout ProbedAccelerator) {
      let device = accelerator.device
      let sensors = (available[device.address] ?? []).outermost
      accelerator.power = DevicePower(reading: sensors)
      guard accelerator.power == nil else { return }
      if let sensor = unavailable[device.address] {
        accelerator.powerMissingReason = [sensor.reason, sensor.remedy].compactMap(\.self).joined(separator: "; ")
      } else if let sensor = sensors.first {
        accelerator.powerMissingReason = "\(sensor.description.source) does not answer"
      } else {
        accelerator.powerMissingReason = PowerAdvice.reason(for: device, origin: origin)
      }
    }
    var report = self
    for index in report.accelerators.indices { attach(&report.accelerators[index]) }
    for index in report.offBus.indices { attach(&report.offBus[index]) }
    report.keepOnePowerFigureABoard()
    return report
  }
}

extension [any EnergySensor] {
  /// The sensors that lie in no other of these: a card's figure includes its package's.
  fileprivate var outermost: [any EnergySensor] {
    let ids = Set(map { $0.description.id })
    return filter { sensor in sensor.description.containedIn.map { !ids.contains($0) } ?? true }
  }
}
