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

  /// Rental in United States dollars at the price book's prices.
  public init() {}
}

/// Units of other currencies for one unit of the statement's reference currency, USD.
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

/// Rented accelerators.
public struct RentalTerms: Sendable, Equatable {
  /// The commitment behind a price.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case onDemand = "on_demand"
    case spot, committed
  }
  /// The price of one accelerator for an hour; nil for the price book's.
  public var pricePerAcceleratorHour: UnitPrice?
  /// The commitment behind the price book's price.
  public var kind = Kind.onDemand

  /// On demand, at the price book's price.
  public init() {}
}

/// Bought accelerators. Defaults are those of Epoch AI's cost model (github.com/epoch-research/training-cost-trends).
public struct OwnershipTerms: Sendable, Equatable {
  /// How the price is spread over the life.
  public enum Amortization: String, Sendable, CaseIterable, Codable {
    case straightLine = "straight_line"
    /// The value falls by a constant share a year; the charge is its slope at the run.
    case decliningBalance = "declining_balance"
    /// An annuity that repays the price with interest.
    case capitalRecovery = "capital_recovery"
  }
  /// The price of one accelerator; nil for the profile's.
  public var unitPrice: UnitPrice?
  /// From the accelerator's price to its share of the server's price.
  public var serverOverhead = 1.64
  /// The interconnect's share of the price of the whole cluster.
  public var interconnectShare = 0.19
  /// How the price is spread over the life.
  public var amortization = Amortization.decliningBalance
  /// Powers of ten that the value falls by in a year, with declining balance.
  public var declinePerYear = 0.14
  /// How long the hardware serves.
  public var serviceLife = Seconds(years: 5)
  /// What is left of the price at the end of the life, 0 to 1.
  public var salvageShare = 0.0
  /// Interest a year, with capital recovery.
  public var discountRate = 0.0
  /// The share of the life's hours that runs pay for.
  public var utilization = 1.0
  /// Maintenance a year as a share of the cluster's price.
  public var maintenanceSharePerYear = 0.0

  /// The defaults.
  public init() {}
}

/// Prices of data, each for one unit; zero is not charged.
public struct DataTerms: Sendable, Equatable {
  /// Collecting a gigabyte.
  public var collectionPerGigabyte = 0.0
  /// Annotating an item.
  public var annotationPerItem = 0.0
  /// How many items are annotated.
  public var items = 0.0
  /// Cleaning a gigabyte.
  public var cleaningPerGigabyte = 0.0
  /// Storing a gigabyte for a month.
  public var storagePerGigabyteMonth = 0.0
  /// Transferring a gigabyte.
  public var transferPerGigabyte = 0.0

  /// Nothing charged.
  public init() {}
}

/// People.
public struct StaffTerms: Sendable, Equatable {
  /// How many people, in full-time equivalents.
  public var fullTimeEquivalents = 0.0
  /// The salary of one, a year.
  public var salaryPerYear = 0.0
  /// For how many months.
  public var months = 0.0
  /// From salary to cost of employment.
  public var overhead = 1.3

  /// Nobody.
  public init() {}
}

/// A charge on emissions.
public struct CarbonTerms: Sendable, Equatable {
  /// The charge on a tonne of CO2-equivalent.
  public var pricePerTonne = 0.0
  /// The share of the emissions that the charge covers.
  public var coveredShare = 1.0

  /// Nothing charged.
  public init() {}
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
