import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// Power and energy channels of `/sys/class/hwmon`. Which channel to trust is told by the driver's name.
struct HwmonSensors {
  /// The folder that stands for `/`.
  let root: String

  func inventory() -> SensorInventory {
    let folder = "\(root)/sys/class/hwmon"
    var inventory = SensorInventory()
    for name in SysfsFile.names(in: folder) {
      let path = "\(folder)/\(name)"
      guard let driver = SysfsFile.text("\(path)/name"), let channels = Self.channels[driver] else { continue }
      let device = pciAddress(path)
      let domain: EnergyDomain = driver == "power_meter" ? .node : .accelerator
      let id = device ?? "\(driver):\(name)"
      // Reading would wake a suspended device.
      if SysfsFile.text("\(path)/device/power/runtime_status") == "suspended" {
        inventory.unavailable.append(
          UnavailableSensor(
            domain: domain, id: id, pciAddress: device, reason: "the device is suspended and reading would wake it"))
        continue
      }
      let readable = channels.compactMap { channel in
        HwmonSensor(path: path, channel: channel, id: id, domain: domain, pciAddress: device)
      }
      let sensor = channels[0].isEnergy ? readable.max { $0.first < $1.first } : readable.first
      if let sensor {
        inventory.available.append(sensor)
      } else {
        inventory.unavailable.append(
          UnavailableSensor(
            domain: domain, id: id, pciAddress: device,
            reason: "driver \(driver) shows no readable power or energy below \(path)"))
      }
    }
    return inventory
  }

  /// A file of a driver, and the label it must have.
  struct Channel: Sendable {
    var file: String
    var isEnergy = false
    /// The text of the channel's label; nil where any or none will do.
    var label: String?
    /// The limit's file.
    var limit: String?
  }

  /// In the order of preference, by driver.
  private static let channels: [String: [Channel]] = [
    "amdgpu": [
      Channel(file: "power1_input", limit: "power1_cap"), Channel(file: "power1_average", limit: "power1_cap"),
    ],
    // The card's counter should hold the package's; on some kernels it stands still or lags behind, so the one that has
    // counted more is taken.
    "xe": [
      Channel(file: "energy1_input", isEnergy: true, label: "card", limit: "power1_cap"),
      Channel(file: "energy2_input", isEnergy: true, label: "pkg", limit: "power1_cap"),
    ],
    "i915": [Channel(file: "energy1_input", isEnergy: true, limit: "power1_max")],
    "nouveau": [Channel(file: "power1_input", limit: "power1_max")],
    "habanalabs": [Channel(file: "power1_input", limit: "power1_max")],
    "tenstorrent": [Channel(file: "power1_input", limit: "power1_max")],
    "power_meter": [Channel(file: "power1_average")],
  ]

  /// The PCI address that the `device` link names; the link may dangle in a recording.
  private func pciAddress(_ path: String) -> String? {
    guard let name = SysfsFile.linkName("\(path)/device") else { return nil }
    let parts = name.split(separator: ":")
    return parts.count == 3 && parts[2].contains(".") ? name : nil
  }
}

/// One channel of a hwmon device.
final class HwmonSensor: EnergySensor {
  let description: SensorDescription
  /// The reading at the start, as the file writes it.
  let first: Int64
  private let file: SysfsFile
  private let isEnergy: Bool
  private let limit: Watts?

  /// Above this a reading is a driver's error code taken for a number, not power.
  private static let absurd = Watts(20_000)

  init?(path: String, channel: HwmonSensors.Channel, id: String, domain: EnergyDomain, pciAddress: String?) {
    if let label = channel.label {
      let index = channel.file.prefix { $0 != "_" }
      guard SysfsFile.text("\(path)/\(index)_label") == label else { return nil }
    }
    guard let file = try? SysfsFile("\(path)/\(channel.file)"), let first = try? file.number(),
      first > 0 || !channel.isEnergy
    else { return nil }
    self.file = file
    self.first = first
    isEnergy = channel.isEnergy
    limit = channel.limit.flatMap { SysfsFile.text("\(path)/\($0)") }.flatMap(Double.init).map { Watts($0 / 1e6) }
    // Intel's 32-bit register is folded into 64 bits when it is read, so the sum seen here does not wrap.
    description = SensorDescription(
      id: id, domain: domain, quantity: channel.isEnergy ? .counter(wrapsAfter: nil) : .power, pciAddress: pciAddress,
      source: "\(path)/\(channel.file)")
  }

  func read() -> SensorReading {
    do {
      let value = Double(try file.number()) / 1e6
      if isEnergy { return .counter(Joules(value)) }
      guard value >= 0, value < Self.absurd.value, value > 0 || description.domain != .node else {
        return .failed(code: ERANGE)
      }
      return .power(Watts(value))
    } catch {
      return .failed(code: error.code)
    }
  }

  func powerLimit() -> Watts? { limit.flatMap { $0 > .zero ? $0 : nil } }
}
