import ArgumentParser
import Documents
import HardwareProfiles
import Reporting

struct ProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "Hardware profiles: what accelerators, nodes and networks can do, draw and cost.",
    subcommands: [List.self, Show.self, Validate.self, Schema.self])

  struct List: Verb {
    static let configuration = CommandConfiguration(abstract: "All accelerators, nodes and networks.")

    @Option(help: ArgumentHelp("List accelerators, nodes or networks alone.", valueName: "kind"))
    var kind: Kind?

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let catalog = try profiles.catalog(context)
      func wants(_ kind: Kind) -> Bool { self.kind ?? kind == kind }
      let report = ProfilesReport.list(
        wants(.accelerator) ? try catalog.acceleratorSummaries() : [],
        nodes: wants(.node) ? try catalog.nodeSummaries() : [],
        networks: wants(.network) ? try catalog.networkSummaries() : [])
      try output.write(report, context)
      return ExitStatus.success
    }
  }

  enum Kind: String, Choice {
    case accelerator, node, network

    var profileKind: ProfileKind {
      switch self {
      case .accelerator: .accelerator
      case .node: .node
      case .network: .network
      }
    }
  }

  struct Show: Verb {
    static let configuration = CommandConfiguration(abstract: "Every figure of a profile, and where it comes from.")

    @Argument(
      help: ArgumentHelp("An id, alias or unique prefix of an accelerator, node or network.", valueName: "name"))
    var name: String

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let catalog = try profiles.catalog(context)
      let report =
        switch try catalog.kind(named: name) {
        case .accelerator: ProfilesReport.show(try catalog.profile(named: name))
        case .node: ProfilesReport.show(try catalog.node(named: name))
        case .network: ProfilesReport.show(try catalog.network(named: name))
        }
      try output.write(report, context)
      return ExitStatus.success
    }
  }

  struct Schema: Verb {
    static let configuration = CommandConfiguration(
      abstract: "The JSON Schema of profile files, by which editors check and complete them.",
      discussion: """
        Save it and name it in the first line of a file:
          traincost profiles schema accelerator > ~/.config/traincost/accelerator.schema.json
          # yaml-language-server: $schema=../accelerator.schema.json
        """)

    @Argument(help: ArgumentHelp("accelerator, node or network.", valueName: "kind"))
    var kind = Kind.accelerator

    func run(_ context: CommandContext) throws -> Int32 {
      try context.standardOutput.write(ProfileSchema.text(of: kind.profileKind))
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
