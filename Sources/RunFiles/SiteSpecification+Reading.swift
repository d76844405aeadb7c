import Documents
import Quantities
import TrainingRun

extension SiteSpecification {
  /// Reads `site`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    grid = try section.scalar("grid")?.text
    let pue = try section.scalars("pue")
    pueByMonth = try pue.mapThrowing { value throws(DocumentError) in try value.number(in: 1...5) }
    if let first = pue.first, pue.count != 1, pue.count != 12 {
      throw first.wrong("found \(pue.count) figures, expected one or twelve, for the months from January")
    }
    let intensity = try section.scalars("carbon_intensity")
    carbonIntensityByHour = try intensity.mapThrowing { value throws(DocumentError) in
      try value.quantity(GramsPerKilowattHour.self, in: 0...1e5)
    }
    if let first = intensity.first, intensity.count != 1, intensity.count != 24 {
      throw first.wrong("found \(intensity.count) figures, expected one or twenty-four, for the hours of the day")
    }
    marginalCarbonIntensity = try section.scalar("marginal_carbon_intensity")?
      .quantity(GramsPerKilowattHour.self, in: 0...1e5)
    if let method = try section.scalar("carbon_method") { carbonMethod = try method.choice() }
    if let start = try section.scalar("start") {
      guard let seconds = UTCTime.seconds(parsing: start.text) else {
        throw start.wrong("found '\(start.text)', expected a local time such as 2026-12-01T08:00")
      }
      self.start = Seconds(seconds)
    }
    if let offset = try section.scalar("utc_offset_hours") { hoursAheadOfUTC = try offset.number(in: -12...14) }
    if let electricity = try section.section("electricity") { try read(electricity: electricity) }
    if let water = try section.section("water") { self.water = try WaterTerms(water) }
    try section.rejectUnknownKeys()
  }

  private mutating func read(electricity section: Section) throws(DocumentError) {
    let currency = try section.scalar("currency")?.currency() ?? .usd
    let price = try section.scalar("price_per_kwh")
    let periods = try section.sections("tariff")
    if let price {
      guard periods.isEmpty else { throw price.wrong("a price and a tariff are alternatives; both are given") }
      electricityPrice = UnitPrice(try price.number(in: 0...1000), currency)
    }
    tariff = try periods.mapThrowing { period throws(DocumentError) in try TariffPeriod(period, currency: currency) }
    if !tariff.isEmpty || section.has("tariff") { try Self.check(tariff, in: section) }
    if let charge = try section.scalar("demand_charge_per_kw_month") {
      demandChargePerKilowattMonth = UnitPrice(try charge.number(in: 0...1e6), currency)
    }
    onSite = try section.section("on_site").map { supply throws(DocumentError) in
      try SupplyTerms(supply, currency: currency)
    }
    green = try section.section("green").map { supply throws(DocumentError) in
      try SupplyTerms(supply, currency: currency)
    }
    if let onSite, let green, onSite.share + green.share > 1 {
      throw section.wrong("the shares on_site \(onSite.share) and green \(green.share) sum to more than 1")
    }
    try section.rejectUnknownKeys()
    if price == nil, tariff.isEmpty, section.has("currency"), onSite == nil, green == nil,
      demandChargePerKilowattMonth == nil
    {
      throw section.missing("price_per_kwh")
    }
  }

  /// Every hour of the year must have one price.
  private static func check(_ tariff: [TariffPeriod], in section: Section) throws(DocumentError) {
    for hour in HourOfYear.year.map(\.hour) {
      let count = tariff.filter { $0.holds(hour) }.count
      guard count != 1 else { continue }
      let day = hour.isWeekend ? "weekends" : "weekdays"
      throw section.wrong(
        "the tariff has \(count == 0 ? "no price" : "\(count) prices") for hour \(hour.hour) on \(day) of month "
          + "\(hour.month), expected one; a period holds months (1-12), days (all, weekday, weekend) and hours (0-23)")
    }
  }
}

extension WaterTerms {
  init(_ section: Section) throws(DocumentError) {
    let currency = try section.scalar("currency")?.currency() ?? .usd
    let price = try section.scalar("price_per_m3")?.number(in: 0...1e6)
    let litres = try section.scalar("litres_per_kwh")?.number(in: 0...1000)
    try section.rejectUnknownKeys()
    self.init(litresPerKilowattHour: litres, pricePerCubicMetre: price.map { UnitPrice($0, currency) })
  }
}

extension SupplyTerms {
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    let share = try section.required("share").number(in: .share)
    let price = try section.scalar("price_per_kwh")?.number(in: 0...1000)
    let premium = try section.scalar("premium_per_kwh")
    if let premium, price != nil { throw premium.wrong("a price and a premium are alternatives; both are given") }
    let intensity = try section.scalar("carbon_intensity")?.quantity(GramsPerKilowattHour.self, in: 0...1e5)
    let extra = try premium?.number(in: -1000...1000)
    try section.rejectUnknownKeys()
    self.init(
      share: share, price: price.map { UnitPrice($0, currency) }, premium: extra.map { UnitPrice($0, currency) },
      carbonIntensity: intensity ?? GramsPerKilowattHour(0))
  }
}

extension TariffPeriod {
  init(_ section: Section, currency: Currency) throws(DocumentError) {
    let months = try section.scalar("months").map { text throws(DocumentError) in try text.ranges(in: 1...12) }
    let hours = try section.scalar("hours").map { text throws(DocumentError) in try text.ranges(in: 0...23) }
    let days: Days = try section.scalar("days").map { text throws(DocumentError) in try text.choice() } ?? .all
    let price = try section.required("price_per_kwh").number(in: 0...1000)
    try section.rejectUnknownKeys()
    self.init(
      months: months ?? Set(1...12), days: days, hours: hours ?? Set(0...23), price: UnitPrice(price, currency))
  }
}

extension Scalar {
  /// Numbers and spans of numbers, both ends included: `6-9`, `22-23,0-6`. A span may pass the end: `22-6`.
  fileprivate func ranges(in bounds: ClosedRange<Int>) throws(DocumentError) -> Set<Int> {
    var result: Set<Int> = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0.trimmingWhitespace()) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        bounds.contains(first), bounds.contains(last)
      else {
        throw wrong(
          "found '\(text)', expected numbers from \(bounds.lowerBound) to \(bounds.upperBound) and spans such as 6-9")
      }
      let span =
        first <= last ? Array(first...last) : Array(first...bounds.upperBound) + Array(bounds.lowerBound...last)
      result.formUnion(span)
    }
    return result
  }
}

extension Sequence {
  /// `map` for closures that throw a `DocumentError`.
  fileprivate func mapThrowing<Result>(
    _ transform: (Element) throws(DocumentError) -> Result
  ) throws(DocumentError) -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try transform(element)) }
    return results
  }
}
