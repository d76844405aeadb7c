import AcceleratorProbe
import Quantities
import TrainingRun

/// Meters of the firmware (`acpi_power_meter`): the whole node, averaged over an interval of up to minutes.
///
/// On NVIDIA's Grace there are several a socket, told apart by `power1_oem_info`: the module contains Grace and GPU, and
/// Grace contains its CPU and SysIO. They need `acpi_power_meter.force_cap_on=y` on the kernel's command line.
enum ACPIPowerMeterSensors: HwmonFamily {
  static func handles(_ driver: String) -> Bool { driver == "power_meter" }

  static func inventory(_ devices: [HwmonDevice]) -> SensorInventory {
    var inventory = SensorInventory()
    let places = devices.map { GracePlace($0.text("device/power1_oem_info") ?? $0.text("power1_oem_info") ?? "") }
    for (device, place) in zip(devices, places) {
      let container = place?.container.flatMap { part in
        zip(devices, places).first { $1 == GracePlace(part: part, socket: place?.socket ?? 0) }?.0.id
      }
      let domain = place?.part.domain ?? .node
      let sensor = HwmonSensor(device, "power1_average") { path in
        SensorDescription(
          id: device.id, domain: domain, quantity: .power, source: path,
          updatePeriod: device.text("power1_average_interval").flatMap(Double.init).map { Seconds($0 / 1000) },
          containedIn: container)
      }
      if let sensor {
        inventory.available.append(sensor)
      } else {
        inventory.unavailable.append(device.withoutChannel(domain))
      }
    }
    return inventory
  }
}

/// What a meter on a Grace socket is about: `Module Power Socket 0`, `Grace Power Socket 0`, `CPU Power Socket 0`,
/// `SysIO Power Socket 0`.
private struct GracePlace: Equatable {
  enum Part: String, CaseIterable {
    case module = "Module"
    case grace = "Grace"
    case cpu = "CPU"
    case sysIO = "SysIO"

    var domain: EnergyDomain {
      switch self {
      case .module: .module
      case .grace: .cpuPackage
      case .cpu: .cpuCore
      case .sysIO: .cpuUncore
      }
    }
  }

  var part: Part
  var socket: Int

  init(part: Part, socket: Int) {
    self.part = part
    self.socket = socket
  }

  init?(_ text: String) {
    guard let part = Part.allCases.first(where: { text.hasPrefix($0.rawValue) }), text.contains("Socket") else {
      return nil
    }
    self.part = part
    socket = Int(text.split(separator: " ").last ?? "0") ?? 0
  }

  var container: Part? {
    switch part {
    case .module: nil
    case .grace: .module
    case .cpu, .sysIO: .grace
    }
  }
}
