import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

/// A price in the statement's currency, and who says so.
struct SourcedPrice {
  var figure: UncertainFigure
  /// As it was quoted, where that is in another currency.
  var quoted: UnitPrice?
  var source: Source
  var confidence: CostLine.Confidence

  /// A price that the run file states in the statement's currency.
  init(given amount: Double, key: String) {
    figure = UncertainFigure(amount)
    source = Source(title: "run file, \(key)", date: "")
    confidence = .given
  }

  init(_ figure: UncertainFigure, quoted: UnitPrice?, source: Source, confidence: CostLine.Confidence) {
    self.figure = figure
    self.quoted = quoted
    self.source = source
    self.confidence = confidence
  }

  static func * (price: Self, factor: UncertainFigure) -> Self {
    var result = price
    result.figure = price.figure * factor
    if let quoted = price.quoted { result.quoted = UnitPrice(quoted.amount * factor.mid, quoted.currency) }
    return result
  }

  static func * (price: Self, factor: Double) -> Self { price * UncertainFigure(factor) }
}

extension Pricing {
  /// A price that the run file states, in any currency that has a rate.
  func stated(_ price: UnitPrice, key: String) throws(CostError) -> SourcedPrice {
    let rate = try exchangeRate(from: price.currency)
    var result = SourcedPrice(given: price.amount * rate, key: key)
    if price.currency != terms.currency { result.quoted = price }
    return result
  }

  /// A price of the book or of a profile, which a driver moves through a spread.
  func listed(
    _ price: UnitPrice, _ source: Source, _ driver: CostDriver, _ spread: Range90<Double>,
    confidence: CostLine.Confidence = .listed
  ) throws(CostError) -> SourcedPrice {
    let amount = price.amount * (try exchangeRate(from: price.currency))
    return SourcedPrice(
      UncertainFigure(amount) * UncertainFigure(driver, spread),
      quoted: price.currency == terms.currency ? nil : price, source: source, confidence: confidence)
  }

  /// Units of the statement's currency for one unit of another.
  func exchangeRate(from currency: Currency) throws(CostError) -> Double {
    currency == terms.currency ? 1 : try unitsPerDollar(terms.currency) / unitsPerDollar(currency)
  }

  /// Units of a currency for one US dollar: stated, else the price book's.
  func unitsPerDollar(_ currency: Currency) throws(CostError) -> Double {
    if currency == .usd { return 1 }
    if let rate = terms.exchangeRates?.unitsPerDollar[currency] ?? book.unitsPerDollar(currency)?.value { return rate }
    throw CostError(
      key: "prices.exchange_rates.\(currency.code)",
      message: "is missing, and no rate of \(currency.code) is published in the price book; give units of it for one "
        + "USD: exchange_rates: { \(currency.code): 1.23, as_of: 2026-11-01, source: WHO }")
  }

  /// The rates that lines were converted by, stated or the price book's, each said with its day and source.
  mutating func assumeExchangeRates() {
    let quoted = Set(lines.compactMap(\.quotedPrice?.currency))
    guard !quoted.isEmpty else { return }
    for currency in quoted.union([terms.currency]).sorted(by: { $0.code < $1.code }) where currency != .usd {
      let stated = terms.exchangeRates.flatMap { rates in
        rates.unitsPerDollar[currency].map {
          Sourced($0, source: Source(title: "run file, \(rates.source)", date: rates.asOf))
        }
      }
      guard let rate = stated ?? book.unitsPerDollar(currency) else { continue }
      assume(
        "prices.exchange_rates.\(currency.code)",
        "\(NumberFormat.significant(rate.value, digits: 5)) \(currency.code)/USD", rate.source)
      warnIfStale(rate.source.date, "the exchange rate of \(currency.code)")
    }
  }
}
