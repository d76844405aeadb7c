public import Quantities
public import TrainingRun

/// One source of energy readings: a RAPL zone, a hwmon channel, an accelerator's management library.
///
/// `read()` is called from one thread at a time, at up to 1 kHz, and neither allocates nor formats.
public protocol EnergySensor: AnyObject {
  /// What it measures, fixed for its life.
  var description: SensorDescription { get }
  /// The reading of this moment.
  func read() -> SensorReading
  /// The power of this moment, where the hardware tells it beside a counter; nil otherwise.
  func currentPower() -> Watts?
  /// The power limit in force; nil where none is told.
  func powerLimit() -> Watts?
  /// The temperature of the device; nil where none is told.
  func temperature() -> Celsius?
}

/// Something that tells how busy a device without a power sensor is, 0 to 1.
public protocol UtilizationSource: AnyObject {
  /// Unique on a host: a PCI address where there is one.
  var id: String { get }
  /// The PCI address of the device; nil where none is known.
  var pciAddress: String? { get }
  /// Where readings come from, for people.
  var source: String { get }
  /// How often the device renews the figure; nil when unknown.
  var updatePeriod: Seconds? { get }
  /// Whether the share is of the power between idle and limit; else it is of time in which anything ran.
  var isShareOfPower: Bool { get }
  /// The share of this moment; nil when it cannot be read.
  func utilization() -> Double?
}

extension EnergySensor {
  public func currentPower() -> Watts? {
    if case .power(let watts) = read() { watts } else { nil }
  }
  public func powerLimit() -> Watts? { nil }
  public func temperature() -> Celsius? { nil }
}

/// What a sensor measures and how.
public struct SensorDescription: Sendable, Equatable {
  /// Unique on a host: a PCI address for accelerators, else the zone or channel.
  public var id: String
  /// The part of the machine.
  public var domain: EnergyDomain
  /// Whether readings are a running total or a rate.
  public var quantity: Quantity
  /// The PCI address of the device, `0000:17:00.0`; nil where it has none.
  public var pciAddress: String?
  /// Where readings come from, for people: `nvmlDeviceGetTotalEnergyConsumption`, a path below /sys.
  public var source: String
  /// How often the hardware renews its value; nil when unknown.
  public var updatePeriod: Seconds?
  /// The share of the time that the hardware looks at, 0 to 1.
  public var observedShare: Double
  /// The id of the sensor whose energy includes this one's.
  public var containedIn: String?
  /// It must be read at least this often, or counts are lost; nil where that does not matter.
  public var longestReadInterval: Seconds?
  /// What its figures rest on where they are computed by a model and not measured; nil for what is measured.
  public var model: String?

  /// The two kinds of sensor.
  public enum Quantity: Sendable, Equatable {
    /// A running total of joules that starts again at zero after `wrapsAfter`, if that is known.
    case counter(wrapsAfter: Joules?)
    /// A rate.
    case power
  }

  /// Whether readings are a running total.
  public var isCounter: Bool { if case .counter = quantity { true } else { false } }

  /// A description; the observed share defaults to all of the time.
  public init(
    id: String, domain: EnergyDomain, quantity: Quantity, pciAddress: String? = nil, source: String,
    updatePeriod: Seconds? = nil, observedShare: Double = 1, containedIn: String? = nil,
    longestReadInterval: Seconds? = nil, model: String? = nil
  ) {
    self.id = id
    self.domain = domain
    self.quantity = quantity
    self.pciAddress = pciAddress
    self.source = source
    self.updatePeriod = updatePeriod
    self.observedShare = observedShare
    self.containedIn = containedIn
    self.longestReadInterval = longestReadInterval
    self.model = model
  }
}

/// One reading of a sensor.
public enum SensorReading: Sendable, Equatable {
  /// The running total of a counter.
  case counter(Joules)
  /// The power of this moment.
  case power(Watts)
  /// This reading failed; the next may not. The code is the system's or the library's.
  case failed(code: Int32)
}

/// A sensor that exists or should exist and cannot be read.
public struct UnavailableSensor: Sendable, Equatable {
  /// The part of the machine.
  public var domain: EnergyDomain
  /// Which one, as a sensor's id would say.
  public var id: String
  /// The PCI address of the device, where it has one.
  public var pciAddress: String?
  /// Why, in words.
  public var reason: String
  /// The one command or change that would make it readable; nil when there is none.
  public var remedy: String?

  /// An unavailable sensor.
  public init(domain: EnergyDomain, id: String, pciAddress: String? = nil, reason: String, remedy: String? = nil) {
    self.domain = domain
    self.id = id
    self.pciAddress = pciAddress
    self.reason = reason
    self.remedy = remedy
  }
}

/// All sensors of one family that a host offers.
public struct SensorInventory {
  /// Those that answer.
  public var available: [any EnergySensor]
  /// Those that do not, with reasons.
  public var unavailable: [UnavailableSensor]
  /// How busy devices are that tell no power.
  public var utilization: [any UtilizationSource]

  /// An inventory.
  public init(
    available: [any EnergySensor] = [], unavailable: [UnavailableSensor] = [],
    utilization: [any UtilizationSource] = []
  ) {
    self.available = available
    self.unavailable = unavailable
    self.utilization = utilization
  }

  /// Adds what another family offers.
  public mutating func append(_ other: SensorInventory) {
    available += other.available
    unavailable += other.unavailable
    utilization += other.utilization
  }
}
