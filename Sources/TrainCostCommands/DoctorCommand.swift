import AcceleratorProbe
import ArgumentParser
import HardwareProfiles
import Quantities
import Reporting
import RunLedger
import TrainingRun

struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What can be read here, what cannot, why, and the command that mends it.")

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    var checks: [DoctorReport.Check] = []
    var catalog: ProfileCatalog?
    do {
      let found = try profiles.catalog(context)
      checks.append(.init("hardware profiles", isGood: true, "\(try found.profiles().count) valid"))
      catalog = found
    } catch {
      checks.append(.init("hardware profiles", isGood: false, "\(error)", remedy: "traincost profiles validate"))
    }
    do {
      let machine = try hardware.machine(context, catalog: catalog ?? ProfileCatalog())
      checks += Self.checks(machine)
    } catch {
      checks.append(.init("PCI bus", isGood: false, "\(error)"))
    }
    do {
      let count = try ledger.open(context).runs().count
      checks.append(.init("ledger", isGood: true, "\(count) \(count == 1 ? "run" : "runs")"))
    } catch {
      checks.append(.init("ledger", isGood: false, "\(error)", remedy: "give --ledger FILE"))
    }
    try output.write(DoctorReport(checks).report, context)
    return ExitStatus.success
  }

  private static func checks(_ machine: HardwareOptions.Machine) -> [DoctorReport.Check] {
    var checks: [DoctorReport.Check] = []
    let bus = machine.bus
    checks.append(
      .init(
        "PCI bus", isGood: bus.busMissingReason == nil,
        bus.busMissingReason ?? "\(bus.functionCount) functions, \(bus.accelerators.count) accelerators"))
    for accelerator in bus.accelerators {
      checks.append(
        .init(
          "accelerator \(accelerator.device.address)", isGood: accelerator.power != nil,
          accelerator.powerMissingReason ?? accelerator.power?.source ?? ""))
    }
    for sensor in machine.sensors.available.map(\.description) {
      checks.append(.init("\(sensor.domain.rawValue) \(sensor.id)", isGood: true, sensor.source))
    }
    for sensor in machine.sensors.unavailable {
      checks.append(
        .init("\(sensor.domain.rawValue) \(sensor.id)", isGood: false, sensor.reason, remedy: sensor.remedy))
    }
    let domains = Set(machine.sensors.available.map(\.description.domain) + machine.sensors.unavailable.map(\.domain))
    if domains.isDisjoint(with: [.cpuPackage, .psys]) {
      checks.append(
        .init(
          "processor energy (RAPL)", isGood: false,
          "no zone below /sys/class/powercap: a virtual machine or container hides it, or its driver is not loaded",
          remedy: "sudo modprobe intel_rapl_msr"))
    }
    if !domains.contains(.node) {
      checks.append(
        .init(
          "node power (ACPI power_meter)", isGood: false, "no meter of the whole machine",
          remedy: "sudo modprobe acpi_power_meter"))
    }
    return checks
  }
}
