import AcceleratorProbe
import Glibc
import Quantities
import TrainingRun

/// Cray EX and XC nodes: `/sys/cray/pm_counters`, ten times a second, in whole joules (`12345 J 1668000000 us`).
///
/// `energy` is the whole node's; those of processor, memory and accelerators lie inside it.
struct CrayPowerSensors {
  /// The folder that stands for `/`.
  let root: String

  func inventory() -> SensorInventory {
    let folder = "\(root)/sys/cray/pm_counters"
    var inventory = SensorInventory()
    let node = "pm_counters:energy"
    for name in SysfsFile.names(in: folder) where name.hasSuffix("energy") {
      guard let domain = Self.domain(of: name) else { continue }
      let id = "pm_counters:\(name)"
      do {
        inventory.available.append(
          try CrayPowerSensor("\(folder)/\(name)", id: id, domain: domain, containedIn: domain == .node ? nil : node))
      } catch {
        inventory.unavailable.append(
          UnavailableSensor(domain: domain, id: id, reason: "\(folder)/\(name) cannot be read: \(error.message)"))
      }
    }
    return inventory
  }

  private static func domain(of name: String) -> EnergyDomain? {
    switch name {
    case "energy": .node
    case "cpu_energy": .cpuPackage
    case "memory_energy": .dram
    case _ where name.hasPrefix("accel"): .accelerator
    default: nil
    }
  }
}

private final class CrayPowerSensor: EnergySensor {
  let description: SensorDescription
  private let energy: SysfsFile
  private let power: SysfsFile?

  init(_ path: String, id: String, domain: EnergyDomain, containedIn: String?) throws(SysfsError) {
    energy = try SysfsFile(path)
    _ = try energy.number()
    power = try? SysfsFile(path.dropLast("energy".count) + "power")
    description = SensorDescription(
      id: id, domain: domain, quantity: .counter(wrapsAfter: nil), source: path, updatePeriod: Seconds(0.1),
      containedIn: containedIn)
  }

  func read() -> SensorReading {
    do {
      return .counter(Joules(Double(try energy.number())))
    } catch {
      return .failed(code: error.code)
    }
  }

  func currentPower() -> Watts? { (try? power?.number()).map { Watts(Double($0)) } }
}
