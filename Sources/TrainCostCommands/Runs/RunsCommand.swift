import ArgumentParser

/// The ledger's verbs; each is an extension in a file of its own.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "The ledger: runs estimated and measured.",
    subcommands: [
      List.self,
      Show.self,
      Diff.self,
      Tag.self,
      Export.self,
      Import.self,
      Merge.self,
      Recover.self,
      Delete.self,
      Verify.self,
      Backup.self,
    ])
}
