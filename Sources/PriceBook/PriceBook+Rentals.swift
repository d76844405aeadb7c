import HardwareProfiles
import Quantities
public import TrainingRun

extension PriceBook {
  /// All listed prices of an accelerator, rejected ones included; the user's own come first.
  public func listedPrices(of accelerator: String) -> [ListedPrice] {
    userPrices.filter { $0.accelerator == accelerator }
      + rentals.records(where: accelerator).compactMap { ListedPrice($0, source: source) }
  }

  /// All listed prices of the book.
  public func listedPrices() -> [ListedPrice] {
    userPrices + rentals.records().compactMap { ListedPrice($0, source: source) }
  }

  /// The price of one accelerator for an hour: the user's own where there is one, else what is listed, each provider and
  /// region by its newest price. Nil when none is listed.
  ///
  /// - Throws: `PriceBookError` for a provider or region without a price of the accelerator, with the nearest one.
  public func rental(
    of accelerator: String, kind: RentalTerms.Kind, years: Int? = nil, provider: String? = nil,
    region: String? = nil
  ) throws(PriceBookError) -> RentalQuote? {
    var found = listedPrices(of: accelerator).filter {
      $0.kind == kind && $0.rejection == nil && $0.years == years ?? $0.years
    }
    if let own = Self.quote(found.filter { price in userPrices.contains(price) }) { return own }
    for (name, wanted, key) in [("provider", provider, \ListedPrice.provider), ("region", region, \.region)] {
      guard let wanted else { continue }
      let offered = Set(found.map { $0[keyPath: key] })
      found = found.filter { $0[keyPath: key].lowercased() == wanted.lowercased() }
      guard !found.isEmpty else {
        throw PriceBookError(
          key: "prices.rental.\(name)",
          message: "no \(kind.rawValue) price of \(accelerator) is listed for '\(wanted)'; listed: "
            + (offered.isEmpty ? "none" : offered.filter { !$0.isEmpty }.sorted().joined(separator: ", ")),
          nearest: nearestMatch(to: wanted, among: offered))
      }
    }
    return Self.quote(found)
  }

  private static func quote(_ listed: [ListedPrice]) -> RentalQuote? {
    struct Place: Hashable { var provider, region: String; var years: Int? }
    var newest: [Place: [ListedPrice]] = [:]
    for price in listed {
      let place = Place(provider: price.provider, region: price.region, years: price.years)
      let known = newest[place, default: []]
      if let date = known.first?.asOf, date > price.asOf { continue }
      newest[place] = (known.first.map { $0.asOf == price.asOf } ?? true) ? known + [price] : [price]
    }
    let prices = newest.values.flatMap(\.self)
    guard let first = prices.first else { return nil }
    // Each provider counts once, by the median of its places: one with many regions is still one offer.
    let offers = Dictionary(grouping: prices, by: \.provider).values
      .map { percentile(0.5, of: $0.map(\.price.amount)) }
    let dates = prices.map(\.asOf).sorted()
    let providers = Set(prices.map(\.provider)).sorted().map { $0.isEmpty ? "own list" : $0 }
    let names =
      providers.prefix(4).joined(separator: ", ") + (providers.count > 4 ? " and \(providers.count - 4) more" : "")
    let title =
      prices.count == 1 && first.provider.isEmpty
      ? first.source
      : "\(prices.count == 1 ? "list price" : "median of \(prices.count) list prices") of \(names), \(dates[0]) to \(dates[dates.count - 1])"
    return RentalQuote(
      price: Range90(
        low: percentile(0.05, of: offers), mid: percentile(0.5, of: offers), high: percentile(0.95, of: offers)),
      currency: first.price.currency, count: prices.count,
      source: Source(title: title, date: dates[dates.count - 1]), oldest: dates[0])
  }

  /// A percentile, between neighbours by their distance.
  private static func percentile(_ share: Double, of amounts: [Double]) -> Double {
    let sorted = amounts.sorted()
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (sorted[next] - sorted[index]) * (position - Double(index))
  }
}

extension ListedPrice {
  /// A record of `rentals.tsv`.
  init?(_ fields: [String], source: (String) -> String) {
    guard let kind = RentalTerms.Kind(rawValue: fields[3]), let amount = Double(fields[5]) else { return nil }
    self.init(
      accelerator: fields[0], provider: fields[1], region: fields[2], kind: kind, years: Int(fields[4]),
      price: UnitPrice(amount, .usd), asOf: fields[6], source: source(fields[7]),
      rejection: Rejection(rawValue: fields[8]))
  }
}
