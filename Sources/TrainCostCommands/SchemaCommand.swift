import ArgumentParser
import Quantities
import Reporting

struct SchemaCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The JSON Schema of what a verb writes with --format json.",
    discussion: """
      Names are those of verbs: estimate, plan, runs-diff. 'run' is a run of the ledger as 'measure', 'runs show', \
      'runs merge' and 'runs import' write it, 'runs' a list of them. Without a name the names are listed. The schemas \
      of profile files are those of 'profiles schema'.
      """)

  @Argument(help: ArgumentHelp("A verb, or run or runs.", valueName: "name"))
  var name: String?

  /// The schemas of verbs that write what other verbs write, too.
  private static let schemas = [
    "measure": "run", "runs-show": "run", "runs-merge": "run", "runs-import": "run", "runs-list": "runs",
  ]

  func run(_ context: CommandContext) throws -> Int32 {
    guard let name else {
      try context.standardOutput.write(OutputSchema.names.joined(separator: "\n") + "\n")
      return ExitStatus.success
    }
    guard let text = OutputSchema.text(of: Self.schemas[name] ?? name) else {
      let nearest = nearestMatch(to: name, among: OutputSchema.names).map { "; did you mean '\($0)'?" } ?? ""
      throw ValidationError(
        "found '\(name)', expected one of \(OutputSchema.names.joined(separator: ", "))\(nearest)")
    }
    try context.standardOutput.write(text)
    return ExitStatus.success
  }
}
