import CEmbeddedFiles
public import HardwareProfiles
public import Quantities

/// Prices, grids and defaults, each with its source and date.
///
/// The tables are plain text with tabs, one record a line, and are searched rather than parsed whole: a command that
/// asks for one price pays for one.
public struct PriceBook: Sendable {
  /// Prices older than this are said to be old.
  public static let staleAfterDays = 90.0

  private let grids: Table
  private let regions: Table
  private let rates: Table
  let rentals: Table
  /// The user's own prices, which come before the book's.
  public let userPrices: [ListedPrice]

  /// The tables inside the program, below the user's own prices.
  public init(userPrices: [ListedPrice] = []) {
    grids = Table(embedded_grids)
    regions = Table(embedded_regions)
    rentals = Table(embedded_rentals)
    rates = Table(embedded_rates)
    self.userPrices = userPrices
  }

  /// An electricity grid: a country (`FR`), a state (`US-VA`), `EU`, `WORLD`, or a cloud region (`aws:us-east-1`).
  ///
  /// - Throws: `PriceBookError` for an unknown id, with the nearest one.
  public func grid(_ id: String) throws(PriceBookError) -> Grid {
    if id.contains(":") {
      guard let fields = regions.records(where: id.lowercased()).first, !fields[5].isEmpty else {
        let nearest = nearestMatch(to: id.lowercased(), among: regions.keys().filter { $0.contains(":") })
        throw PriceBookError(
          key: "site.grid",
          message:
            "unknown cloud region '\(id)', expected one such as aws:us-east-1, azure:westeurope or gcp:us-central1",
          nearest: nearest)
      }
      return Grid(region: fields, source: source)
    }
    guard let fields = grids.records(where: id.uppercased()).first else {
      let nearest = nearestMatch(to: id.uppercased(), among: grids.keys())
      throw PriceBookError(
        key: "site.grid",
        message: "unknown grid '\(id)', expected a country code such as FR, a state such as US-VA, EU, WORLD, or a "
          + "cloud region such as aws:us-east-1",
        nearest: nearest)
    }
    return Grid(grid: fields, source: source)
  }

  /// The grid of a country by its ISO 3166-1 alpha-3 code, `FRA`; nil for one without a figure.
  public func grid(ofCountry code: String) -> Grid? {
    grids.records().first { !code.isEmpty && $0[12] == code.uppercased() }.map { Grid(grid: $0, source: source) }
  }

  /// The ids of all grids and cloud regions.
  public var gridIDs: [String] { grids.keys() + regions.keys().filter { $0.contains(":") } }

  /// What is published of a cloud region's data centers; nil for other ids and where no figure is.
  public func facility(ofRegion id: String) -> Facility? {
    guard let fields = regions.records(where: id.lowercased()).first, let pue = Double(fields[7]) else { return nil }
    return Facility(
      pue: Sourced(pue, source: Source(title: source(fields[9]), date: fields[8])),
      waterPerKilowattHour: Double(fields[10]), carbonFreeShare: Double(fields[11]))
  }

  /// The grid that a cloud region stands in; nil for other ids.
  func grid(ofRegion id: String) -> String? {
    guard id.contains(":"), let fields = regions.records(where: id.lowercased()).first else { return nil }
    return fields[12].isEmpty ? nil : fields[12]
  }

  /// Units of a currency for one US dollar; nil for a currency without a published rate.
  public func unitsPerDollar(_ currency: Currency) -> Sourced<Double>? {
    guard let dollar = rates.records(where: "USD").first.flatMap({ Double($0[1]) }),
      let fields = rates.records(where: currency.code).first, let units = Double(fields[1])
    else { return nil }
    return Sourced(units / dollar, source: Source(title: source(fields[3]), date: fields[2]))
  }

  /// The text of a source by its number.
  func source(_ number: String) -> String {
    number.isEmpty ? "" : Self.sources[number] ?? "unknown source \(number)"
  }

  /// The texts of all sources by number: an accelerator's prices name dozens of times the same few.
  private static let sources = Dictionary(
    Table(embedded_sources).records().map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
}

/// What is wrong with a request to the price book.
public struct PriceBookError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The run file's key at fault.
  public let key: String
  /// What was found and what was expected.
  public let message: String
  /// The nearest valid choice.
  public let nearest: String?

  public var description: String { "\(key): \(message)" + (nearest.map { "; did you mean '\($0)'?" } ?? "") }
}

/// What an operator publishes of its data centers.
public struct Facility: Sendable {
  /// Power usage effectiveness.
  public let pue: Sourced<Double>
  /// Litres of water that cooling takes up for each kilowatt-hour of the machines; nil when not published.
  public let waterPerKilowattHour: Double?
  /// The share of the electricity that is carbon-free, hour by hour; nil when not published.
  public let carbonFreeShare: Double?
}
