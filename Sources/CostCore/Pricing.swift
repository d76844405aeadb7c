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
    /// Power usage effectiveness.
    public var pue: Range90<Double>
    /// What was assumed on the way.
    public var assumptions: [Assumption]
    /// What a reader should know before trusting the sum.
    public var warnings: [String]
  }

  let terms: PriceTerms
  let site: SiteSpecification
  let power: PowerOverride?
  let profile: AcceleratorProfile?
  let book: PriceBook
  var assumptions: [Assumption] = []
  var warnings: [String] = []
  var lines: [CostLine] = []

  /// A pricing by the terms of a run file; the profile gives prices that the terms leave open.
  public init(_ specification: RunSpecification, profile: AcceleratorProfile?, book: PriceBook) {
    terms = specification.prices
    site = specification.site
    power = specification.power
    self.profile = profile
    self.book = book
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
        asOf: "", source: "run file, prices.bill",
        amount: Range90(exactly: Money(amount, terms.currency)), includedIn: nil)
    }
    return CostStatement(currency: terms.currency, lines: lines)
  }

  /// The bill and the emissions of a usage.
  ///
  /// - Throws: `CostError` when a price is missing, an exchange rate is, or the grid is not known.
  public func price(_ usage: RunUsage) throws(CostError) -> Result {
    var copy = self
    return try copy.run(usage)
  }

  /// The bill of the energy alone, for a job on hardware that has no price, such as the user's own machine.
  ///
  /// - Throws: `CostError` when an exchange rate is missing or the grid is not known.
  public func priceEnergy(_ usage: RunUsage) throws(CostError) -> Result {
    var copy = self
    let grid = try copy.siteGrid()
    let pue = copy.sitePUE()
    try copy.addEnergy(usage, pue: pue, grid: grid)
    return copy.result(carbon: copy.carbon(usage, pue: pue, grid: grid), pue: pue)
  }

  private mutating func run(_ usage: RunUsage) throws(CostError) -> Result {
    let grid = try siteGrid()
    let pue = sitePUE()
    switch terms.mode {
    case .rental:
      try addRental(usage)
      addIncluded(usage, pue: pue)
    case .owned:
      try addOwnership(usage)
      try addEnergy(usage, pue: pue, grid: grid)
    case .bill:
      lines = try bill().lines
    }
    try addData(usage)
    try addStaff()
    let carbon = self.carbon(usage, pue: pue, grid: grid)
    try addCarbonCharge(carbon)
    return result(carbon: carbon, pue: pue)
  }

  private func result(carbon: CarbonStatement, pue: Range90<Double>) -> Result {
    Result(
      cost: CostStatement(currency: terms.currency, lines: lines), carbon: carbon, pue: pue, assumptions: assumptions,
      warnings: warnings)
  }

  // MARK: Site

  private mutating func siteGrid() throws(CostError) -> Grid {
    if site.grid == nil { assume("site.grid", Defaults.grid, "default") }
    do {
      return try book.grid(site.grid ?? Defaults.grid)
    } catch {
      throw CostError(key: error.key, message: error.message, nearest: error.nearest)
    }
  }

  private mutating func sitePUE() -> Range90<Double> {
    if let pue = site.pue { return Range90(exactly: pue) }
    let pue = Defaults.pue
    assume("site.pue", "\(pue.value.mid) (\(pue.value.low) to \(pue.value.high))", pue.source)
    return pue.value
  }

  /// The price of a kilowatt-hour in the statement's currency.
  private mutating func electricityPrice(
    _ grid: Grid
  ) throws(CostError) -> (price: Range90<Double>, source: Source) {
    if let given = site.electricityPrice {
      return (Range90(exactly: try converted(given)), Source(title: "run file, site.electricity", date: ""))
    }
    var found = grid.electricityPrice
    if found == nil {
      found = try? book.grid(Defaults.grid).electricityPrice
      warnings.append("no electricity price is known for grid \(grid.id); the average of \(Defaults.grid) is used")
    }
    guard let found else { throw CostError(key: "site.electricity.price_per_kwh", message: "no price is known") }
    let price = try converted(found.value)
    assume("site.electricity.price_per_kwh", Money(price, terms.currency).formatted(exact: false), found.source)
    return (Defaults.electricitySpread.value.map { price * $0 }, found.source)
  }

  // MARK: Computation

  private mutating func addRental(_ usage: RunUsage) throws(CostError) {
    let price: Range90<Double>
    let source: Source
    if let given = terms.rental.pricePerAcceleratorHour {
      (price, source) = (Range90(exactly: given.amount), Source(title: "run file, prices.rental", date: ""))
    } else {
      guard let profile else {
        throw CostError(
          key: "prices.rental.price_per_accelerator_hour", message: "the price is missing, and no accelerator is named")
      }
      guard let listed = book.rental(of: profile.id, kind: terms.rental.kind) else {
        throw CostError(
          key: "prices.rental.price_per_accelerator_hour",
          message: "no \(terms.rental.kind.rawValue) price is known for \(profile.id); give one, or mode: owned")
      }
      let rate = try exchangeRate(from: listed.value.mid.currency)
      price = listed.value.map { $0.amount * rate }
      source = listed.source
      assume(
        "prices.rental.price_per_accelerator_hour",
        "\(Money(price.mid, terms.currency).formatted(exact: false)) (\(NumberFormat.significant(price.low)) to \(NumberFormat.significant(price.high)))",
        source)
    }
    try add(.computation, .acceleratorRental, usage.acceleratorTime.map(\.hours), "h", price, source)
  }

  /// A rental price holds power, cooling and hardware: they are shown, never added.
  private mutating func addIncluded(_ usage: RunUsage, pue: Range90<Double>) {
    let energy = usage.itEnergy?.mid.kilowattHours
    addIncluded(.energy, .energyIT, energy, "kWh")
    addIncluded(.energy, .cooling, energy.map { $0 * (pue.mid - 1) }, "kWh")
    addIncluded(.hardware, .acceleratorAmortization, usage.acceleratorTime.mid.hours, "h")
  }

  private mutating func addEnergy(_ usage: RunUsage, pue: Range90<Double>, grid: Grid) throws(CostError) {
    let (price, source) = try electricityPrice(grid)
    guard let energy = usage.itEnergy else {
      warnings.append("the energy is unknown, so its cost is not in the total")
      for item in [CostItem.energyIT, .cooling] {
        lines.append(
          CostLine(
            category: .energy, item: item, quantity: nil, unit: "kWh", unitPrice: price.mid, asOf: source.date,
            source: source.title, amount: nil, includedIn: nil))
      }
      return
    }
    let used = energy.map(\.kilowattHours)
    try add(.energy, .energyIT, used, "kWh", price, source)
    try add(.energy, .cooling, used.multiplied(by: pue.map { max($0 - 1, 0) }), "kWh", price, source)
  }

  // MARK: Data, staff, carbon

  private mutating func addData(_ usage: RunUsage) throws(CostError) {
    guard let data = terms.data else { return }
    let source = Source(title: "run file, prices.data", date: "")
    let gigabytes = usage.dataVolume?.gigabytes
    let months = usage.wallTime.map { $0.map { $0.hours / (Seconds.hoursPerYear / 12) } }
    func charge(_ item: CostItem, _ quantity: Range90<Double>?, _ unit: String, _ price: Double) throws(CostError)
      -> Bool
    {
      guard price > 0 else { return true }
      guard let quantity else { return false }
      try add(.data, item, quantity, unit, Range90(exactly: price), source)
      return true
    }
    let volume = gigabytes.map { Range90(exactly: $0) }
    let charged = [
      try charge(.dataCollection, volume, "GB", data.collectionPerGigabyte),
      try charge(.dataAnnotation, Range90(exactly: data.items), "item", data.annotationPerItem),
      try charge(.dataCleaning, volume, "GB", data.cleaningPerGigabyte),
      try charge(
        .dataStorage, gigabytes.flatMap { volume in months.map { $0.map { $0 * volume } } }, "GB month",
        data.storagePerGigabyteMonth),
      try charge(.dataTransfer, volume, "GB", data.transferPerGigabyte),
    ]
    if charged.contains(false) {
      warnings.append("prices.data has prices by GB and data.size is not given, so their lines are not in the total")
    }
  }

  private mutating func addStaff() throws(CostError) {
    guard let staff = terms.staff, staff.fullTimeEquivalents > 0 else { return }
    try add(
      .staff, .staff, Range90(exactly: staff.fullTimeEquivalents * staff.months), "month",
      Range90(exactly: staff.salaryPerYear / 12 * staff.overhead), Source(title: "run file, prices.staff", date: ""))
  }

  private mutating func addCarbonCharge(_ carbon: CarbonStatement) throws(CostError) {
    guard let terms = terms.carbon, terms.pricePerTonne > 0 else { return }
    guard let operational = carbon.operational else {
      warnings.append("the emissions are unknown, so the carbon charge is not in the total")
      return
    }
    try add(
      .carbon, .carbonCharge, operational.map { $0.value / 1000 * terms.coveredShare }, "t",
      Range90(exactly: terms.pricePerTonne), Source(title: "run file, prices.carbon", date: ""))
  }

  // MARK: Lines

  mutating func add(
    _ category: CostCategory, _ item: CostItem, _ quantity: Range90<Double>, _ unit: String, _ price: Range90<Double>,
    _ source: Source
  ) throws(CostError) {
    let currency = terms.currency
    let amount = quantity.multiplied(by: price)
    let others = lines.compactMap(\.amount?.high.amount).reduce(0, +)
    try Self.check(sum: others + amount.high, currency)
    lines.append(
      CostLine(
        category: category, item: item, quantity: quantity.mid, unit: unit, unitPrice: price.mid, asOf: source.date,
        source: source.title, amount: amount.map { Money($0, currency) }, includedIn: nil))
  }

  /// Refuses a sum beyond what money can hold, before anything is rounded to it.
  private static func check(sum: Double, _ currency: Currency) throws(CostError) {
    guard sum <= Money.largest else {
      throw CostError(
        key: "prices",
        message: "the cost is beyond \(NumberFormat.significant(Money.largest)) \(currency.code): absurd input?")
    }
  }

  private mutating func addIncluded(_ category: CostCategory, _ item: CostItem, _ quantity: Double?, _ unit: String) {
    lines.append(
      CostLine(
        category: category, item: item, quantity: quantity, unit: unit, unitPrice: nil, asOf: "",
        source: "held by the rental price", amount: nil, includedIn: .acceleratorRental))
  }

  mutating func assume(_ key: String, _ value: String, _ source: String) {
    assumptions.append(Assumption(key: key, value: value, source: source))
  }

  mutating func assume(_ key: String, _ value: String, _ source: Source) {
    assume(key, value, source.date.isEmpty ? source.title : "\(source.title), \(source.date)")
  }

  // MARK: Currencies

  func converted(_ money: Money) throws(CostError) -> Double { money.amount * (try exchangeRate(from: money.currency)) }

  /// Units of the statement's currency for one unit of another.
  func exchangeRate(from currency: Currency) throws(CostError) -> Double {
    if currency == terms.currency { return 1 }
    let rates = terms.exchangeRates?.unitsPerDollar ?? [.usd: 1]
    for needed in [currency, terms.currency] where rates[needed] == nil {
      throw CostError(
        key: "prices.exchange_rates.\(needed.code)",
        message:
          "a price in \(currency.code) cannot be turned into \(terms.currency.code): the rate of \(needed.code) to one USD is missing"
      )
    }
    return (rates[terms.currency] ?? 1) / (rates[currency] ?? 1)
  }
}
