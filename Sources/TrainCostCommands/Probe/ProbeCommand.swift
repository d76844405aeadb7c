import AcceleratorProbe
import ArgumentParser
import HardwareProfiles
import LinuxProbe
import Quantities
import Reporting

struct ProbeCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Every accelerator on the PCI bus: what it is, its link, driver and power now.",
    discussion: """
      With --watch a terminal shows a table that redraws in place until ^C; elsewhere, one line (or with --format json \
      one object a line) for each accelerator and look follows the other.
      """
  ).parsedAlone

  @Flag(help: "Look again and again.")
  var watch = false

  @Option(help: ArgumentHelp("Seconds between looks.", valueName: "seconds"))
  var interval = 1.0

  @Option(help: ArgumentHelp("Looks after which to end.", valueName: "n"))
  var count: Int?

  @OptionGroup(title: "Machine") var hardware: HardwareOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard interval >= 0.05, interval <= 86_400 else {
      throw ValidationError("--interval: found \(interval), expected seconds from 0.05 to 86400")
    }
    guard !watch || [.table, .json, .csv].contains(output.format) else {
      throw ValidationError("--format: with --watch, table, json or csv")
    }
    guard watch || count == nil else { throw ValidationError("--count: counts the looks of --watch") }
    guard count ?? 1 > 0 else { throw ValidationError("--count: found \(count ?? 0), expected 1 or more") }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    // Before NVML starts threads of its own.
    let loop = watch ? WatchLoop(interval: Seconds(interval), count: count) : nil
    let catalog = try profiles.catalog(context)
    let machine = try hardware.machine(context, catalog: catalog)
    try hardware.checkLibrary(machine)
    if let loop { return try follow(machine, catalog, loop, context) }
    try output.write(machine.bus.report, context)
    return ExitStatus.success
  }

  private func follow(
    _ machine: HardwareOptions.Machine, _ catalog: ProfileCatalog, _ loop: WatchLoop, _ context: CommandContext
  ) throws -> Int32 {
    var nameplates: [String: Watts] = [:]
    for id in Set(machine.bus.allAccelerators.compactMap(\.profileID)) {
      nameplates[id] = try catalog.profile(id: id).power.nameplate.value
    }
    var history = PowerHistory()
    func look() -> WatchScreen {
      let report = history.completing(machine.look(), at: Seconds(context.uptime()))
      return WatchScreen(report, nameplates: nameplates, secondsSince1970: context.now())
    }
    var isFirst = true
    return try loop.run(
      context,
      screen: { columns, rows in
        var canvas = output.canvas(context)
        canvas.width = columns
        return look().lines(canvas, rows: rows)
      },
      line: {
        defer { isFirst = false }
        return look().text(output.format.outputFormat, isFirst: isFirst)
      })
  }
}
