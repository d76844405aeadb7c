import CEmbeddedFiles
public import HardwareProfiles
public import Quantities
public import TrainingRun

/// Prices, grids and defaults, each with its source and date.
///
/// The tables are plain text with tabs, one record a line, and are searched rather than parsed whole: a command that
/// asks for one price pays for one.
public struct PriceBook: Sendable {
  private let grids: Table
  private let rentals: Table

  /// The tables inside the program.
  public init() {
    grids = Table(embedded_grids)
    rentals = Table(embedded_rentals)
  }

  /// An electricity grid: a country (`FR`), a state (`US-VA`), `EU` or `WORLD`.
  ///
  /// - Throws: `PriceBookError` for an unknown id, with the nearest one.
  public func grid(_ id: String) throws(PriceBookError) -> Grid {
    guard let fields = grids.records(where: id.uppercased()).first else {
      let nearest = nearestMatch(to: id.uppercased(), among: grids.keys())
      throw PriceBookError(
        key: "site.grid",
        message: "unknown grid '\(id)', expected a country code such as FR, a state such as US-VA, EU or WORLD",
        nearest: nearest)
    }
    return Grid(fields)
  }

  /// The listed prices of one accelerator for an hour; nil when none is listed.
  public func rental(of accelerator: String, kind: RentalTerms.Kind) -> Sourced<Range90<Money>>? {
    guard let fields = rentals.records(where: accelerator).first(where: { $0[1] == kind.rawValue }),
      let low = Double(fields[2]), let mid = Double(fields[3]), let high = Double(fields[4]),
      let currency = try? Currency(code: fields[5])
    else { return nil }
    let range = Range90(low: Money(low, currency), mid: Money(mid, currency), high: Money(high, currency))
    return Sourced(range, source: Source(title: fields[7], date: fields[6]))
  }
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

/// An electricity grid.
public struct Grid: Sendable {
  /// `US-VA`, `FR`, `WORLD`.
  public let id: String
  /// The name for people.
  public let name: String
  /// Location-based annual average; low and high span the sources. Nil when not known.
  public let carbonIntensity: Sourced<Range90<GramsPerKilowattHour>>?
  /// Industrial average of a kilowatt-hour; nil when not known.
  public let electricityPrice: Sourced<Money>?

  init(_ fields: [String]) {
    id = fields[0]
    name = fields[1]
    if let low = Double(fields[2]), let mid = Double(fields[3]), let high = Double(fields[4]) {
      carbonIntensity = Sourced(
        Range90(low: low, mid: mid, high: high).map(GramsPerKilowattHour.init),
        source: Source(title: fields[6], date: fields[5]))
    } else {
      carbonIntensity = nil
    }
    if let price = Double(fields[7]), let currency = try? Currency(code: fields[8]) {
      electricityPrice = Sourced(Money(price, currency), source: Source(title: fields[10], date: fields[9]))
    } else {
      electricityPrice = nil
    }
  }
}
