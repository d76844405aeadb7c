import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// One channel of a hwmon device: energy in µJ or power in µW, unless its driver has it otherwise.
final class HwmonSensor: EnergySensor {
  let description: SensorDescription
  /// The reading when it was opened, as the file writes it.
  let first: Int64
  private let file: SysfsFile
  private let unit: Double
  private let isEnergy: Bool
  private let limit: Watts?
  private let thermometer: String
  private let plausible: ClosedRange<Double>

  /// What is beyond is a driver's error code taken for a number, or a meter's garbage, and no power.
  static let mostPowerOfDevice = Watts(5000)
  static let mostPowerOfNode = Watts(200_000)

  /// Opens a channel; nil when it cannot be read.
  ///
  /// - Parameter unit: what one of the file's numbers is worth in joules or watts.
  init?(
    _ device: HwmonDevice, _ name: String, _ make: (_ path: String) -> SensorDescription, limit: Watts? = nil,
    unit: Double = 1e-6
  ) {
    let path = "\(device.path)/\(name)"
    guard let file = try? SysfsFile(path), let first = try? file.number() else { return nil }
    self.file = file
    self.first = first
    self.limit = limit
    thermometer = "\(device.path)/temp1_input"
    self.unit = unit
    description = make(path)
    if case .counter = description.quantity { isEnergy = true } else { isEnergy = false }
    // A node that is on draws something: 0 W is what a meter says that does not work.
    plausible =
      description.domain == .node
      ? Double.leastNonzeroMagnitude...Self.mostPowerOfNode.value : 0...Self.mostPowerOfDevice.value
    guard !isEnergy || first > 0 else { return nil }
  }

  func read() -> SensorReading {
    do {
      let value = Double(try file.number()) * unit
      if isEnergy { return .counter(Joules(value)) }
      guard plausible.contains(value) else { return .failed(code: ERANGE) }
      return .power(Watts(value))
    } catch {
      return .failed(code: error.code)
    }
  }

  func powerLimit() -> Watts? { limit }

  /// Thousandths of a degree of the driver's first thermometer, which is the one at the edge of the chip.
  func temperature() -> Celsius? {
    SysfsFile.text(thermometer).flatMap(Double.init).map { Celsius($0 / 1000) }
      .flatMap { (-40...150).contains($0.value) ? $0 : nil }
  }
}
