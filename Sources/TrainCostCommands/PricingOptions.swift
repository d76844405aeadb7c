import ArgumentParser
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import RunFiles
import RunLedger
import TrainingRun

/// The name of a run that was measured, and what it is priced with.
struct PricingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The name in the ledger; else that of the program, the log or the first part.", valueName: "name"))
  var name: String?

  @Option(name: .customLong("run"), help: ArgumentHelp("A run file whose site and prices apply.", valueName: "file"))
  var runFile: String?

  @OptionGroup var prices: PriceOptions

  /// Reads the run file and the price list, before anything is measured.
  ///
  /// - Throws: `DocumentError` when one of them cannot be read.
  func pricing(_ context: CommandContext, catalog: ProfileCatalog) throws -> RunPricing {
    var overrides = RunFile.Overrides()
    overrides.mayOmitModel = true
    return RunPricing(
      name: name, runFile: runFile,
      specification: try runFile.map { try RunFile.read($0, catalog: catalog, overrides: overrides).specification },
      book: try prices.book(context, catalog: catalog), today: Seconds(context.now()))
  }
}

/// The prices and the site of runs that are measured or were.
struct RunPricing {
  /// The name that the user gave; nil for none.
  let name: String?
  let runFile: String?
  let specification: RunSpecification?
  let book: PriceBook
  /// Seconds since 1970-01-01, against which prices are old.
  let today: Seconds

  /// What prices a run.
  ///
  /// - Parameters:
  ///   - title: its name, where the user gave none.
  ///   - profile: its accelerator; nil when unknown.
  func pricer(_ title: String, _ profile: AcceleratorProfile?) -> JobPricer {
    JobPricer(specification ?? RunSpecification(name: name ?? title), profile, book: book, today: today)
  }
}
