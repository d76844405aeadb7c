public import HardwareProfiles
public import Quantities
public import TrainingRun

extension PriceBook {
  /// All listed prices of an accelerator, rejected ones included; the user's own come first.
  public func listedPrices(of accelerator: String) -> [ListedPrice] {
    userPrices.filter { $0.accelerator == accelerator }
      + rentals.records(where: accelerator).compactMap { ListedPrice($0, source: source) }
  }

  /// Whether an hour of an accelerator has a price of a kind, the user's own or a listed one.
  public func hasRental(of accelerator: String, kind: RentalTerms.Kind) -> Bool {
    listedPrices(of: accelerator).contains { $0.kind == kind && $0.rejection == nil }
  }

  /// All listed prices of the book.
  public func listedPrices() -> [ListedPrice] {
    userPrices + rentals.records().compactMap { ListedPrice($0, source: source) }
  }

  /// The price of one accelerator for an hour: the user's own where there is one, else the median of what providers list,
  /// each by the median of its places' newest prices. Providers whose newest price is more than a year older than the
  /// newest of all have no say. Nil when none is listed.
  ///
  /// - Throws: `PriceBookError` for a provider or region without a price of the accelerator, with the nearest one.
  public func rental(
    of accelerator: String, kind: RentalTerms.Kind, years: Int? = nil, provider: String? = nil,
    region: String? = nil
  ) throws(PriceBookError) -> RentalQuote? {
    var found = listedPrices(of: accelerator).filter {
      $0.kind == kind && $0.rejection == nil && $0.years == years ?? $0.years
    }
    if let own = quote(found.filter { price in userPrices.contains(price) }) { return own }
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
    return quote(found)
  }

  private func quote(_ listed: [ListedPrice]) -> RentalQuote? {
    struct Place: Hashable { var provider, region: String; var years: Int? }
    var newest: [Place: [ListedPrice]] = [:]
    for price in listed {
      let place = Place(provider: price.provider, region: price.region, years: price.years)
      let known = newest[place, default: []]
      if let date = known.first?.asOf, date > price.asOf { continue }
      newest[place] = (known.first.map { $0.asOf == price.asOf } ?? true) ? known + [price] : [price]
    }
    let prices = inOneCurrency(Self.recent(newest.values.flatMap(\.self)))
    guard let first = prices.first else { return nil }
    // Each provider counts once: one with many regions is still one offer.
    let offers = Self.offers(prices).sorted { ($0.amount, $0.provider) < ($1.amount, $1.provider) }
    // The figure is as old as the offer that decides it; of two in the middle the older.
    let decisive = [offers[(offers.count - 1) / 2].asOf, offers[offers.count / 2].asOf].min() ?? ""
    return RentalQuote(
      price: Self.spread(of: offers.map(\.amount)),
      currency: first.price.currency, count: prices.count,
      source: Source(title: Self.title(prices, offers), date: decisive), oldest: prices.map(\.asOf).min() ?? "")
  }

  /// Prices of several currencies in dollars; those without a rate have no say beside the others.
  private func inOneCurrency(_ prices: [ListedPrice]) -> [ListedPrice] {
    guard let first = prices.first, prices.contains(where: { $0.price.currency != first.price.currency }) else {
      return prices
    }
    return prices.compactMap { price in
      guard let rate = unitsPerDollar(price.price.currency)?.value else { return nil }
      var price = price
      price.price = UnitPrice(price.price.amount / rate, .usd)
      return price
    }
  }

  /// What one provider asks for.
  private struct Offer {
    var provider: String
    var amount: Double
    var asOf: String
  }

  /// What each provider asks for: the median of its prices, as old as the oldest of them.
  private static func offers(_ prices: [ListedPrice]) -> [Offer] {
    Dictionary(grouping: prices, by: \.provider).map { provider, prices in
      Offer(
        provider: provider.isEmpty ? "own list" : provider, amount: prices.map(\.price.amount).median,
        asOf: prices.map(\.asOf).min() ?? "")
    }
  }

  /// The prices that are at most a year older than the newest.
  private static func recent(_ prices: [ListedPrice]) -> [ListedPrice] {
    let days = prices.map { UTCTime.seconds(parsing: $0.asOf) ?? 0 }
    let newest = days.max() ?? 0
    return zip(prices, days).filter { newest - $1 <= 366 * 86_400 }.map(\.0)
  }

  private static func title(_ prices: [ListedPrice], _ offers: [Offer]) -> String {
    if prices.count == 1, prices[0].provider.isEmpty { return prices[0].source }
    let span = DateSpan(of: prices.map(\.asOf))?.text ?? ""
    let kind = prices[0].kind == .onDemand ? "" : "\(prices[0].kind.rawValue) "
    if offers.count == 1 {
      let what = prices.count == 1 ? "\(kind)list price" : "median of \(prices.count) \(kind)list prices"
      return "\(what) of \(offers[0].provider), \(span)"
    }
    let names = named(offers.prefix(4).map(\.provider).sorted() + offers.dropFirst(4).map(\.provider))
    return "median of \(offers.count) providers (\(names)), each by the median of its \(kind)list prices, \(span)"
  }

  /// The first four of some providers, and how many more there are.
  private static func named(_ providers: [String]) -> String {
    providers.prefix(4).joined(separator: ", ") + (providers.count > 4 ? " and \(providers.count - 4) more" : "")
  }

  /// What providers take for a kind of rental over what they themselves take on demand: the median over those that list
  /// both, with the 5th and 95th percentile. Nil when none does.
  public func discount(
    of accelerator: String, kind: RentalTerms.Kind, years: Int? = nil
  ) -> (ratio: Range90<Double>, source: Source)? {
    let listed = listedPrices(of: accelerator).filter { $0.rejection == nil && $0.price.currency == .usd }
    func offers(_ kind: RentalTerms.Kind, _ years: Int?) -> [Offer] {
      Self.offers(Self.recent(listed.filter { $0.kind == kind && $0.years == years ?? $0.years }))
    }
    let onDemand = Dictionary(
      offers(.onDemand, nil).map { ($0.provider, $0.amount) }, uniquingKeysWith: { first, _ in first })
    let both = offers(kind, years).filter { (onDemand[$0.provider] ?? 0) > 0 }.sorted { $0.provider < $1.provider }
    let ratios = both.compactMap { offer in onDemand[offer.provider].map { offer.amount / $0 } }
    guard !ratios.isEmpty else { return nil }
    let names = Self.named(both.map(\.provider))
    return (
      Self.spread(of: ratios),
      Source(
        title: both.count == 1
          ? "list prices of \(names)" : "median of \(both.count) providers that list both (\(names))",
        date: both.map(\.asOf).min() ?? "")
    )
  }

  /// The median with the 5th and 95th percentile.
  private static func spread(of amounts: [Double]) -> Range90<Double> {
    Range90(low: amounts.quantile(0.05), mid: amounts.median, high: amounts.quantile(0.95))
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
