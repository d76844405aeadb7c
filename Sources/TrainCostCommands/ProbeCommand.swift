import ArgumentParser
import HardwareProfiles
import LinuxProbe
import Reporting

struct ProbeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Every accelerator on the PCI bus: what it is, its link, driver and power now.")

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run(_ context: CommandContext) throws -> Int32 {
    let machine = try hardware.machine(context, catalog: profiles.catalog(context))
    try output.write(machine.bus.report, context)
    for (gpu, profile) in machine.offBusGPUs where !output.quiet {
      context.note(
        "note: NVML shows \(gpu.name ?? "a GPU") at \(gpu.address) (\(profile?.id ?? "no profile")), the bus does not")
    }
    return ExitStatus.success
  }
}
