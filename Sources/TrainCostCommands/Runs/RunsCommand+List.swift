import ArgumentParser
import PowerMeter
import Reporting
import RunLedger

extension RunsCommand {
  struct List: Verb {
    static let configuration = CommandConfiguration(abstract: "Runs, newest first.")

    @OptionGroup(title: "Runs") var runs: RunFilterOptions
    @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
    var limit = 100

    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      guard limit >= 1 else {
        throw ValidationError("--limit: found \(limit), expected a whole number of at least 1")
      }
    }

    func run(_ context: CommandContext) throws -> Int32 {
      let ledger = try ledger.read(context)
      var filter = try runs.filter(context)
      filter.limit = limit
      let found = try ledger.runs(filter)
      let isFiltered = try found.isEmpty && ledger.count() > 0
      try output.write(
        RunsReport.list(found, empty: isFiltered ? "no run of the ledger fits" : "the ledger holds no runs"), context)
      if !output.quiet { try tellJournals(context) }
      if found.count == limit, !output.quiet {
        let count = try ledger.count(filter)
        if count > limit { context.note("the newest \(limit) of \(count) runs; --limit N shows more") }
      }
      return ExitStatus.success
    }

    /// Says how many killed measurements wait to be recovered.
    private func tellJournals(_ context: CommandContext) throws {
      let journals = JournalRecovery.journals(in: CrashJournal.folder(ofLedger: try ledger.path(context)))
      let waiting = journals.count {
        if case .run = JournalRecovery.read($0) { true } else { false }
      }
      guard waiting > 0 else { return }
      context.note(
        "\(waiting == 1 ? "1 measurement that was killed waits" : "\(waiting) measurements that were killed wait")"
          + " to be added: traincost runs recover")
    }
  }
}
