import AcceleratorProbe
import ArgumentParser
import HardwareProfiles
import PowerMeter
import Reporting
import RunLedger

struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What can be read here, what cannot, why, and the command that mends it.")

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Ledger") var ledger: LedgerOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    var checks: [SensorDiagnosis] = []
    var catalog: ProfileCatalog?
    do {
      let found = try profiles.catalog(context)
      let ids = ProfileKind.allCases.flatMap { found.ids(of: $0) }
      let faults = ids.flatMap { found.faults(id: $0) }
      checks.append(
        .init(
          "hardware profiles", faults.isEmpty ? .readable : .unreadable,
          faults.first.map { "\(faults.count) faults; the first: \($0)" } ?? "\(ids.count) valid",
          remedy: faults.isEmpty ? nil : "traincost profiles validate", adds: "what hardware can do, draw and cost"))
      catalog = found
    } catch {
      checks.append(
        .init(
          "hardware profiles", .unreadable, "\(error)", remedy: "traincost profiles validate",
          adds: "what hardware can do, draw and cost"))
    }
    do {
      let machine = try hardware.machine(context, catalog: catalog ?? ProfileCatalog())
      let bus = machine.bus
      checks.append(
        .init(
          "PCI bus", bus.busMissingReason == nil ? .readable : .absent,
          bus.busMissingReason ?? "\(bus.functionCount) functions, \(bus.boards.count) boards of accelerators",
          adds: "which accelerators there are"))
      checks += SensorDiagnosis.all(hardware.facts(context), machine.sensors, bus)
    } catch {
      checks.append(.init("PCI bus", .unreadable, "\(error)", adds: "which accelerators there are"))
    }
    do {
      let count = try ledger.open(context).runs().count
      checks.append(
        .init("ledger", .readable, "\(count) \(count == 1 ? "run" : "runs")", adds: "what was estimated and measured"))
    } catch {
      checks.append(
        .init("ledger", .unreadable, "\(error)", remedy: "give --ledger FILE", adds: "what was estimated and measured"))
    }
    checks += waitingJournals(context)
    try output.write(DoctorReport(checks).report, context)
    return ExitStatus.success
  }

  /// Runs whose measurement was killed, or that the ledger did not take, and that nobody has brought back yet.
  private func waitingJournals(_ context: CommandContext) -> [SensorDiagnosis] {
    guard let file = try? ledger.path(context) else { return [] }
    let folder = CrashJournal.folder(ofLedger: file)
    let waiting = JournalRecovery.journals(in: folder).count { JournalRecovery.waits($0) }
    guard waiting > 0 else { return [] }
    return [
      .init(
        "journals", .unreadable, "\(waiting) \(waiting == 1 ? "run waits" : "runs wait") in \(folder)",
        remedy: "traincost runs recover", adds: "runs whose measurement was killed")
    ]
  }
}
