import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// RAPL energy counters of Intel and AMD processors below `/sys/class/powercap`.
///
/// A package contains its cores and uncore; psys contains packages and memory. The same zone shows nested and flat, and
/// `intel-rapl-mmio` repeats the packages.
struct PowercapSensors {
  /// The folder that stands for `/`.
  let root: String

  func inventory() -> SensorInventory {
    let folder = "\(root)/sys/class/powercap"
    let zones = zones(in: folder)
    let psys = zones.first { $0.domain == .psys }?.id
    var inventory = SensorInventory()
    for zone in zones {
      let container: String? =
        switch zone.domain {
        case .cpuCore, .cpuUncore: zone.parent
        case .cpuPackage, .dram: psys
        default: nil
        }
      do {
        inventory.available.append(try PowercapSensor(zone, containedIn: container))
      } catch {
        inventory.unavailable.append(
          UnavailableSensor(
            domain: zone.domain, id: zone.id, reason: "\(zone.path)/energy_uj cannot be read: \(error.message)",
            remedy: error.code == EACCES ? "sudo chmod a+r /sys/class/powercap/*/energy_uj" : nil))
      }
    }
    return inventory
  }

  struct Zone {
    var id: String
    var path: String
    var domain: EnergyDomain
    /// The id of the zone that this one is a part of.
    var parent: String?
  }

  private func zones(in folder: String) -> [Zone] {
    let names = SysfsFile.names(in: folder)
    // The memory-mapped interface repeats what the register interface tells.
    let prefix = names.contains { $0.hasPrefix("intel-rapl:") } ? "intel-rapl:" : "intel-rapl-mmio:"
    return names.filter { $0.hasPrefix(prefix) }.compactMap { name in
      let path = "\(folder)/\(name)"
      guard let text = SysfsFile.text("\(path)/name"), let domain = Self.domain(of: text) else { return nil }
      let parts = name.split(separator: ":")
      let parent = parts.count > 2 ? parts.dropLast().joined(separator: ":") : nil
      return Zone(id: name, path: path, domain: domain, parent: parent)
    }
  }

  private static func domain(of name: String) -> EnergyDomain? {
    switch name {
    case "core": .cpuCore
    case "uncore": .cpuUncore
    case "dram": .dram
    case "psys": .psys
    case _ where name.hasPrefix("package"): .cpuPackage
    default: nil
    }
  }
}

/// One RAPL zone.
final class PowercapSensor: EnergySensor {
  let description: SensorDescription
  private let file: SysfsFile

  init(_ zone: PowercapSensors.Zone, containedIn container: String?) throws(SysfsError) {
    file = try SysfsFile("\(zone.path)/energy_uj")
    _ = try file.number()
    let range = SysfsFile.text("\(zone.path)/max_energy_range_uj").flatMap(Double.init)
    description = SensorDescription(
      id: zone.id, domain: zone.domain, quantity: .counter(wrapsAfter: range.map { Joules(($0 + 1) / 1e6) }),
      source: "\(zone.path)/energy_uj", updatePeriod: Seconds(0.001), containedIn: container)
  }

  func read() -> SensorReading {
    do {
      return .counter(Joules(Double(try file.number()) / 1e6))
    } catch {
      return .failed(code: error.code)
    }
  }

  func currentPower() -> Watts? { nil }
}
