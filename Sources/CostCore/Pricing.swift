public import HardwareProfiles
public import PriceBook
public import Quantities
public import TrainingRun

/// Prices a usage: values in, values out.
public struct Pricing: Sendable {
  /// A usage with its price.
  public struct Result: Sendable, Equatable {
    /// The bill.
    public var cost: CostStatement
    /// The emissions.
    public var carbon: CarbonStatement
    /// Water for cooling and for making the electricity; nil when nothing is known of either.
    public var water: WaterStatement?
    /// Power usage effectiveness.
    public var pue: Range90<Double>
    /// What was assumed on the way.
    public var assumptions: [Assumption]
    /// What a reader should know before trusting the sum.
    public var warnings: [String]
  }

  var terms: PriceTerms
  let site: SiteSpecification
  let embodiedCarbon: EmbodiedCarbon?
  let profile: AcceleratorProfile?
  let book: PriceBook
  /// The present day, against which prices are old; nil judges none.
  let today: Seconds?
  var assumptions: [Assumption] = []
  var warnings: [String] = []
  var lines: [CostLine] = []
  var water: WaterStatement?

  /// A pricing by the terms of a run file; the profile gives prices that the terms leave open.
  ///
  /// - Parameters:
  ///   - specification: the run file.
  ///   - profile: the accelerator; nil where none is named.
  ///   - book: the prices.
  ///   - today: the present in seconds since 1970-01-01; nil where the age of prices does not matter.
  public init(
    _ specification: RunSpecification, profile: AcceleratorProfile?, book: PriceBook, today: Seconds? = nil
  ) {
    terms = specification.prices
    site = specification.site
    embodiedCarbon = specification.embodied
    self.profile = profile
    self.book = book
    self.today = today
  }

  /// The bill of a list of consumables (mode `bill`), summed as given.
  ///
  /// - Throws: `CostError` when an amount is beyond what money can hold.
  public func bill() throws(CostError) -> CostStatement {
    let amounts = terms.bill.map { $0.quantity * $0.unitPrice.amount }
    try Self.check(sum: amounts.reduce(0, +), terms.currency)
    let lines = zip(terms.bill, amounts).map { entry, amount in
      let (category, item): (CostCategory, CostItem) =
        switch entry.category {
        case .computation: (.computation, .computation)
        case .data: (.data, .data)
        case .energy: (.energy, .energy)
        case .hardware: (.hardware, .hardware)
        }
      return CostLine(
        category: category, item: item, quantity: entry.quantity, unit: entry.unit, unitPrice: entry.unitPrice.amount,
        asOf: "", source: "run file, prices.bill", amount: Range90(exactly: Money(amount, terms.currency)))
    }
    return CostStatement(currency: terms.currency, lines: lines)
  }

  /// The bill and the emissions of a usage.
  ///
  /// - Throws: `CostError` when a price is missing, an exchange rate is, or the grid is not known.
  public func price(_ usage: RunUsage) throws(CostError) -> Result {
    var copy = self
    try copy.checkDates()
    return try copy.run(usage)
  }

  /// The bill of the energy alone, for a job on hardware that has no price, such as the user's own machine.
  ///
  /// - Parameters:
  ///   - usage: what the job used.
  ///   - chargesHours: whether the accelerators' hours are charged nevertheless, at a price that nobody knows.
  /// - Throws: `CostError` when an exchange rate is missing or the grid is not known.
  public func priceEnergy(_ usage: RunUsage, chargesHours: Bool = false) throws(CostError) -> Result {
    var copy = self
    let load = LoadProfile(usage, at: site)
    if chargesHours { copy.addUnpricedHours(usage) }
    let usage = UncertainUsage(usage)
    let grid = try copy.siteGrid()
    let pue = copy.sitePUE(load)
    try copy.addEnergy(usage, pue: pue, grid: grid, load: load)
    return copy.result(try copy.carbon(usage, pue: pue, grid: grid, load: load), pue: pue)
  }

  private mutating func run(_ given: RunUsage) throws(CostError) -> Result {
    let load = LoadProfile(given, at: site)
    let usage = UncertainUsage(given)
    let grid = try siteGrid()
    let pue = sitePUE(load)
    switch terms.mode {
    case .rental:
      try addRental(usage)
      addIncluded(usage, pue: pue)
      if !terms.rental.includesPower { try addEnergy(usage, pue: pue, grid: grid, load: load) }
    case .owned:
      try addOwnership(usage)
      try addEnergy(usage, pue: pue, grid: grid, load: load)
    case .bill:
      lines = try bill().lines
      return result(try carbon(usage, pue: pue, grid: grid, load: load), pue: pue)
    }
    water = water(usage, pue: pue, grid: grid)
    let carbon = try self.carbon(usage, pue: pue, grid: grid, load: load)
    try addCarbonCharge(carbon, grid: grid)
    try addDevelopment()
    try addData(given)
    try addStaff()
    return result(carbon, pue: pue)
  }

  private mutating func result(_ carbon: PricedCarbon, pue: UncertainFigure) -> Result {
    warnOfOddities()
    assumeExchangeRates()
    markStale()
    return Result(
      cost: CostStatement(currency: terms.currency, lines: lines), carbon: carbon.statement, water: water,
      pue: pue.range,
      assumptions: assumptions, warnings: warnings)
  }

  // MARK: Lines

  mutating func add(
    _ category: CostCategory, _ item: CostItem, label: String = "", kind: RentalTerms.Kind? = nil,
    _ quantity: UncertainFigure, _ unit: String, _ price: SourcedPrice
  ) throws(CostError) {
    let currency = terms.currency
    let figure = quantity * price.figure
    let amount = figure.range
    let others = lines.compactMap(\.amount?.high.amount).reduce(0, +)
    try Self.check(sum: others + amount.high, currency)
    lines.append(
      CostLine(
        category: category, item: item, label: label, quantity: quantity.mid, unit: unit, unitPrice: price.figure.mid,
        quotedPrice: price.quoted, asOf: price.source.date, source: price.source.title, confidence: price.confidence,
        amount: amount.map { Money($0, currency) }, rentalKind: kind, spread: figure.spread))
  }

  /// A line that another line's price already holds: shown, never added.
  mutating func addIncluded(_ category: CostCategory, _ item: CostItem, _ quantity: Double?, _ unit: String) {
    lines.append(
      CostLine(
        category: category, item: item, quantity: quantity, unit: unit, unitPrice: nil, asOf: "",
        source: "held by the rental price", amount: nil, includedIn: .acceleratorRental))
  }

  /// A line that is charged at a price that nobody knows: its amount is unknown, never zero.
  mutating func addUnpriced(
    _ category: CostCategory, _ item: CostItem, label: String = "", _ quantity: Double?, _ unit: String, key: String
  ) {
    lines.append(
      CostLine(
        category: category, item: item, label: label, quantity: quantity, unit: unit, unitPrice: nil, asOf: "",
        source: "unknown: give \(key)", confidence: .assumed, amount: nil))
  }

  /// Refuses a sum beyond what money can hold, before anything is rounded to it.
  private static func check(sum: Double, _ currency: Currency) throws(CostError) {
    guard sum <= Money.largest else {
      throw CostError(
        key: "prices",
        message: "the cost is beyond \(NumberFormat.significant(Money.largest)) \(currency.code): absurd input?")
    }
  }

  mutating func assume(_ key: String, _ value: String, _ source: String) {
    assumptions.append(Assumption(key: key, value: value, source: source))
  }

  mutating func assume(_ key: String, _ value: String, _ source: Source) {
    assume(key, value, source.date.isEmpty ? source.title : "\(source.title), \(source.date)")
  }
}
