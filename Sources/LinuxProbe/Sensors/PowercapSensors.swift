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
    let zones = zones()
    let psys = zones.filter { $0.domain == .psys }.map(\.id)
    let packages = zones.filter { $0.domain == .cpuPackage }.map(\.id)
    var inventory = SensorInventory()
    for zone in zones {
      // Where each socket has a psys of its own they are in the order of the packages.
      let index = packages.firstIndex(of: zone.parent ?? zone.id) ?? 0
      let platform = psys.count == packages.count && psys.indices.contains(index) ? psys[index] : psys.first
      let container: String? =
        switch zone.domain {
        case .cpuCore, .cpuUncore: zone.parent
        case .cpuPackage, .dram: platform
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
    var name: String
    var domain: EnergyDomain
    /// The id of the zone that this one is a part of.
    var parent: String?
  }

  /// Each zone once, however many paths lead to it.
  private func zones() -> [Zone] {
    var zones: [Zone] = []
    collect("\(root)/sys/class/powercap", depth: 0, &zones)
    // The memory-mapped interface repeats what the register interface tells.
    let told = Set(zones.filter { !$0.isMemoryMapped }.map(\.name))
    return zones.filter { !$0.isMemoryMapped || !told.contains($0.name) }.sorted { $0.id < $1.id }
  }

  private func collect(_ folder: String, depth: Int, _ zones: inout [Zone]) {
    let names = SysfsFile.names(in: folder).filter { $0.hasPrefix("intel-rapl") }
    for name in names where !zones.contains(where: { $0.id == name }) {
      let path = "\(folder)/\(name)"
      guard let text = SysfsFile.text("\(path)/name"), let domain = Self.domain(of: text) else { continue }
      let parts = name.split(separator: ":")
      zones.append(
        Zone(
          id: name, path: path, name: text, domain: domain,
          parent: parts.count > 2 ? parts.dropLast().joined(separator: ":") : nil))
    }
    guard depth < 2 else { return }
    for name in names { collect("\(folder)/\(name)", depth: depth + 1, &zones) }
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

extension PowercapSensors.Zone {
  var isMemoryMapped: Bool { id.hasPrefix("intel-rapl-mmio") }
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
