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
