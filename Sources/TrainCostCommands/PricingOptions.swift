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
    RunPricing(
      name: name, runFile: runFile,
      specification: try runFile.map {
        try RunFile.read($0, catalog: catalog, overrides: .ofMeasuredRun).specification
      },
      book: try prices.book(context, catalog: catalog), today: Seconds(context.now()))
  }
}

extension RunFile.Overrides {
  /// A job that was measured needs no model: its site and prices are enough.
  static var ofMeasuredRun: RunFile.Overrides {
    var overrides = RunFile.Overrides()
    overrides.mayOmitModel = true
    return overrides
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
  ///   - accelerators: what it ran on.
  ///   - site: where it ran, so far as the run file leaves that open; nil when unknown.
  func pricer(_ title: String, _ accelerators: JobAccelerators, at site: SiteSpecification? = nil) -> JobPricer {
    var specification = specification ?? RunSpecification(name: name ?? title)
    if let site {
      specification.site.grid = specification.site.grid ?? site.grid
      if specification.site.pueByMonth.isEmpty { specification.site.pueByMonth = site.pueByMonth }
    }
    return JobPricer(specification, accelerators, book: book, today: today)
  }
}
