public import Quantities

/// What things cost, as the run file states it; nil leaves a figure to the price book.
public struct PriceTerms: Sendable, Equatable {
  /// How accelerators are paid for.
  public enum Mode: String, Sendable, CaseIterable, Codable {
    /// By the hour; the price holds power, cooling and hardware.
    case rental
    /// Bought and written off; energy is paid apart.
    case owned
    /// A list of consumables, summed as given.
    case bill
  }

  /// How accelerators are paid for.
  public var mode = Mode.rental
  /// The currency of the statement.
  public var currency = Currency.usd
  /// Rates between currencies; nil for none, so that prices must be in the statement's currency.
  public var exchangeRates: ExchangeRates?
  /// What rented accelerators cost.
  public var rental = RentalTerms()
  /// What bought accelerators cost.
  public var owned = OwnershipTerms()
  /// What the data costs; nil for nothing.
  public var data: DataTerms?
  /// What people cost; nil for nothing.
  public var staff: StaffTerms?
  /// What emissions cost; nil for nothing.
  public var carbon: CarbonTerms?
  /// The consumables of mode `bill`.
  public var bill: [BillEntry] = []
  /// The whole development over the final run; nil for the final run alone.
  public var projectFactor: ProjectFactor?
  /// Runs that failed and were thrown away, as a share of the final run.
  public var failedRunsShare = 0.0

  /// Rental in United States dollars at the price book's prices.
  public init() {}
}

/// How many times the final run a whole development takes.
public enum ProjectFactor: Sendable, Equatable {
  /// A factor that the user knows, at least 1.
  case given(Double)
  /// The factor of published developments.
  case development
}

/// Units of currencies for one US dollar.
public struct ExchangeRates: Sendable, Equatable {
  /// Units of the currency for one US dollar.
  public var unitsPerDollar: [Currency: Double]
  /// The day of the rates.
  public var asOf: String
  /// Where the rates come from.
  public var source: String

  /// Rates of a day.
  public init(unitsPerDollar: [Currency: Double], asOf: String, source: String) {
    self.unitsPerDollar = unitsPerDollar
    self.asOf = asOf
    self.source = source
  }
}

/// One line of a bill of consumables.
public struct BillEntry: Sendable, Equatable {
  /// The textbook's four categories.
  public enum Category: String, Sendable, CaseIterable, Codable {
    case computation, data, energy, hardware
  }
  /// The category it belongs to.
  public var category: Category
  /// In the unit below.
  public var quantity: Double
  /// The unit that the price is for.
  public var unit: String
  /// The price of one unit.
  public var unitPrice: UnitPrice

  /// A line.
  public init(category: Category, quantity: Double, unit: String, unitPrice: UnitPrice) {
    self.category = category
    self.quantity = quantity
    self.unit = unit
    self.unitPrice = unitPrice
  }
}
