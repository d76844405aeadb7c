import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// The binary file `gpu_metrics` of amdgpu: a header of size (16 bits), format and content revision, then fields whose
/// places depend on the revision (`rocm_smi_gpu_metrics.h`; kernel: `kgd_pp_interface.h`).
final class AMDGPUMetrics {
  private let descriptor: Int32
  private let format: UInt8
  private let content: UInt8
  let path: String

  /// One count of the energy accumulator: 15.259 µJ, which is 2⁻¹⁶ J.
  private static let energyUnit = 1.0 / 65_536
  /// Enough for every field that is read.
  private static let length = 96

  init?(path: String) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var header: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    guard pread(descriptor, &header, 4, 0) == 4 else {
      close(descriptor)
      return nil
    }
    (format, content) = (header.2, header.3)
  }

  deinit { close(descriptor) }

  /// Format 1 is of cards; 2 and 3 are of APUs.
  var isOfAPU: Bool { format == 2 || format == 3 }

  /// Where socket power (16 bits, watts) and the energy accumulator (64 bits) are; nil where there is none.
  private var offsets: (power: Int, energy: Int)? {
    guard format == 1 else { return nil }
    switch content {
    case 1, 2, 3: return (22, 24)
    case 4: return (10, 24)
    case 5: return (10, 88)
    case 6: return (10, 16)
    default: return nil
    }
  }

  /// Firmware that does not count leaves the accumulator at 0 or at all ones.
  var hasEnergy: Bool { if case .counter = energy() { true } else { false } }

  /// The counter. Neither allocates nor formats.
  func energy() -> SensorReading {
    guard let place = offsets?.energy else { return .failed(code: ENODATA) }
    return withBytes { bytes in
      let count = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      return count == 0 || count == .max ? .failed(code: ENODATA) : .counter(Joules(Double(count) * Self.energyUnit))
    }
  }

  /// The socket's power; nil where it is not told.
  func power() -> Watts? {
    guard let place = offsets?.power else { return nil }
    let reading = withBytes { bytes in
      let watts = bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)
      return watts == .max ? .failed(code: ENODATA) : .power(Watts(Double(watts)))
    }
    if case .power(let watts) = reading { return watts }
    return nil
  }

  private func withBytes(_ body: (UnsafeRawBufferPointer) -> SensorReading) -> SensorReading {
    withUnsafeTemporaryAllocation(byteCount: Self.length, alignment: 8) { buffer in
      memset(buffer.baseAddress.unsafelyUnwrapped, 0xFF, Self.length)
      let count = pread(descriptor, buffer.baseAddress, Self.length, 0)
      guard count > 0 else { return .failed(code: count == 0 ? ENODATA : errno) }
      return body(UnsafeRawBufferPointer(buffer))
    }
  }
}

/// The energy counter of a card.
final class AMDGPUMetricsSensor: EnergySensor {
  let description: SensorDescription
  private let metrics: AMDGPUMetrics
  private let hwmon: HwmonSensor?

  init(_ metrics: AMDGPUMetrics, _ device: HwmonDevice, domain: EnergyDomain, power: HwmonSensor?) {
    self.metrics = metrics
    hwmon = power
    description = SensorDescription(
      id: device.id, domain: domain, quantity: .counter(wrapsAfter: nil), pciAddress: device.pciAddress,
      source: "\(metrics.path) (energy_accumulator)")
  }

  func read() -> SensorReading { metrics.energy() }
  func currentPower() -> Watts? { hwmon?.currentPower() ?? metrics.power() }
  func powerLimit() -> Watts? { hwmon?.powerLimit() }
}
