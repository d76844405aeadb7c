import ArgumentParser
import Quantities
import RunLedger

/// Which runs of the ledger.
struct RunFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Started then or later: 2026-11-24, 2026-11-24T08:00Z or a span such as 7d.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("On an accelerator whose id holds this.", valueName: "name"))
  var accelerator: String?

  @Option(help: ArgumentHelp("With this tag.", valueName: "tag"))
  var tag: String?

  @Option(help: ArgumentHelp("With this text in id, name, command or accelerator.", valueName: "text"))
  var query: String?

  @Option(help: ArgumentHelp("Estimated or measured ones alone.", valueName: "kind"))
  var kind: Kind?

  enum Kind: String, Choice {
    case estimated, measured
  }

  func validate() throws {
    guard let since, UTCTime.seconds(parsing: since) == nil, (try? Seconds(parsing: since)) == nil else { return }
    throw ValidationError(
      "--since: found '\(since)', expected a date (2026-11-24), a time (2026-11-24T08:00Z) or a span (12h, 7d)")
  }

  /// The filter; a span counts back from now.
  func filter(_ context: CommandContext) throws -> RunFilter {
    var filter = RunFilter()
    filter.accelerator = accelerator
    filter.tag = tag
    filter.query = query
    filter.kind = kind.map { $0 == .estimated ? .estimated : .measured }
    if let since {
      if let time = UTCTime.seconds(parsing: since) {
        filter.since = time
      } else if let span = try? Seconds(parsing: since) {
        filter.since = context.now() - span.value
      }
    }
    return filter
  }
}
