public import ArgumentParser
import PowerMeter
import Quantities

/// The program: `traincost VERB`.
public struct TrainCost: ParsableCommand {
  /// The version of the program.
  static let version = "0.1.0"

  public static let configuration = CommandConfiguration(
    commandName: "traincost",
    abstract: "How long, how many kWh, how much money: before, during and after a training run.",
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Before a run:",
        subcommands: [
          EstimateCommand.self, CompareCommand.self, PlanCommand.self, WhatIfCommand.self, InitCommand.self,
        ]),
      CommandGroup(name: "During a run:", subcommands: [ProbeCommand.self, MeasureCommand.self, MarkCommand.self]),
      CommandGroup(
        name: "After a run:",
        subcommands: [RunsCommand.self, ForecastCommand.self, CalibrateCommand.self, ValueCommand.self]),
      CommandGroup(name: "Any time:", subcommands: [ReportCommand.self]),
      CommandGroup(
        name: "Data and help:",
        subcommands: [
          ExplainCommand.self, PricesCommand.self, ValidateCommand.self, ProfilesCommand.self, DoctorCommand.self,
          SchemaCommand.self,
        ]),
    ])

  public init() {}

  /// The words of this process's command line behind its name; a job gets its own back byte by byte.
  public static var arguments: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0].map { CommandText.text($0) } }
  }

  /// Runs the program and returns its exit status.
  public static func run(_ arguments: [String], _ context: CommandContext) -> Int32 {
    do {
      var command = try named(arguments) ?? parsedByTree(arguments)
      if let verb = command as? any Verb { return try verb.run(context) }
      try command.run()
      return ExitStatus.success
    } catch {
      if let status = ExitStatus.status(of: error) {
        context.note("error: \(error)")
        return status
      }
      return report(error, context)
    }
  }

  /// The command of a verb that is named first and has no verbs below it; nil where its words are at fault or ask for
  /// help. The tree of all verbs explains those, and costs more processor time than most of the verbs do.
  private static func named(_ arguments: [String]) -> (any ParsableCommand)? {
    guard let name = arguments.first,
      let verb = configuration.subcommands.first(where: { $0.configuration.commandName == name }),
      verb.configuration.subcommands.isEmpty
    else { return nil }
    return try? verb.parse(Array(arguments.dropFirst()))
  }

  /// The command by the tree of all verbs, to which a misspelt verb would be an argument that no verb expects.
  private static func parsedByTree(_ arguments: [String]) throws -> any ParsableCommand {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let name = arguments.first, !name.hasPrefix("-"), !names.contains(name) else {
      return try parseAsRoot(arguments)
    }
    let nearest = nearestMatch(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    throw ValidationError("found '\(name)', expected one of \(names.joined(separator: ", "))\(nearest)")
  }

  /// Help and version go to standard output, mistakes of the command line to standard error.
  private static func report(_ error: any Error, _ context: CommandContext) -> Int32 {
    let status = exitCode(for: error).rawValue
    let message = fullMessage(for: error)
    if status == ExitStatus.success {
      try? context.standardOutput.write(message + "\n")
    } else if !message.isEmpty {
      context.note(message)
    }
    return status
  }
}

extension CommandConfiguration {
  /// The configuration of a verb that is parsed by itself: the tree of all verbs answers requests for completion scripts,
  /// so that the parser need not look for one, which costs as much as a third of the verb's own arguments.
  var parsedAlone: CommandConfiguration {
    var configuration = self
    configuration._superCommandName = TrainCost.configuration.commandName
    return configuration
  }
}

/// A command that runs in given surroundings and says its exit status.
protocol Verb: ParsableCommand {
  func run(_ context: CommandContext) throws -> Int32
}
