import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// One GPU: its energy counter where it has one (Volta and later), else its power.
final class NVMLSensor: EnergySensor {
  /// The field of the power of the moment, on all architectures.
  static let instantPower: UInt32 = 186

  let description: SensorDescription
  private let library: NVMLLibrary
  private let device: NVMLLibrary.Device
  private let countsEnergy: Bool
  private let hasInstantPower: Bool

  /// No GPU draws more, nor has any counted more: what is beyond is garbage of a stub library.
  private static let mostPower: UInt32 = 5_000_000
  private static let mostEnergy: UInt64 = 1 << 60

  /// The GPU as a whole, or the module that it stands for.
  ///
  /// - Throws: when it tells neither energy nor power.
  init(
    _ library: NVMLLibrary, _ device: NVMLLibrary.Device, address: String, id: String, name: String,
    domain: EnergyDomain
  ) throws(NVMLLibrary.Failure) {
    self.library = library
    self.device = device
    countsEnergy = (try? library.energy(device)).map { $0 < Self.mostEnergy } ?? false
    hasInstantPower =
      domain == .accelerator && (try? library.power(device, field: Self.instantPower, scope: .gpu)) != nil
    if !countsEnergy, !hasInstantPower { _ = try library.power(device) }
    let source =
      countsEnergy
      ? "nvmlDeviceGetTotalEnergyConsumption"
      : hasInstantPower ? "nvmlDeviceGetFieldValues (NVML_FI_DEV_POWER_INSTANT)" : "nvmlDeviceGetPowerUsage"
    description = Self.description(
      id: id, domain: domain, quantity: countsEnergy ? .counter(wrapsAfter: nil) : .power, address: address,
      source: source, name: name, isAverage: !countsEnergy && !hasInstantPower)
  }

  /// The GPU's own power inside a module.
  init(
    _ library: NVMLLibrary, _ device: NVMLLibrary.Device, address: String, inModule module: String, name: String
  ) throws(NVMLLibrary.Failure) {
    self.library = library
    self.device = device
    (countsEnergy, hasInstantPower) = (false, true)
    _ = try library.power(device, field: Self.instantPower, scope: .gpu)
    description = Self.description(
      id: address, domain: .accelerator, quantity: .power, address: address,
      source: "nvmlDeviceGetFieldValues (NVML_FI_DEV_POWER_INSTANT, GPU scope)", name: name, containedIn: module)
  }

  /// The counter is renewed about every 100 ms and power likewise; on A100 and H100 the sensor behind both looks at 25 ms
  /// of each 100, on V100 and P100 at half of each 20 (Yang, Adamek and Armour, arXiv 2312.02741). An average of a second
  /// misses nothing.
  private static func description(
    id: String, domain: EnergyDomain, quantity: SensorDescription.Quantity, address: String, source: String,
    name: String, isAverage: Bool = false, containedIn: String? = nil
  ) -> SensorDescription {
    let seesQuarter = ["A100", "A800", "H100", "H800", "H200", "GH200", "H20"].contains { name.contains($0) }
    let seesHalf = name.contains("V100") || name.contains("P100")
    return SensorDescription(
      id: id, domain: domain, quantity: quantity, pciAddress: address, source: source,
      updatePeriod: seesHalf ? Seconds(0.02) : Seconds(0.1),
      observedShare: seesQuarter && !(isAverage && !name.contains("A100")) ? 0.25 : seesHalf ? 0.5 : 1,
      containedIn: containedIn)
  }

  func read() -> SensorReading {
    do {
      if countsEnergy {
        let energy = try library.energy(device)
        return energy < Self.mostEnergy ? .counter(Joules(Double(energy) / 1000)) : .failed(code: ERANGE)
      }
      let power = try power()
      return power < Self.mostPower ? .power(Watts(Double(power) / 1000)) : .failed(code: ERANGE)
    } catch {
      return .failed(code: error.code ?? -1)
    }
  }

  private func power() throws(NVMLLibrary.Failure) -> UInt32 {
    hasInstantPower
      ? try library.power(device, field: Self.instantPower, scope: .gpu) : try library.power(device)
  }

  func currentPower() -> Watts? {
    (try? power()).flatMap { $0 < Self.mostPower ? Watts(Double($0) / 1000) : nil }
  }

  func powerLimit() -> Watts? { library.powerLimit(device).map { Watts(Double($0) / 1000) } }

  func temperature() -> Celsius? {
    library.temperature(device).flatMap { $0 < 150 ? Celsius(Double($0)) : nil }
  }
}
