public import Quantities

/// What a run costs, line by line. Every total is a fold over the lines.
public struct CostStatement: Sendable, Equatable, Codable {
  /// The currency of all amounts.
  public let currency: Currency
  /// The lines.
  public let lines: [CostLine]

  init(currency: Currency, lines: [CostLine]) {
    self.currency = currency
    self.lines = lines
  }

  /// The sum of all lines that are charged and known; see `unknownLines`.
  public var total: Range90<Money> { sum(of: lines) }

  /// The sum of the charged and known lines of a category; zero when it has none.
  public func total(of category: CostCategory) -> Range90<Money> { sum(of: lines.filter { $0.category == category }) }

  /// Lines that are charged and whose quantity nobody knows: the total leaves them out.
  public var unknownLines: [CostLine] { lines.filter(\.isUnknown) }

  private func sum(of lines: [CostLine]) -> Range90<Money> {
    do {
      return try lines.compactMap(\.amount).sum(in: currency)
    } catch {
      // Lines are made by `Pricing` alone, which converts each to the statement's currency.
      preconditionFailure("\(error)")
    }
  }
}

/// The categories of cost, the textbook's four and two of ours.
public enum CostCategory: String, Sendable, CaseIterable, Codable {
  case computation, data, energy, hardware, staff, carbon
}

/// What a line charges for.
public enum CostItem: String, Sendable, CaseIterable, Codable {
  case acceleratorRental = "accelerator_rental"
  case acceleratorAmortization = "accelerator_amortization"
  case serverAmortization = "server_amortization"
  case interconnectAmortization = "interconnect_amortization"
  case maintenance, upgrade
  case energyIT = "energy_it"
  case cooling
  case demandCharge = "demand_charge"
  case dataCollection = "data_collection"
  case dataAnnotation = "data_annotation"
  case dataCleaning = "data_cleaning"
  case dataStorage = "data_storage"
  case dataTransfer = "data_transfer"
  case staff
  case carbonCharge = "carbon_charge"
  case computation, data, energy, hardware
}

/// One line of a statement: a quantity at a price.
public struct CostLine: Sendable, Equatable, Codable {
  /// The category it belongs to.
  public let category: CostCategory
  /// What it charges for.
  public let item: CostItem
  /// How much, in the unit below; nil when unknown.
  public let quantity: Double?
  /// The unit of the quantity: `h`, `kWh`, `GB`, …
  public let unit: String
  /// The price of one unit; nil when the line is included in another.
  public let unitPrice: Double?
  /// The day of the price.
  public let asOf: String
  /// Where the price comes from.
  public let source: String
  /// What is charged; nil when the line is included in another, or when its quantity is unknown.
  public let amount: Range90<Money>?
  /// The item whose price already holds this one.
  public let includedIn: CostItem?

  /// Whether the line is charged and its amount is not known.
  public var isUnknown: Bool { amount == nil && includedIn == nil }
}
