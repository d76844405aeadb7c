import ArgumentParser
import HardwareProfiles
import PriceBook
import Quantities
import Reporting

struct PricesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prices", abstract: "Listed prices of accelerators: the book's and your own.",
    subcommands: [List.self, Check.self])

  struct List: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Prices of one accelerator for an hour, each with its date and source, rejected ones marked.")

    @Argument(help: ArgumentHelp("An accelerator's id or alias; all when left out.", valueName: "accelerator"))
    var accelerator: String?

    @OptionGroup(title: "Prices") var prices: PriceOptions
    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let catalog = try profiles.catalog(context)
      let book = try prices.book(context, catalog: catalog)
      let all = book.listedPrices()
      let id = try accelerator.map { name in
        all.contains { $0.accelerator == name } ? name : try catalog.profile(named: name).id
      }
      let found = all.filter { $0.accelerator == id ?? $0.accelerator }
      try output.write(PricesReport(prices: found, today: Seconds(context.now())).report, context)
      return ExitStatus.success
    }
  }

  struct Check: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Read a list of your own prices and say which cannot be read, are rejected or old.",
      discussion: """
        A CSV file with the columns accelerator, price_per_accelerator_hour and as_of, or a YAML list of the \
        same keys; more: currency, kind (on_demand, spot, committed), provider, region, source, and \
        count, with which a price is that of a machine of so many accelerators.
        """)

    @Argument(help: ArgumentHelp("A CSV or YAML file.", valueName: "file"))
    var file: String

    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let list = try PriceOptions().list(file, context, catalog: profiles.catalog(context))
      for fault in list.faults { context.note("error: \(fault)") }
      for warning in list.warnings { context.note("warning: \(warning)") }
      try output.write(PricesReport(prices: list.prices, today: Seconds(context.now())).report, context)
      let isGood = list.faults.isEmpty && list.prices.allSatisfy { $0.rejection == nil }
      return isGood ? ExitStatus.success : ExitStatus.badInput
    }
  }
}
