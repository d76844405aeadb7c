public import HardwareProfiles
public import Quantities

/// An electricity grid.
public struct Grid: Sendable {
  /// `US-VA`, `FR`, `WORLD`, `aws:us-east-1`.
  public let id: String
  /// The name for people.
  public let name: String
  /// Location-based annual average; low and high span the sources. Nil when not known.
  public let carbonIntensity: Sourced<Range90<GramsPerKilowattHour>>?
  /// What one more kilowatt-hour emits, annual average; nil when not known.
  public let marginalCarbonIntensity: Sourced<GramsPerKilowattHour>?
  /// Of the electricity that the operator buys; nil when not published.
  public let marketCarbonIntensity: Sourced<GramsPerKilowattHour>?
  /// Industrial average of a kilowatt-hour; nil when not known: see `PriceBook.electricityPrice(of:)`.
  public let electricityPrice: Sourced<Money>?
  /// Litres of water that making a kilowatt-hour takes up; nil when not known.
  public let waterPerKilowattHour: Double?

  init(grid fields: [String], source: (String) -> String) {
    id = fields[0]
    name = fields[1]
    if let low = Double(fields[2]), let mid = Double(fields[3]), let high = Double(fields[4]) {
      // Sources disagree by a factor, in either direction alike.
      let reach = mid > 0 && low > 0 ? max(mid / low, high / mid) : 1
      carbonIntensity = Sourced(
        Range90(low: mid / reach, mid: mid, high: mid * reach).map(GramsPerKilowattHour.init),
        source: Source(title: source(fields[6]), date: fields[5]))
    } else {
      carbonIntensity = nil
    }
    marginalCarbonIntensity = nil
    marketCarbonIntensity = nil
    if let price = Double(fields[7]), let currency = try? Currency(code: fields[8]) {
      electricityPrice = Sourced(
        Money(price, currency), source: Source(title: source(fields[10]), date: fields[9]))
    } else {
      electricityPrice = nil
    }
    waterPerKilowattHour = Double(fields[11])
  }

  /// A cloud region.
  init(region fields: [String], source: (String) -> String) {
    id = fields[0]
    name = fields[1]
    let from = Source(title: source(fields[6]), date: fields[5])
    func intensity(_ field: Int) -> Sourced<GramsPerKilowattHour>? {
      Double(fields[field]).map { Sourced(GramsPerKilowattHour($0), source: from) }
    }
    carbonIntensity = intensity(2).map { Sourced(Range90(exactly: $0.value), source: $0.source) }
    marginalCarbonIntensity = intensity(3)
    marketCarbonIntensity = intensity(4)
    electricityPrice = nil
    waterPerKilowattHour = nil
  }
}
