import ArgumentParser
import Documents
import HardwareProfiles
import Reporting

struct ProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles", abstract: "Hardware profiles: what accelerators can do, draw and cost.",
    subcommands: [List.self, Show.self, Validate.self])

  struct List: Verb {
    static let configuration = CommandConfiguration(abstract: "All profiles.")

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      try output.write(ProfilesReport.list(profiles.catalog(context).profiles()), context)
      return ExitStatus.success
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(abstract: "Every figure of a profile, and where it comes from.")

    @Argument(help: ArgumentHelp("An id, alias or unique prefix.", valueName: "name"))
    var name: String

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      try output.write(ProfilesReport.show(profiles.catalog(context).profile(named: name)), context)
      return ExitStatus.success
    }
  }

  struct Validate: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Check all profiles, or those of the given files.",
      discussion: """
        Every fault of a file is reported, with its line. A file is checked as it would be laid over the built-in \
        profile of the same name.
        """)

    @Argument(help: ArgumentHelp("Profile files.", valueName: "file"))
    var files: [String] = []

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let catalog = try profiles.catalog(context)
      let ids = ProfileKind.allCases.flatMap { catalog.ids(of: $0) }
      let faults = files.isEmpty ? ids.flatMap { catalog.faults(id: $0) } : files.flatMap { catalog.faults(file: $0) }
      let count = files.isEmpty ? ids.count : files.count
      for fault in faults { context.note("error: \(fault)") }
      if faults.isEmpty { try context.standardOutput.write("\(count) \(count == 1 ? "profile" : "profiles") valid\n") }
      return faults.isEmpty
        ? ExitStatus.success : faults.compactMap { ExitStatus.status(of: $0) }.max() ?? ExitStatus.badInput
    }
  }
}
