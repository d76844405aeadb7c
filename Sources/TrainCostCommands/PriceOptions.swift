import ArgumentParser
import Documents
import Glibc
import HardwareProfiles
import PriceBook
import Quantities

/// Where prices come from beside the program itself.
struct PriceOptions: ParsableArguments {
  @Option(
    name: .customLong("prices"),
    help: ArgumentHelp(
      "A list of your own prices: accelerator, price_per_accelerator_hour, as_of (CSV or YAML).", valueName: "file"))
  var file: String?

  /// The book below the flag's list, TRAINCOST_PRICES or the user's configuration, whichever is there first. What the
  /// list is warned of goes to standard error.
  func book(_ context: CommandContext, catalog: ProfileCatalog) throws -> PriceBook {
    guard let path = path(context) else { return PriceBook() }
    let list = try list(path, context, catalog: catalog)
    if let fault = list.faults.first { throw fault }
    for warning in list.warnings { context.note("warning: \(warning)") }
    return PriceBook(userPrices: list.prices)
  }

  /// Reads a list, its accelerators named by id or alias; names of accelerators without a profile are taken from the book.
  func list(_ path: String, _ context: CommandContext, catalog: ProfileCatalog) throws -> PriceList {
    let listed = Set(PriceBook().listedPrices().map(\.accelerator))
    return try PriceList(path, today: Seconds(context.now())) { (name) throws(DocumentError) in
      if listed.contains(name.text) { return name.text }
      do throws(DocumentError) {
        return try catalog.profile(named: name.text).id
      } catch {
        throw error.file == nil ? name.wrong(error.message, code: .name, nearest: error.nearest) : error
      }
    }
  }

  private func path(_ context: CommandContext) -> String? {
    if let path = file ?? context.variable("TRAINCOST_PRICES") { return path }
    guard let folder = UserFolders(context).configuration else { return nil }
    return ["prices.csv", "prices.yaml"].map { "\(folder)/\($0)" }.first { access($0, F_OK) == 0 }
  }
}
